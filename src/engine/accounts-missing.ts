/** The one sentence that every command and page says of it. */
export const ACCOUNTS_MISSING =
  'No accounts were loaded for this institution, so nothing is decided or posted; what was received waits. Load accounts.csv with clearday run DIR.'

/**
 * No account of the institution was ever loaded, so nothing can be decided: every entry would be returned as one to an account
 * that does not exist (R03). What was received waits, read and counted, and is processed once accounts are there.
 */
export class AccountsMissing extends Error {
  override readonly name = 'AccountsMissing'

  constructor() {
    super(ACCOUNTS_MISSING)
  }
}
