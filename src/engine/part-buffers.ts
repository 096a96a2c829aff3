import { Claims } from '../store/claims.ts'
import { CopyRows } from '../store/copy-rows.ts'
import { RowDigest } from '../store/row-digest.ts'

/**
 * The buffers in which a part is decided and its rows are built, used by one part after another: megabytes that were made anew for
 * each part would have to be filled with zeros by the system, and make the garbage collector go through everything to find them
 * unused, sixty times a file.
 */
export class PartBuffers {
  readonly identities = new Claims()
  readonly items = new CopyRows()
  readonly postings = new CopyRows()
  readonly entries = new CopyRows()
  readonly exceptions = new CopyRows()
  readonly positions = new CopyRows()
  readonly outbound = new CopyRows()
  readonly claims = new CopyRows()
  readonly claimBlocks = new CopyRows()
  readonly tallies = new CopyRows()
  readonly hashedItems = new RowDigest(1 << 14)
  readonly hashedPostings = new RowDigest(1 << 14)
  readonly hashedClaims = new RowDigest(1 << 12)
  readonly hashedBlocks = new RowDigest(1 << 14)

  /** Empties them for another part, which may use them once the rows of the one before were stored. */
  clear(): this {
    this.identities.clear()
    for (const rows of [this.items, this.postings, this.entries, this.exceptions, this.positions, this.outbound])
      rows.clear()
    for (const rows of [this.claims, this.claimBlocks, this.tallies]) rows.clear()
    for (const hashed of [this.hashedItems, this.hashedPostings, this.hashedClaims, this.hashedBlocks]) hashed.clear()
    return this
  }
}
