import { CHANGE_REASONS } from './change-reasons.ts'
import type { Reason } from './reason.ts'
import { RETURN_REASONS } from './return-reasons.ts'

/**
 * Return, dishonor, contest and change codes in our own words, with who may use them and on what. The time each leaves is
 * no property of the format: clocks are the pack's, as effective-dated data. Sources: the Nacha rules' code lists.
 */

export const REASONS = { ...RETURN_REASONS, ...CHANGE_REASONS } as const satisfies Readonly<Record<string, Reason>>

export type ReasonCode = keyof typeof REASONS

/** What a code means and who may use it; undefined for a code that is in no list. */
export function reasonFor(code: string): Reason | undefined {
  return Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : undefined // hasOwn has just proved the key
}
