/** Why the embedded database cannot be started here. The command line prints `message` and leaves with exit code 2. */
export type CannotServeCode =
  | 'data-directory-in-use' // another Clearday serves this data directory
  | 'data-directory-closed' // it cannot be made, or not be written
  | 'other-owner' // the cluster belongs to an account that this process cannot become
  | 'cluster-missing' // the data directory names a cluster elsewhere that is gone
  | 'data-directory-copied' // two data directories name the same cluster
  | 'other-version' // the cluster was made by another major version of PostgreSQL
  | 'no-binaries' // no PostgreSQL for this machine, or it does not run
  | 'no-account' // started as root on a machine without an unprivileged account
  | 'no-place' // nowhere to put the cluster where that account could enter it
  | 'initdb-failed'
  | 'start-failed'

/** A named, expected no: the machine, not the program, is in the way. Its message says what a person can do about it. */
export class CannotServe extends Error {
  override readonly name = 'CannotServe'
  readonly code: CannotServeCode

  constructor(code: CannotServeCode, message: string) {
    super(message)
    this.code = code
  }
}
