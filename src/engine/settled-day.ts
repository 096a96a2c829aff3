import type { BatchDetail, Pack } from '../core/pack.ts'

/** The day on which a batch settled, as its pack reads it; days since 1970-01-01, undefined where the network tells none. */
export type SettledDayOf = (batch: BatchDetail) => number | undefined

/** Asks the pack once for each batch of a file that was received on the day. */
export function rememberSettledDays(pack: Pack, receivedDay: number): SettledDayOf {
  const known = new Map<BatchDetail, number | undefined>()
  return batch => {
    if (!known.has(batch)) known.set(batch, pack.settledOn?.(batch, receivedDay))
    return known.get(batch)
  }
}

/** The earliest of them: what is held together is due when its first batch is. */
export function firstSettledDay(batches: Iterable<BatchDetail>, settledDayOf: SettledDayOf): number | undefined {
  let first: number | undefined
  for (const batch of batches) {
    const day = settledDayOf(batch)
    if (day !== undefined && (first === undefined || day < first)) first = day
  }
  return first
}
