import type { Finding } from '../../core/exception.ts'
import { type Gap, gapBetween, moreOrLess, NO_GAP, type PackOverShort } from '../../core/over-short.ts'

/**
 * A presentment is settled by the sender's control. A deposit is settled by its ticket, whatever its control says, because that is what
 * the depositor has: its finding says what the ticket makes more than its checks. Of a file its finding says the difference of the
 * total that holds it, without those of its bundles.
 */
export const overShort: PackOverShort = {
  kinds: { batch: 'bundle-over-short', file: 'letter-over-short' },
  ofBatch: ({ detail, declared, computed }, facts) =>
    detail.deposit === true ? toldBy(facts, 'ticketGapMinor') : gapBetween(declared, computed),
  ofFile: (_, facts) => toldBy(facts, 'gapMinor'),
  facts: ({ debitMinor, creditMinor }, held) => {
    const gapMinor = debitMinor - creditMinor
    const total = held?.ticketGapMinor === undefined ? String(held?.control ?? 'bundle control (70)') : 'deposit ticket'
    return { total, difference: moreOrLess(gapMinor), gapMinor }
  },
}

function toldBy(facts: Finding['facts'], name: 'gapMinor' | 'ticketGapMinor'): Gap {
  const told = facts?.[name]
  return typeof told === 'number' ? { debitMinor: told, creditMinor: 0 } : NO_GAP
}
