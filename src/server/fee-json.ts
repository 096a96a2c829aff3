import type { FeeAfter } from '../core/fee.ts'

/** What becomes of a fee, for people and programs. */
export function feeJson(of: FeeAfter | undefined) {
  if (of === undefined) return null
  const { name, step, feeMinor, waiver, words, why } = of
  return { name, step, fee_minor: feeMinor, waiver: waiver ?? null, words: words ?? why ?? '' }
}
