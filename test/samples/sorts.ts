import type { Excepted } from './every-kind.ts'

/** The sorts of items of a day, by who decides them and kind. */
export function sortsOf(excepted: readonly Excepted[]): Readonly<Record<string, readonly string[]>> {
  const sorts: Record<string, string[]> = {}
  for (const one of excepted) {
    const kind = `${one.decidedBy} ${one.pack} ${one.kind}`
    sorts[kind] = [...(sorts[kind] ?? []), one.sort].sort()
  }
  return sorts
}

const ENTRY_OR_ANSWER = ['contested', 'dishonored', 'forward', 'noc', 'refused-noc', 'return']
const ENTRY = ['forward']
const PRESENTED = ['on-us']
const DEPOSITED = ['deposited on-us', 'on-us']
const PICTURED = ['deposited on-us', 'deposited transit', 'on-us']

/** Every sort of item that the day of every kind has, and no other: of one that is new each way out is taken as well. */
export const SORTS: Readonly<Record<string, readonly string[]>> = {
  'person ach account-deceased': ENTRY,
  'person ach addenda-fault': ENTRY_OR_ANSWER,
  'person ach amount-fault': [
    'forward',
    'noc',
    'refused-noc',
    'unread contested',
    'unread dishonored',
    'unread forward',
    'unread return',
  ],
  'person ach claim-late': ENTRY,
  'person ach claim-unauthorized': ENTRY,
  'person ach contested-return': ['contested'],
  'person ach converted-check-ineligible': ENTRY,
  'person ach death-notice': ENTRY,
  'person ach dishonored-return': ['dishonored'],
  'person ach duplicate-entry': ENTRY_OR_ANSWER,
  'person ach effective-date-impossible': ENTRY,
  'person ach effective-date-stale': ENTRY,
  'person ach enrolment-misdirected': ENTRY,
  'person ach late-contest': ['contested'],
  'person ach late-dishonor': ['dishonored'],
  'person ach late-return': ['return'],
  'person ach name-mismatch': ENTRY,
  'person ach noc-without-original': ['noc'],
  'person ach prenote-fault': ENTRY,
  'person ach record-fault': ENTRY_OR_ANSWER,
  'person ach refused-noc': ['refused-noc'],
  'person ach return-without-original': ['return'],
  'person ach reversal-without-original': ENTRY,
  'person ach review-threshold': ['forward', 'return'],
  'person ach routing-check-digit': ENTRY_OR_ANSWER,
  'person ach routing-not-ours': ENTRY_OR_ANSWER,
  'person ach same-day-not-eligible': ENTRY,
  'person ach sec-code-unknown': ENTRY_OR_ANSWER,
  'person ach settles-later': ENTRY,
  'person ach trace-fault': ENTRY_OR_ANSWER,
  'person ach transaction-code-unknown': ENTRY_OR_ANSWER,
  'person ach unknown-return-code': ['dishonored', 'noc', 'return'],
  'person ach zero-dollar-return': ['return'],
  'person checks check-account-closed': ['deposit', 'deposited on-us'],
  'person checks check-account-deceased': ['deposit', 'deposited on-us', 'on-us'],
  'person checks check-account-frozen': ['deposited on-us'],
  'person checks check-account-non-transaction': DEPOSITED,
  'person checks check-account-not-found': ['deposit', 'deposited on-us'],
  'person checks check-digit': DEPOSITED,
  'person checks check-insufficient-funds': ['deposited on-us'],
  'person checks check-post-dated': DEPOSITED,
  'person checks check-review-threshold': PICTURED,
  'person checks check-routing-not-ours': PRESENTED,
  'person checks check-stale': DEPOSITED,
  'person checks check-stop-payment': ['deposited on-us'],
  'person checks check-uncollected-funds': ['deposited on-us'],
  'person checks duplicate-presentment': DEPOSITED,
  'person checks encoding-error': DEPOSITED,
  'person checks image-missing': PICTURED,
  'person checks image-unusable': PICTURED,
  'person checks late-returned-check': ['returned'],
  'person checks micr-misread': PICTURED,
  'person checks micr-unreadable': DEPOSITED,
  'person checks positive-pay-amount': DEPOSITED,
  'person checks positive-pay-not-issued': DEPOSITED,
  'person checks positive-pay-serial': DEPOSITED,
  'person checks positive-pay-void': DEPOSITED,
  'person checks returned-check-without-original': ['returned'],
  'policy ach account-closed': ENTRY,
  'policy ach account-frozen': ENTRY,
  'policy ach account-malformed': ENTRY,
  'policy ach account-non-transaction': ENTRY,
  'policy ach account-not-found': ENTRY,
  'policy ach insufficient-funds': ENTRY,
  'policy ach stop-payment': ENTRY,
  'policy ach uncollected-funds': ENTRY,
  'policy checks check-account-closed': PRESENTED,
  'policy checks check-account-frozen': PRESENTED,
  'policy checks check-account-not-found': PRESENTED,
  'policy checks check-insufficient-funds': PRESENTED,
  'policy checks check-stop-payment': PRESENTED,
  'policy checks check-uncollected-funds': PRESENTED,
}
