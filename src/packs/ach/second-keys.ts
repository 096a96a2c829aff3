import { KEYED_BLIND_MINOR, type ShippedSecondKey } from '../../core/approval/second-key.ts'
import type { AchKind } from './kinds.ts'

/** From here on what is ordinary work under it takes a second person. Minor units. */
const LARGE_MINOR = 5_000_00

interface AchSecondKey extends ShippedSecondKey {
  readonly kinds?: readonly AchKind[]
}

const OTHER_ACCOUNT = [
  ...(['account-malformed', 'account-not-found', 'account-closed', 'account-frozen', 'account-deceased'] as const),
  ...(['account-non-transaction', 'name-mismatch'] as const),
]

/**
 * What needs a second person at a bank that says nothing else: where money goes to another account than the sender named, where an
 * order of the holder or a court stands against it, where the bank bears the loss, and what is large. Each procedure says them.
 */
export const ACH_SECOND_KEYS: readonly AchSecondKey[] = [
  {
    ...{ name: 'ach-corrected-accounts', resolutions: ['correct', 'move', 'split'], keying: 'seen' },
    ...{ kinds: OTHER_ACCOUNT, fields: ['account'], fromMinor: LARGE_MINOR },
  },
  // Where it goes follows from what somebody keyed: two who do not see each other's key it.
  {
    ...{ name: 'ach-keyed-accounts', resolutions: ['correct', 'move', 'split'], keying: 'blind' },
    kinds: [...OTHER_ACCOUNT, 'routing-check-digit'],
    ...{ fields: ['account'], fromMinor: KEYED_BLIND_MINOR },
  },
  {
    ...{ name: 'ach-keyed-amounts', resolutions: ['adjust'], keying: 'blind' },
    ...{ kinds: ['review-threshold'], fields: ['amount'], fromMinor: KEYED_BLIND_MINOR },
  },
  {
    ...{ name: 'ach-corrected-records', resolutions: ['correct'], keying: 'seen' },
    ...{ kinds: ['record-fault', 'routing-check-digit'], fromMinor: LARGE_MINOR },
  },
  {
    ...{ name: 'ach-posting-against-orders', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['stop-payment', 'account-frozen'], fromMinor: 0 },
  },
  {
    ...{ name: 'ach-posting-to-the-deceased', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['account-deceased'], fromMinor: LARGE_MINOR },
  },
  {
    ...{ name: 'ach-death-notices', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['death-notice'], fromMinor: 0 },
  },
  {
    ...{ name: 'ach-posting-doubtful-entries', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['duplicate-entry', 'addenda-fault'], fromMinor: LARGE_MINOR },
  },
  {
    ...{ name: 'ach-reversing-debits', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['reversal-without-original'], direction: 'debit', fromMinor: 0 },
  },
  {
    ...{ name: 'ach-prenotes-as-payments', resolutions: ['correct'], keying: 'seen' },
    ...{ kinds: ['prenote-fault'], fields: ['transactionCode'], fromMinor: 0 },
  },
  {
    ...{ name: 'ach-large-entries', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['review-threshold', 'same-day-not-eligible'], fromMinor: 0 },
  },
  // Only this work type has them, of whichever kind.
  {
    ...{ name: 'ach-disputed-returns', resolutions: ['dishonor', 'contest'], keying: 'seen' },
    fromMinor: LARGE_MINOR,
  },
  {
    ...{ name: 'ach-losses', resolutions: ['post'], keying: 'seen' },
    kinds: ['late-return', 'late-dishonor', 'dishonored-return', 'late-contest', 'contested-return'],
    fromMinor: LARGE_MINOR,
  },
  {
    ...{ name: 'ach-late-claims', resolutions: ['recredit'], keying: 'seen' },
    ...{ kinds: ['claim-late'], fromMinor: 500_00 },
  },
  {
    ...{ name: 'ach-over-short', resolutions: ['adjust', 'move'], keying: 'seen' },
    ...{ kinds: ['batch-over-short', 'file-over-short'], fromMinor: 500_00 },
  },
]
