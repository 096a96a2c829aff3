import type { AccountStatus } from '../../../core/account.ts'
import { RECORD_LENGTH } from '../../../formats/nacha/layout.ts'
import { type Check, maskedAccount } from './check.ts'

/** Entries that move nothing and say something on which the bank must act: that a beneficiary died, or that somebody is enrolled. */

/**
 * A death notice that can be read. With it the bank knows of the death, so that benefits for the time after go back (31 CFR
 * 210.10(a)); whose account it names, and whether it is here, a person looks at. Name, number and day stay in the addenda.
 */
export const deathNotice: Check = (item, { account }) => {
  if (item.batch.secCode !== 'DNE' || item.raw.length <= RECORD_LENGTH) return undefined
  const standing = account === undefined ? '(no account here)' : STANDINGS[account.status]
  return {
    kind: 'death-notice',
    field: 'paymentInformation',
    column: 4,
    facts: { account: maskedAccount(item), standing },
  }
}

const STANDINGS: Readonly<Record<AccountStatus, string>> = {
  open: '',
  closed: '(closed)',
  frozen: '(frozen)',
  deceased: '(marked already)',
}

/** Only a federal agency receives enrolments: one that comes to a routing number of ours was sent to the wrong place. */
export const enrolmentMisdirected: Check = item =>
  item.batch.secCode === 'ENR'
    ? {
        kind: 'enrolment-misdirected',
        field: 'rdfi',
        column: 4,
        found: item.routingText,
        facts: { found: item.routingText },
      }
    : undefined
