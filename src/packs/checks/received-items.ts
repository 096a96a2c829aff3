import { bucketOfText } from '../../core/bucket.ts'
import type { ReceivedItem } from '../../core/pack.ts'
import type { X9ItemCursor } from '../../formats/x9/item-cursor.ts'
import { auxOnUsOf, codelineOf } from './codeline.ts'
import { RawItems } from './raw-item.ts'

/** The items of the first pass: one object and one buffer for all of them. */
export class ReceivedItems {
  readonly #raw = new RawItems()
  readonly #item: ReceivedItem = {
    batch: 0,
    seq: 0,
    line: 0,
    offset: 0,
    length: 0,
    bucket: 0,
    direction: 'debit',
    amountMinor: 0,
    bytes: this.#raw.bytes,
    start: 0,
    size: 0,
  }

  /** The item that passes by, valid until the next. Its batch is set when it is added to one. */
  receive(cursor: X9ItemCursor): ReceivedItem {
    const item = this.#item
    item.seq = cursor.seq
    item.line = cursor.record
    item.offset = cursor.offset
    item.length = cursor.length
    item.bucket = bucketOf(cursor)
    item.direction = cursor.kind === 'credit' ? 'credit' : 'debit'
    item.amountMinor = cursor.amountMinor
    item.size = this.#raw.write(cursor)
    item.bytes = this.#raw.bytes
    return item
  }
}

/** A copy that lasts. */
export function keep(item: ReceivedItem): ReceivedItem {
  return { ...item, bytes: item.bytes.slice(item.start, item.start + item.size), start: 0 }
}

/** Bucket of the account as the account table spells it, or of what stands in its place. */
function bucketOf(cursor: X9ItemCursor): number {
  const { detail } = cursor
  const auxOnUs = auxOnUsOf(cursor)
  const { accountNumber, onUs, routing } = codelineOf(detail, auxOnUs)
  return bucketOfText(accountNumber || onUs || routing)
}
