import {
  calendarDays,
  type DeadlineRule,
  type Dispatch,
  END_OF_DAY,
  NO_ROLL,
  OPENING,
  openDays,
  type Roll,
} from './rule.ts'

/** Nacha clocks. Own wording; the rule book stands above this table, and `standing` says how far a row was checked. */

/** From when the table answers where the date on which a term began was not looked up. */
const KNOWN_FROM = '2016-01-01'

const DELIVERED: Dispatch = { rail: 'ach', must: 'be delivered' }
const SENT: Dispatch = { rail: 'ach', must: 'be sent' }
/** "By the opening of the banking day after the 60th calendar day", whatever day the 60th is. */
const BANKING_DAY_AFTER: Roll = { to: 'the open day after', counter: 'ach-banking-day' }

const REFUSED_LATE = 'The ODFI may dishonor the return as untimely (R68) and the loss stays with the RDFI.'
const CONTEST_OUTSIDE = 'The right is lost inside the network; it can only be pursued between the banks.'

/** What the RDFI sends back, and how the other side answers. */
const ACH_RETURN_RULES = {
  'ach-return': {
    id: 'ach-return',
    area: 'ach',
    act: 'Return the entry so that the ODFI has it by the opening of its second banking day',
    clock: 'rdfi',
    starts: 'settlement date of the entry',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Three: return by the second banking day',
        standing: 'secondary',
        span: openDays(2, 'ach-banking-day'),
        roll: NO_ROLL,
        due: OPENING,
        sent: DELIVERED,
        missed: REFUSED_LATE,
      },
    ],
  },
  'ach-return-extended': {
    id: 'ach-return-extended',
    area: 'ach',
    act: 'Return the entry that the customer says was not authorized, with the written statement where the code needs one',
    clock: 'rdfi',
    starts: 'settlement date of the entry',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Three: extended returns, 60 calendar days',
        standing: 'secondary',
        span: calendarDays(60),
        roll: BANKING_DAY_AFTER,
        due: OPENING,
        sent: DELIVERED,
        missed: `${REFUSED_LATE} The customer's Regulation E rights run on.`,
      },
    ],
  },
  'ach-return-refused-credit': {
    id: 'ach-return-refused-credit',
    area: 'ach',
    act: 'Return the credit that the receiver refused (R23)',
    clock: 'rdfi',
    starts: 'day on which the receiver told the RDFI that it refuses the credit',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Three: credits refused by the receiver',
        standing: 'secondary',
        span: openDays(2, 'ach-banking-day'),
        roll: NO_ROLL,
        due: OPENING,
        sent: DELIVERED,
        missed: REFUSED_LATE,
      },
    ],
  },
  'ach-operator-reject': {
    id: 'ach-operator-reject',
    area: 'ach',
    act: 'Return what fails the operator edits, with the next file delivery (shown: the opening of the next banking day, the latest it can be)',
    clock: 'ach operator',
    starts: 'day on which the operator processed the entry',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Appendix on returns: next file delivery',
        standing: 'secondary',
        span: openDays(1, 'ach-banking-day'),
        roll: NO_ROLL,
        due: OPENING,
        missed: 'Ask the operator: an entry that it should have rejected was not returned.',
      },
    ],
  },
  'ach-return-enrollment': {
    id: 'ach-return-enrollment',
    area: 'ach',
    act: 'Return the automated enrollment entry (ENR)',
    clock: 'rdfi',
    starts: 'settlement date of the entry',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules: ENR returns follow the standard window (check before use)',
        standing: 'unverified',
        span: openDays(2, 'ach-banking-day'),
        roll: NO_ROLL,
        due: OPENING,
        sent: DELIVERED,
        missed: 'Tell the federal agency directly: the enrollment stands until it is refused.',
      },
    ],
  },
  'ach-dishonor': {
    id: 'ach-dishonor',
    area: 'ach',
    act: 'Dishonor the return (R61, R62, R67 to R70)',
    clock: 'odfi',
    starts: 'settlement date of the return',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: dishonor within five banking days',
        standing: 'secondary',
        span: openDays(5, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: `The return stands. ${CONTEST_OUTSIDE}`,
      },
    ],
  },
  'ach-contest': {
    id: 'ach-contest',
    area: 'ach',
    act: 'Contest or correct the dishonored return (R71 to R77)',
    clock: 'rdfi',
    starts: 'settlement date of the dishonored return',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Three: contest within two banking days',
        standing: 'secondary',
        span: openDays(2, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: `The dishonor stands. ${CONTEST_OUTSIDE}`,
      },
    ],
  },
  'ach-reversal': {
    id: 'ach-reversal',
    area: 'ach',
    act: 'Send the reversing entry or file',
    clock: 'originator',
    starts: 'settlement date of the erroneous entry or file',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: reversing entries, five banking days',
        standing: 'secondary',
        span: openDays(5, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed:
          'A later reversal is improper and may be returned (R11, R17); ask the RDFI to return the entry (R06) instead.',
      },
    ],
  },
  'ach-reversal-of-file': {
    id: 'ach-reversal-of-file',
    area: 'ach',
    act: 'Send the reversing file, and the correcting file with it',
    clock: 'originator',
    starts: 'moment at which the erroneous file was discovered',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: reversing files, 24 hours from discovery',
        standing: 'secondary',
        span: { unit: 'hours', count: 24 },
        roll: NO_ROLL,
        due: { at: 'moment' },
        sent: SENT,
        missed:
          'The file can no longer be reversed as a file; the limit of five banking days after settlement holds beside this one.',
      },
    ],
  },
  'ach-reinitiate': {
    id: 'ach-reinitiate',
    area: 'ach',
    act: 'Send a returned R01 or R09 entry again, at most twice',
    clock: 'originator',
    starts: 'settlement date of the original entry',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: reinitiation within 180 days',
        standing: 'unverified',
        span: calendarDays(180),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: 'A new authorization is needed; collect in another way.',
      },
    ],
  },
  'ach-r11-resend': {
    id: 'ach-r11-resend',
    area: 'ach',
    act: 'Correct the entry returned R11 and send it again under the same authorization',
    clock: 'originator',
    starts: 'settlement date of the R11 return',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: '2020-04-01',
        citation: 'Nacha Operating Rules: R11 re-purposed, corrected entry within 60 days',
        standing: 'source',
        span: calendarDays(60),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: 'A new authorization is needed.',
      },
    ],
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>

export { ACH_RETURN_RULES }
