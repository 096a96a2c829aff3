import {
  calendarDays,
  calendarMonths,
  type DeadlineRule,
  NO_ROLL,
  openDays,
  type RuleVersion,
  type Span,
} from './rule.ts'

/**
 * Federal Reserve check adjustments: one row per investigation type (ITYP) and what may still be had. Electronic cases count
 * for the day until 17:00 ET. The windows of PAID and NOI inside the year were not read: only the outer year is here.
 */

function term(
  citation: string,
  span: Span,
  missed: string,
  standing: RuleVersion['standing'] = 'source',
): readonly [RuleVersion] {
  const due = { at: 'time', time: '17:00', zone: 'eastern' } as const
  return [{ from: '2016-01-01', citation, standing, span, roll: NO_ROLL, due, missed }]
}

const GUIDE = 'Federal Reserve Check Adjustments Quick Reference Guide'
const SUMMARY = 'summary of the Federal Reserve Check Adjustments guide'
const FROM_LETTER = 'date of the cash letter or entry'
const OUT_OF_CHANNEL = 'Not accepted as an adjustment any more: claim directly from the other bank.'
const CASE = { area: 'adjustment', clock: 'claimant bank', sense: 'by' } as const
const YEAR = calendarMonths(12)
const twentyDays = openDays(20, 'fed-business-day')

export const ADJUSTMENT_RULES = {
  'adjustment-any': {
    ...CASE,
    id: 'adjustment-any',
    act: 'Open any check adjustment case (also PAID, NOI and types not listed)',
    starts: FROM_LETTER,
    versions: term(`${GUIDE}, general notes: one calendar year`, YEAR, OUT_OF_CHANNEL),
  },
  'adjustment-enc': {
    ...CASE,
    id: 'adjustment-enc',
    act: 'Report an encoding error (ENC) with a provisional entry',
    starts: FROM_LETTER,
    versions: term(
      `${GUIDE}, ENC: six calendar months`,
      calendarMonths(6),
      'Up to one year: no entry, the source is told in 20 business days.',
    ),
  },
  'adjustment-enc-no-entry': {
    ...CASE,
    id: 'adjustment-enc-no-entry',
    act: 'Report an encoding error (ENC) for information only',
    starts: FROM_LETTER,
    versions: term(`${GUIDE}, ENC: one calendar year`, YEAR, OUT_OF_CHANNEL),
  },
  'adjustment-nch': {
    ...CASE,
    id: 'adjustment-nch',
    act: 'Report a non-cash item (NCH) with a provisional entry',
    starts: FROM_LETTER,
    versions: term(
      `${GUIDE}, NCH: twenty business days`,
      twentyDays,
      'Up to six months: an entry only after notice to the other bank.',
    ),
  },
  'adjustment-nch-after-notice': {
    ...CASE,
    id: 'adjustment-nch-after-notice',
    act: 'Report a non-cash item (NCH) with an entry after notice',
    starts: FROM_LETTER,
    versions: term(`${GUIDE}, NCH: six calendar months`, calendarMonths(6), 'Up to one year: no entry.'),
  },
  'adjustment-nch-no-entry': {
    ...CASE,
    id: 'adjustment-nch-no-entry',
    act: 'Report a non-cash item (NCH) without entry',
    starts: FROM_LETTER,
    versions: term(`${GUIDE}, NCH: one calendar year`, YEAR, OUT_OF_CHANNEL),
  },
  'adjustment-late-return': {
    ...CASE,
    id: 'adjustment-late-return',
    act: 'Claim a late return (LC, 100.00 USD or more) with entry',
    starts: 'date of the return letter',
    versions: term(`${GUIDE}, LC: two calendar months`, calendarMonths(2), 'Up to one year: no entry.'),
  },
  'adjustment-late-return-no-entry': {
    ...CASE,
    id: 'adjustment-late-return-no-entry',
    act: 'Claim a late return (LC) without entry',
    starts: 'date of the return letter',
    versions: term(`${GUIDE}, LC: one calendar year`, YEAR, OUT_OF_CHANNEL),
  },
  'adjustment-late-return-disclaimer': {
    ...CASE,
    id: 'adjustment-late-return-disclaimer',
    clock: 'answering bank',
    act: 'Disclaim a late return claim (LR)',
    starts: 'date of the late return entry',
    versions: term(`${SUMMARY}, LR: twenty business days`, twentyDays, 'The late return entry stands.', 'secondary'),
  },
  'adjustment-duplicate-entry': {
    ...CASE,
    id: 'adjustment-duplicate-entry',
    act: 'Have a duplicate adjustment entry reversed (DUP)',
    starts: 'date of the entry',
    versions: term(
      `${SUMMARY}, DUP: twenty business days`,
      twentyDays,
      'No provisional entry; up to one year for information.',
      'secondary',
    ),
  },
  'adjustment-entry-in-error': {
    ...CASE,
    id: 'adjustment-entry-in-error',
    act: 'Have an adjustment entry made in error reversed (ERR)',
    starts: 'date of the entry',
    versions: term(
      `${SUMMARY}, ERR: twenty business days`,
      twentyDays,
      'No provisional entry; up to one year for information.',
      'secondary',
    ),
  },
  'adjustment-information': {
    ...CASE,
    id: 'adjustment-information',
    act: 'Ask for information on an entry (INFO)',
    starts: 'date of the entry',
    versions: term(
      `${SUMMARY}, INFO: twenty business days`,
      twentyDays,
      'Ask within the outer year under another type.',
      'secondary',
    ),
  },
  'adjustment-unauthorized-rcc': {
    ...CASE,
    id: 'adjustment-unauthorized-rcc',
    act: 'Report an unauthorized remotely created check (URCC)',
    starts: 'date of the cash letter',
    versions: term(`${GUIDE}, URCC: 90 calendar days`, calendarDays(90), OUT_OF_CHANNEL, 'secondary'),
  },
  'adjustment-unauthorized-image': {
    ...CASE,
    id: 'adjustment-unauthorized-image',
    act: 'Report an unauthorized electronically created item (WIC)',
    starts: 'date of the cash letter',
    versions: term(
      `${GUIDE}, WIC for electronically created items: 90 calendar days`,
      calendarDays(90),
      OUT_OF_CHANNEL,
    ),
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>
