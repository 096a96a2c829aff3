import type { CheckReturnCode } from '../../core/codes/check-return-codes.ts'
import type { DecidedBy } from '../../core/exception.ts'

/**
 * Policies under which a return goes out without a person. Each is a named value that the institution's configuration dates
 * and gives an owner; a kind that names one is decided by itself only while that policy is in force.
 */
export const CHECK_POLICIES = {
  'check-administrative-returns': 'Checks on accounts that do not exist, are closed or frozen go back',
  'check-stop-payment-returns': 'Checks that a stop order names go back',
  'check-funds-returns': 'Checks that the account cannot pay go back, insufficient (A) or uncollected (B)',
} as const satisfies Readonly<Record<string, string>>

/** A kind that the policy decides, with the code that its returns carry. */
export function policy(name: keyof typeof CHECK_POLICIES, code: CheckReturnCode): DecidedBy {
  return { by: 'policy', policy: name, code }
}
