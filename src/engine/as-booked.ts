import type { IntakeSink, Pack, PackSettings } from '../core/pack.ts'
import type { AnswerItem } from '../core/pack-answers.ts'
import { NOTHING, type Tally } from '../core/tally.ts'
import type { QueuedOutbound } from '../store/outbound.ts'

/**
 * What goes out is written from the bytes that were kept for the answer, what is booked comes from the item: two copies of one
 * value. Why the bytes do not say what the item's row says, as a sentence; undefined when they do.
 */
export function notAsBooked(
  pack: Pack,
  booked: Pick<QueuedOutbound, 'itemId' | 'direction' | 'amountMinor'>,
  { raw, batch }: Pick<AnswerItem, 'raw' | 'batch'>,
  settings: PackSettings,
): string | undefined {
  const kept = pack.parseItem(raw, batch, settings)
  if (kept.amountMinor !== booked.amountMinor)
    return `item ${booked.itemId} was kept with another amount than is booked`
  if (kept.direction !== booked.direction) return `item ${booked.itemId} was kept with another direction than is booked`
  return undefined
}

/** Count and value of a file as our own reader computes them; undefined when it comes to no end. */
export function tallyOfFile(pack: Pack, bytes: Uint8Array, settings: PackSettings): Tally | undefined {
  let tally: Tally | undefined
  const sink: IntakeSink = {
    fileHeader: nothing,
    batchOpened: nothing,
    item: nothing,
    batchClosed: nothing,
    fault: nothing,
    fileClosed: closed => {
      tally = closed.computed
    },
  }
  const feed = pack.createReader(sink, settings)
  feed.write(bytes)
  feed.end()
  return tally
}

/** True when the file moves what is booked. A notice moves nothing: its entries carry no amount. */
export function isTallyAsBooked(kind: 'return' | 'notice', told: Tally | undefined, booked: Tally): boolean {
  const { debitMinor, creditMinor } = kind === 'notice' ? NOTHING : booked
  return told?.count === booked.count && told.debitMinor === debitMinor && told.creditMinor === creditMinor
}

const nothing = () => {}
