import { calendarDays, type DeadlineRule, END_OF_DAY, NO_ROLL, openDays, type RuleVersion, type Span } from './rule.ts'

/** Regulation E error resolution (12 CFR 1005.11). Business days are this institution's; calendar limits never roll. */

const KNOWN_FROM = '2016-01-01'

function term(
  citation: string,
  span: Span,
  missed: string,
  standing: RuleVersion['standing'] = 'source',
): readonly [RuleVersion] {
  return [{ from: KNOWN_FROM, citation, standing, span, roll: NO_ROLL, due: END_OF_DAY, missed }]
}

const REG_E = { area: 'reg-e', clock: 'institution', sense: 'by' } as const
const FROM_NOTICE = 'day on which notice of the error was received, oral notice included'
const NO_FINISH = 'The error must be treated as one: the credit becomes final, and the institution is in breach.'
const NO_CREDIT = 'A breach even when the claim is denied later: credit at once and carry on.'
const business = (count: number) => openDays(count, 'reg-e-business-day')

export const REG_E_RULES = {
  'reg-e-notice': {
    ...REG_E,
    id: 'reg-e-notice',
    clock: 'customer',
    act: 'Give notice of the error',
    starts: 'day on which the statement that first shows the error was sent',
    versions: term(
      '12 CFR 1005.11(b)(1): 60 days',
      calendarDays(60),
      'The error procedure need not be followed; liability limits still hold.',
    ),
  },
  'reg-e-written-confirmation': {
    ...REG_E,
    id: 'reg-e-written-confirmation',
    clock: 'customer',
    act: 'Confirm the oral notice in writing, where the institution asked for it',
    starts: 'day of the oral notice',
    versions: term(
      '12 CFR 1005.11(b)(2): ten business days',
      business(10),
      'No provisional credit is due; the investigation must not have waited.',
    ),
  },
  'reg-e-decide': {
    ...REG_E,
    id: 'reg-e-decide',
    act: 'Decide the claim, or give provisional credit and go on to the 45th day',
    starts: FROM_NOTICE,
    versions: term('12 CFR 1005.11(c)(1): ten business days', business(10), NO_CREDIT),
  },
  'reg-e-decide-new-account': {
    ...REG_E,
    id: 'reg-e-decide-new-account',
    act: 'Decide the claim on an account in its first 30 days, or give provisional credit',
    starts: FROM_NOTICE,
    versions: term('12 CFR 1005.11(c)(3)(i): twenty business days for new accounts', business(20), NO_CREDIT),
  },
  'reg-e-provisional-credit': {
    ...REG_E,
    id: 'reg-e-provisional-credit',
    act: 'Give provisional credit (up to 50.00 USD may be held back) when the claim is not decided',
    starts: FROM_NOTICE,
    versions: term('12 CFR 1005.11(c)(2)(i): ten business days', business(10), NO_CREDIT),
  },
  'reg-e-provisional-credit-new-account': {
    ...REG_E,
    id: 'reg-e-provisional-credit-new-account',
    act: 'Give provisional credit on an account in its first 30 days',
    starts: FROM_NOTICE,
    versions: term('12 CFR 1005.11(c)(3)(i): twenty business days for new accounts', business(20), NO_CREDIT),
  },
  'reg-e-provisional-credit-card-network': {
    ...REG_E,
    id: 'reg-e-provisional-credit-card-network',
    act: 'Give provisional credit where the card network contract asks for it earlier',
    starts: FROM_NOTICE,
    versions: term(
      'Card network contract: five business days',
      business(5),
      'A breach of the network contract, not of Regulation E.',
      'secondary',
    ),
  },
  'reg-e-tell-of-credit': {
    ...REG_E,
    id: 'reg-e-tell-of-credit',
    act: 'Tell the customer amount and day of the provisional credit',
    starts: 'day of the provisional credit',
    versions: term(
      '12 CFR 1005.11(c)(2)(ii): two business days',
      business(2),
      'The institution is in breach.',
      'unverified',
    ),
  },
  'reg-e-tell-of-debit': {
    ...REG_E,
    id: 'reg-e-tell-of-debit',
    act: 'Tell the customer amount and day of the debit, and that items are honored for five business days',
    starts: 'day on which the provisional credit is taken back',
    versions: term(
      '12 CFR 1005.11(d)(2)(i): upon debiting',
      // The day itself, or the first business day after it.
      { unit: 'days', counter: 'reg-e-business-day', count: 1, startIs: 'day 1' },
      'The institution is in breach, and the five business days have not begun.',
      'unverified',
    ),
  },
  'reg-e-finish': {
    ...REG_E,
    id: 'reg-e-finish',
    act: 'Finish the investigation',
    starts: FROM_NOTICE,
    versions: term('12 CFR 1005.11(c)(2): 45 calendar days, which do not roll', calendarDays(45), NO_FINISH),
  },
  'reg-e-finish-extended': {
    ...REG_E,
    id: 'reg-e-finish-extended',
    act: 'Finish the investigation of a new account, point-of-sale or foreign-initiated transfer',
    starts: FROM_NOTICE,
    versions: term('12 CFR 1005.11(c)(3)(ii): 90 calendar days, which do not roll', calendarDays(90), NO_FINISH),
  },
  'reg-e-correct': {
    ...REG_E,
    id: 'reg-e-correct',
    act: 'Correct the error',
    starts: 'day on which it was found that an error occurred',
    versions: term(
      '12 CFR 1005.11(c)(1): one business day',
      business(1),
      'The institution is in breach and owes interest and fees where they apply.',
    ),
  },
  'reg-e-report': {
    ...REG_E,
    id: 'reg-e-report',
    act: 'Report the result to the customer',
    starts: 'day on which the investigation was finished',
    versions: term('12 CFR 1005.11(c)(1), (d): three business days', business(3), 'The institution is in breach.'),
  },
  'reg-e-honor-after-reversal': {
    ...REG_E,
    id: 'reg-e-honor-after-reversal',
    act: 'Honor items up to the reversed credit without overdraft fee',
    starts: 'day on which the notice of the reversal was sent',
    sense: 'keep until',
    versions: term(
      '12 CFR 1005.11(d)(2): five business days',
      business(5),
      'An item dishonored or charged a fee earlier must be made good.',
    ),
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>
