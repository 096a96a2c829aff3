import type { AdjustmentAfter } from '../core/adjustment.ts'

/** An adjustment for people and programs. */
export function adjustmentJson(of: AdjustmentAfter | undefined) {
  if (of === undefined) return null
  const { type, state, rightMinor, differenceMinor, entryUntil, attachments } = of
  return {
    ...{ type, state, right_minor: rightMinor, difference_minor: differenceMinor },
    ...{ entry_until: entryUntil === '' ? null : entryUntil, attachments: [...attachments] },
  }
}
