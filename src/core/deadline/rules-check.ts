import {
  calendarDays,
  calendarMonths,
  type DeadlineRule,
  type Dispatch,
  END_OF_DAY,
  NO_ROLL,
  openDays,
} from './rule.ts'

/** Clocks of checks: UCC article 4, Regulation CC, and Check 21 substitute checks. */

const KNOWN_FROM = '2016-01-01'
const SENT: Dispatch = { rail: 'check return', must: 'be sent' }
const DELIVERED: Dispatch = { rail: 'check return', must: 'be delivered' }
const AT_TWO = { at: 'time', time: '14:00', zone: 'depositary bank' } as const
const AT_FOUR = { at: 'time', time: '16:00', zone: 'depositary bank' } as const
const REG_CC_MISSED =
  'The payor bank answers for the loss its delay caused, up to the amount of the check (12 CFR 229.38).'

export const CHECK_RULES = {
  'check-midnight': {
    id: 'check-midnight',
    area: 'check',
    act: 'Return the check or send notice of dishonor',
    clock: 'payor bank',
    starts: 'banking day on which the check was presented',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'UCC 4-301, 4-302, 4-104(a)(10): midnight of the next banking day of this bank',
        standing: 'source',
        span: openDays(1, 'ucc-banking-day'),
        startMovesTo: 'ucc-banking-day',
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: 'The bank is accountable for the amount of the check, whether it was properly payable or not.',
      },
    ],
  },
  'check-reg-cc-return': {
    id: 'check-reg-cc-return',
    area: 'check',
    act: 'Return the check so that the depositary bank normally has it',
    clock: 'payor bank',
    starts: 'banking day on which the check was presented',
    sense: 'by',
    versions: [
      {
        from: '2010-02-27',
        citation: '12 CFR 229.30(a) as it was before 2018-07-01: 16:00 local time, second business day',
        standing: 'unverified',
        span: openDays(2, 'reg-cc-business-day'),
        startMovesTo: 'ucc-banking-day',
        roll: NO_ROLL,
        due: AT_FOUR,
        sent: DELIVERED,
        missed: REG_CC_MISSED,
      },
      {
        from: '2018-07-01',
        citation: '12 CFR 229.31(b): 14:00 local time of the depositary bank, second business day',
        standing: 'source',
        span: openDays(2, 'reg-cc-business-day'),
        startMovesTo: 'ucc-banking-day',
        roll: NO_ROLL,
        due: AT_TWO,
        sent: DELIVERED,
        missed: REG_CC_MISSED,
      },
    ],
  },
  'check-large-item-notice': {
    id: 'check-large-item-notice',
    area: 'check',
    act: 'Give notice of nonpayment of a check of 5,000.00 USD or more (2,500.00 before 2018-07-01)',
    clock: 'payor bank',
    starts: 'banking day on which the check was presented',
    sense: 'by',
    versions: [
      {
        from: '2010-02-27',
        citation: '12 CFR 229.33(a) as it was before 2018-07-01: 16:00, second business day, 2,500 USD',
        standing: 'unverified',
        span: openDays(2, 'reg-cc-business-day'),
        startMovesTo: 'ucc-banking-day',
        roll: NO_ROLL,
        due: AT_FOUR,
        missed: REG_CC_MISSED,
      },
      {
        from: '2018-07-01',
        citation: '12 CFR 229.31(c): 14:00 local time of the depositary bank, second business day, 5,000 USD',
        standing: 'unverified',
        span: openDays(2, 'reg-cc-business-day'),
        startMovesTo: 'ucc-banking-day',
        roll: NO_ROLL,
        due: AT_TWO,
        missed: REG_CC_MISSED,
      },
    ],
  },
  'check-tell-depositor': {
    id: 'check-tell-depositor',
    area: 'check',
    act: 'Tell the depositor that a deposited check is not paid and was charged back',
    clock: 'depositary bank',
    starts: 'day on which it was decided',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation:
          'UCC 4-214(a) and 12 CFR 229.33(h): by midnight of the next banking day after the bank learned of it, or within a longer reasonable time; the house counts from the decision',
        standing: 'unverified',
        span: openDays(1, 'ucc-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The charge stands, and the bank answers for the loss that the delay caused.',
      },
    ],
  },
  'check-stale': {
    id: 'check-stale',
    area: 'check',
    act: 'Present the check: after this day the bank need not pay it',
    clock: 'customer',
    starts: 'date written on the check',
    sense: 'by',
    versions: [
      {
        from: '1990-01-01',
        citation: 'UCC 4-404: more than six months after its date; certified checks excepted',
        standing: 'source',
        span: calendarMonths(6),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed:
          'The bank need not pay (return as stale) but may pay in good faith. "180 days" is house policy, not the statute.',
      },
    ],
  },
  'check-after-death': {
    id: 'check-after-death',
    area: 'check',
    act: 'Pay a check that was drawn on or before the date of death, though the bank knows of the death',
    clock: 'payor bank',
    starts: 'date of death',
    sense: 'by',
    versions: [
      {
        from: '1990-01-01',
        citation:
          'UCC 4-405(b): ten days after the date of death, unless a person who claims an interest in the account orders stop',
        standing: 'source',
        span: calendarDays(10),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The authority to pay has ended: what is paid all the same the bank may owe to the estate.',
      },
    ],
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>

const CITED = { from: '2004-10-28', standing: 'source' } as const // the day Check 21 took effect

export const SUBSTITUTE_CHECK_RULES = {
  'subcheck-claim': {
    id: 'subcheck-claim',
    area: 'substitute-check',
    act: 'Claim expedited recredit for a substitute check',
    clock: 'customer',
    starts: 'later of the day the statement was sent and the day the substitute check was made available',
    sense: 'by',
    versions: [
      {
        ...CITED,
        citation: '12 USC 5006(a), 12 CFR 229.54(b): 40 calendar days',
        span: calendarDays(40),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The expedited right is lost; other law may still help the customer.',
      },
    ],
  },
  'subcheck-recredit': {
    id: 'subcheck-recredit',
    area: 'substitute-check',
    act: 'Recredit up to 2,500.00 USD with interest while the claim is investigated',
    clock: 'institution',
    starts: 'business day on which the claim was received',
    sense: 'by',
    versions: [
      {
        ...CITED,
        citation: '12 USC 5006(c), 12 CFR 229.54(c): end of the tenth business day',
        span: openDays(10, 'reg-cc-business-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The bank is in breach and owes the recredit with interest.',
      },
    ],
  },
  'subcheck-recredit-rest': {
    id: 'subcheck-recredit-rest',
    area: 'substitute-check',
    act: 'Recredit the rest over 2,500.00 USD, unless the claim was found invalid',
    clock: 'institution',
    starts: 'business day on which the claim was received',
    sense: 'by',
    versions: [
      {
        ...CITED,
        citation: '12 USC 5006(c), 12 CFR 229.54(c): 45th calendar day',
        span: calendarDays(45),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The bank is in breach and owes the recredit with interest.',
      },
    ],
  },
  'subcheck-recredit-valid': {
    id: 'subcheck-recredit-valid',
    area: 'substitute-check',
    act: 'Recredit a claim found valid',
    clock: 'institution',
    starts: 'business day on which the claim was found valid',
    sense: 'by',
    versions: [
      {
        ...CITED,
        citation: '12 USC 5006(c): the next business day',
        span: openDays(1, 'reg-cc-business-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The bank is in breach and owes the recredit with interest.',
      },
    ],
  },
  'subcheck-bank-claim': {
    id: 'subcheck-bank-claim',
    area: 'substitute-check',
    act: 'Have the claim with the indemnifying bank',
    clock: 'claimant bank',
    starts: 'day of the transaction that the claim is about',
    sense: 'by',
    versions: [
      {
        ...CITED,
        citation: '12 CFR 229.55(b), 12 USC 5007: received by the 120th calendar day',
        span: calendarDays(120),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The expedited claim between banks is lost.',
      },
    ],
  },
  'subcheck-bank-answer': {
    id: 'subcheck-bank-answer',
    area: 'substitute-check',
    act: 'Recredit, or provide the original or a sufficient copy, or say why not',
    clock: 'answering bank',
    starts: 'business day on which the claim of the bank was received',
    sense: 'by',
    versions: [
      {
        ...CITED,
        citation: '12 CFR 229.55(c), 12 USC 5007: tenth business day',
        span: openDays(10, 'reg-cc-business-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The bank is in breach and owes the claimed amount.',
      },
    ],
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>
