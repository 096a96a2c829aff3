import { dateOfDayNumber, dayNumber } from '../core/calendar/day.ts'
import type { DisputedAnswer } from '../core/resolve/resolution.ts'
import { sentAnswer } from '../store/sent-answer.ts'
import type { Runner } from '../store/statement.ts'
import type { Decidable } from './resolution-facts.ts'

/** What our own files say of the answer that the item disputes; undefined for an item that disputes none. */
export async function disputedAnswer(
  tx: Runner,
  { item, batch, original: { pack, raw } }: Decidable,
): Promise<DisputedAnswer | undefined> {
  const contests = pack.answers?.contests
  const number = contests?.disputed(raw, batch.detail)
  if (contests === undefined || number === undefined) return undefined
  // The dispute names the account that the entry named, so both lie in one bucket.
  const sent = await sentAnswer(tx, { shard: item.shard, trace: number })
  const days = sent && { returnedOn: sent.sentOn, settledOn: settledDay(pack, sent) }
  const carries: DisputedAnswer['carries'] = ({ returnedOn, settledOn }) =>
    contests.carries({
      returnedOn: Temporal.PlainDate.from(returnedOn),
      settledOn: Temporal.PlainDate.from(settledOn),
    })
  return { number, days, carries }
}

/** The day on which the entry settled, as its batch says it, else the day on which it posted. */
function settledDay(
  pack: Decidable['original']['pack'],
  { batch, receivedOn, postedOn }: NonNullable<Awaited<ReturnType<typeof sentAnswer>>>,
): string {
  const day = pack.settledOn?.(batch, dayNumber(Temporal.PlainDate.from(receivedOn)))
  return day === undefined ? postedOn : dateOfDayNumber(day).toString()
}
