import type { BundleControl, CashLetterControl, FileControl } from './records.ts'

/** The record of a bundle, a cash letter or a file that says what it adds up to. */
export type Control = BundleControl | CashLetterControl | FileControl

/**
 * The amount that a control declares, in minor units, exactly: sixteen digits of a file control may be more than a `number`
 * holds, and are then kept as they stand. Undefined where the field is no number.
 */
export function controlAmount({ amountMinor, odd }: Control): bigint | undefined {
  if (amountMinor !== undefined) return BigInt(amountMinor)
  const digits = odd?.amountMinor?.trim() ?? ''
  return /^\d{1,16}$/.test(digits) ? BigInt(digits) : undefined
}
