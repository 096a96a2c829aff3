import { KEYED_BLIND_MINOR, type ShippedSecondKey } from '../../core/approval/second-key.ts'
import type { CheckKind } from './kinds.ts'

/** From here on what is ordinary work under it takes a second person. Minor units. */
const LARGE_MINOR = 5_000_00

interface CheckSecondKey extends ShippedSecondKey {
  readonly kinds: readonly CheckKind[]
}

const OTHER_ACCOUNT = [
  ...(['check-account-not-found', 'check-account-closed'] as const),
  ...(['check-account-deceased', 'check-account-non-transaction'] as const),
]

/** What needs a second person at a bank that says nothing else, for the reasons that those of ACH have. Each procedure says them. */
export const CHECK_SECOND_KEYS: readonly CheckSecondKey[] = [
  {
    ...{ name: 'check-corrected-accounts', resolutions: ['correct', 'move', 'split'], keying: 'seen' },
    ...{ kinds: OTHER_ACCOUNT, fields: ['account'], fromMinor: LARGE_MINOR },
  },
  {
    ...{ name: 'check-rekeyed-accounts', resolutions: ['rekey'], keying: 'seen' },
    ...{ kinds: ['check-account-not-found'], fields: ['account'], fromMinor: LARGE_MINOR },
  },
  // Whose check it is follows from what somebody read: two who do not see each other's read it once more.
  {
    ...{ name: 'check-keyed-codelines', resolutions: ['rekey', 'correct'], keying: 'blind' },
    kinds: [
      ...(['micr-unreadable', 'micr-misread', 'check-digit', 'check-routing-not-ours'] as const),
      ...(['check-account-not-found', 'check-account-closed', 'check-account-non-transaction'] as const),
      'returned-check-without-original',
    ],
    ...{ fields: ['routing', 'account'], fromMinor: KEYED_BLIND_MINOR },
  },
  {
    ...{ name: 'check-keyed-accounts', resolutions: ['move', 'split'], keying: 'blind' },
    ...{ kinds: [...OTHER_ACCOUNT, 'check-account-frozen'], fields: ['account'], fromMinor: KEYED_BLIND_MINOR },
  },
  // An amount that was not read is keyed with the return, or with the rest of the check, under whichever kind that has.
  {
    ...{ name: 'check-keyed-amounts', resolutions: ['adjust', 'return', 'rekey'], keying: 'blind' },
    kinds: ['encoding-error', 'positive-pay-amount', 'check-review-threshold', 'micr-unreadable'],
    ...{ fields: ['amount'], fromMinor: KEYED_BLIND_MINOR },
  },
  {
    ...{ name: 'check-posting-against-orders', resolutions: ['post', 'move'], keying: 'seen' },
    ...{ kinds: ['check-stop-payment', 'check-account-frozen'], fromMinor: 0 },
  },
  {
    ...{ name: 'check-posting-to-the-deceased', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['check-account-deceased'], fromMinor: LARGE_MINOR },
  },
  {
    ...{ name: 'check-posting-duplicates', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['duplicate-presentment'], fromMinor: LARGE_MINOR },
  },
  {
    ...{ name: 'check-large-checks', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['check-review-threshold'], fromMinor: 0 },
  },
  {
    ...{ name: 'check-losses', resolutions: ['post'], keying: 'seen' },
    ...{ kinds: ['late-returned-check'], fromMinor: LARGE_MINOR },
  },
  {
    ...{ name: 'check-over-short', resolutions: ['adjust', 'move'], keying: 'seen' },
    ...{ kinds: ['bundle-over-short', 'letter-over-short'], fromMinor: 500_00 },
  },
]
