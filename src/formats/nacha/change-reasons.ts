import type { Reason } from './reason.ts'

/** Notifications of change (C01 to C14) and their refusals (C61 to C69). */
export const CHANGE_REASONS = {
  C01: { stage: 'change', on: 'both', meaning: 'The account number must be changed.' },
  C02: { stage: 'change', on: 'both', meaning: 'The routing number must be changed.' },
  C03: { stage: 'change', on: 'both', meaning: 'The routing number and the account number must be changed.' },
  C04: { stage: 'change', on: 'both', meaning: 'The receiver’s name must be changed.' },
  C05: {
    stage: 'change',
    on: 'both',
    meaning: 'The transaction code must be changed: another type of account.',
  },
  C06: {
    stage: 'change',
    on: 'both',
    meaning: 'The account number and the transaction code must be changed.',
  },
  C07: {
    stage: 'change',
    on: 'both',
    meaning: 'The routing number, the account number and the transaction code must be changed.',
  },
  C08: {
    stage: 'change',
    on: 'both',
    only: ['IAT'],
    meaning: 'The foreign receiving bank’s identification must be changed.',
  },
  C09: { stage: 'change', on: 'both', meaning: 'The receiver’s identification number must be changed.' },
  C10: { stage: 'change', on: 'both', meaning: 'The company name must be changed.' },
  C11: { stage: 'change', on: 'both', meaning: 'The company identification must be changed.' },
  C12: {
    stage: 'change',
    on: 'both',
    meaning: 'The company name and the company identification must be changed.',
  },
  C13: { stage: 'change', on: 'both', meaning: 'The entry was posted, but its addenda are wrongly built.' },
  C14: {
    stage: 'change',
    on: 'both',
    meaning: 'Entries of this kind pay abroad and must be sent as international ones.',
  },
  C61: { stage: 'refusal', on: 'both', meaning: 'The notification was sent to the wrong bank.' },
  C62: { stage: 'refusal', on: 'both', meaning: 'The trace number is not that of an entry sent.' },
  C63: { stage: 'refusal', on: 'both', meaning: 'The company identification is not that of the entry.' },
  C64: {
    stage: 'refusal',
    on: 'both',
    meaning: 'The individual’s identification number is not that of the entry.',
  },
  C65: { stage: 'refusal', on: 'both', meaning: 'The corrected data are wrongly built.' },
  C66: { stage: 'refusal', on: 'both', meaning: 'The discretionary data are not those of the entry.' },
  C67: { stage: 'refusal', on: 'both', meaning: 'The routing number is not that of the entry.' },
  C68: { stage: 'refusal', on: 'both', meaning: 'The account number is not that of the entry.' },
  C69: { stage: 'refusal', on: 'both', meaning: 'The transaction code is not that of the entry.' },
} as const satisfies Readonly<Record<string, Reason>>
