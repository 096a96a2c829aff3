import {
  calendarDays,
  calendarMonths,
  type DeadlineRule,
  END_OF_DAY,
  NO_ROLL,
  type RuleVersion,
  type Span,
} from './rule.ts'

/** Medicare payment of clean claims (counting starts the day after receipt), and how long evidence is kept. */

function term(citation: string, span: Span, missed: string, standing: RuleVersion['standing']): readonly [RuleVersion] {
  return [{ from: '2016-01-01', citation, standing, span, roll: NO_ROLL, due: END_OF_DAY, missed }]
}

const CLEAN_CLAIM = { area: 'claims', clock: 'payer', starts: 'day on which the clean claim was received' } as const
const MANUAL = 'Medicare Claims Processing Manual, chapter 1'

export const CLAIMS_RULES = {
  'medicare-floor-electronic': {
    ...CLEAN_CLAIM,
    id: 'medicare-floor-electronic',
    act: 'Pay a clean electronic claim',
    sense: 'not before',
    versions: term(
      `${MANUAL}: payment floor, day 14`,
      calendarDays(14),
      'An earlier payment breaks the payment floor.',
      'source',
    ),
  },
  'medicare-floor-paper': {
    ...CLEAN_CLAIM,
    id: 'medicare-floor-paper',
    act: 'Pay a clean paper claim',
    sense: 'not before',
    versions: term(
      `${MANUAL}: payment floor, day 29`,
      calendarDays(29),
      'An earlier payment breaks the payment floor.',
      'source',
    ),
  },
  'medicare-ceiling': {
    ...CLEAN_CLAIM,
    id: 'medicare-ceiling',
    act: 'Pay a clean claim without interest',
    sense: 'by',
    versions: term(
      `${MANUAL}: payment ceiling, day 30`,
      calendarDays(30),
      'Interest is owed from the next day to the day of payment.',
      'source',
    ),
  },
  'medicare-interest': {
    ...CLEAN_CLAIM,
    id: 'medicare-interest',
    act: 'Interest runs on an unpaid clean claim',
    sense: 'from',
    versions: term(
      `${MANUAL}: interest from day 31`,
      calendarDays(31),
      'Interest is owed for each day up to and including the day of payment.',
      'source',
    ),
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>

const KEEP = { area: 'retention', clock: 'institution', sense: 'keep until' } as const
const GONE = 'Evidence destroyed earlier cannot be shown to an examiner or in a dispute.'

export const RETENTION_RULES = {
  'keep-ach-records': {
    ...KEEP,
    id: 'keep-ach-records',
    act: 'Keep ACH entry records',
    starts: 'day on which the entry was sent or received',
    versions: term('Nacha Operating Rules, Article One: six years', calendarMonths(72), GONE, 'secondary'),
  },
  'keep-wsud': {
    ...KEEP,
    id: 'keep-wsud',
    act: 'Keep the written statement of unauthorized debit',
    starts: 'settlement date of the return',
    startsOn: 'settlement',
    versions: term('Nacha Operating Rules, Article Three: one year', calendarMonths(12), GONE, 'secondary'),
  },
  'keep-authorization': {
    ...KEEP,
    id: 'keep-authorization',
    act: 'Keep the authorization',
    starts: 'day on which the authorization ended',
    versions: term(
      'Nacha Operating Rules, Article Two: two years after it ends',
      calendarMonths(24),
      GONE,
      'secondary',
    ),
  },
  'keep-reg-e-evidence': {
    ...KEEP,
    id: 'keep-reg-e-evidence',
    act: 'Keep evidence of compliance with Regulation E',
    starts: 'day on which disclosures were due or action was taken',
    versions: term('12 CFR 1005.13(b): two years', calendarMonths(24), GONE, 'source'),
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>
