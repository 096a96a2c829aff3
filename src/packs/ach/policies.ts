/**
 * Policies under which a return goes out without a person. Each is a named value that the institution's configuration dates
 * and gives an owner; a kind that names one is `auto` only while that policy is in force.
 */
const ACH_POLICIES = {
  'ach-administrative-returns':
    'Entries to accounts that do not exist, are malformed, closed, frozen or take no such entry go back',
  'ach-funds-returns': 'Debits that the account cannot pay go back, insufficient (R01) or uncollected (R09)',
  'ach-notices-of-change': 'Senders are told the right transaction code for entries that post under a wrong one (C05)',
  'ach-stop-payment-returns': 'Debits that a stop order names go back as stopped',
} as const satisfies Readonly<Record<string, string>>

export type AchPolicy = keyof typeof ACH_POLICIES
