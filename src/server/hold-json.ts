import type { HoldAfter } from '../core/hold.ts'

/** A hold for people and programs. */
export function holdJson(of: HoldAfter | undefined) {
  if (of === undefined) return null
  const { party, awaits, until, endsBy, extensions } = of
  return { party, awaits, until, ends_by: endsBy, extensions }
}
