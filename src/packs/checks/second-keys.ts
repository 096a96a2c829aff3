import type { ShippedSecondKey } from '../../core/approval/second-key.ts'
import type { CheckKind } from './kinds.ts'

/** From here on what is ordinary work under it takes a second person. Minor units. */
const LARGE_MINOR = 5_000_00

interface CheckSecondKey extends ShippedSecondKey {
  readonly kinds: readonly CheckKind[]
}

/** What needs a second person at a bank that says nothing else, for the reasons that those of ACH have. Each procedure says them. */
export const CHECK_SECOND_KEYS: readonly CheckSecondKey[] = [
  {
    ...{ name: 'check-corrected-accounts', resolutions: ['correct', 'rekey', 'move', 'split'], keying: 'seen' },
    kinds: [
      ...(['check-account-not-found', 'check-account-closed'] as const),
      ...(['check-account-deceased', 'check-account-non-transaction'] as const),
    ],
    fields: ['account'],
    fromMinor: LARGE_MINOR,
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
]
