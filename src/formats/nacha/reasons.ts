import { CHANGE_REASONS } from './change-reasons.ts'
import type { Reason } from './reason.ts'
import { RETURN_REASONS } from './return-reasons.ts'

/**
 * Return, dishonor, contest and change codes in our own words, and the entries that may carry them. Who may set a code, what
 * must be in hand and the time it leaves are no properties of the format: `core/codes` has them, as effective-dated data.
 * Sources: the Nacha rules' code lists.
 */

export const REASONS = { ...RETURN_REASONS, ...CHANGE_REASONS } as const satisfies Readonly<Record<string, Reason>>

export type ReasonCode = keyof typeof REASONS

/** What a code means and who may use it; undefined for a code that is in no list. */
export function reasonFor(code: string): Reason | undefined {
  return Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : undefined // hasOwn has just proved the key
}
