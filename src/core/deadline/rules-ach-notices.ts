import {
  calendarDays,
  calendarMonths,
  type DeadlineRule,
  type Dispatch,
  END_OF_DAY,
  NO_ROLL,
  OPENING,
  openDays,
} from './rule.ts'

/** Nacha clocks of notices: changes (NOC), prenotes, and answers between the banks. */

const KNOWN_FROM = '2016-01-01'
const SENT: Dispatch = { rail: 'ach', must: 'be sent' }

const WARRANTY = {
  area: 'ach',
  clock: 'claimant bank',
  starts: 'settlement date of the debit',
  startsOn: 'settlement',
  sense: 'by',
} as const

function warranted(span: string, months: number, missed: string): DeadlineRule['versions'] {
  const citation = `Nacha, Limitation on Warranty Claims (in force from 30 June 2021): ${span} of the entry`
  const version = { citation, standing: 'source', span: calendarMonths(months) } as const
  return [{ ...version, from: KNOWN_FROM, roll: NO_ROLL, due: END_OF_DAY, missed }]
}

export const ACH_NOTICE_RULES = {
  'ach-noc': {
    id: 'ach-noc',
    area: 'ach',
    act: 'Send the notification of change (C01 to C13)',
    clock: 'rdfi',
    starts: 'settlement date of the entry that carried the wrong data',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Three: NOC within two banking days',
        standing: 'secondary',
        span: openDays(2, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: 'The ODFI may refuse it; the next entry comes with the same wrong data.',
      },
    ],
  },
  'ach-noc-inform': {
    id: 'ach-noc-inform',
    area: 'ach',
    act: 'Give the originator the corrected data of the NOC',
    clock: 'odfi',
    starts: 'settlement date of the NOC',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: inform the originator within two banking days',
        standing: 'secondary',
        span: openDays(2, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The originator keeps sending wrong data, and the ODFI is in breach.',
      },
    ],
  },
  'ach-noc-act': {
    id: 'ach-noc-act',
    area: 'ach',
    act: 'Make the change, within six banking days or before the next entry, whichever is later',
    clock: 'originator',
    starts: 'day on which the NOC was received',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: act on an NOC within six banking days',
        standing: 'secondary',
        span: openDays(6, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The RDFI may return later entries and report a rules violation.',
      },
    ],
  },
  'ach-noc-refuse': {
    id: 'ach-noc-refuse',
    area: 'ach',
    act: 'Refuse the NOC (C61 to C69)',
    clock: 'odfi',
    starts: 'day on which the NOC was received',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: refuse an NOC within 15 calendar days',
        standing: 'secondary',
        span: calendarDays(15),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: 'The NOC stands and must be acted on.',
      },
    ],
  },
  'ach-noc-refused-answer': {
    id: 'ach-noc-refused-answer',
    area: 'ach',
    act: 'Answer the refused NOC with a corrected one',
    clock: 'rdfi',
    starts: 'day on which the refused NOC was received',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Three: corrected NOC within five banking days',
        standing: 'secondary',
        span: openDays(5, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        sent: SENT,
        missed: 'The refusal stands; the data stays wrong until a new entry gives a new clock.',
      },
    ],
  },
  'ach-prenote-wait': {
    id: 'ach-prenote-wait',
    area: 'ach',
    act: 'Send the first live entry after a prenotification',
    clock: 'originator',
    starts: 'settlement date of the prenotification',
    startsOn: 'settlement',
    sense: 'not before',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Two: live entries from the third banking day',
        standing: 'secondary',
        span: openDays(3, 'ach-banking-day'),
        roll: NO_ROLL,
        due: OPENING,
        missed: 'An earlier live entry may meet the account data that the RDFI is about to reject.',
      },
    ],
  },
  'ach-r06-answer': {
    id: 'ach-r06-answer',
    area: 'ach',
    act: 'Tell the ODFI the status of its request to return an entry (R06)',
    clock: 'rdfi',
    starts: 'day on which the request of the ODFI was received',
    sense: 'by',
    versions: [
      {
        from: '2025-04-01',
        citation: 'Nacha Operating Rules, risk management topics in force 2025-04-01',
        standing: 'source',
        span: openDays(10, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The RDFI is in breach; whether it returns the entry remains its choice.',
      },
    ],
  },
  'ach-wsud-copy': {
    id: 'ach-wsud-copy',
    area: 'ach',
    act: 'Supply the copy of the written statement of unauthorized debit',
    clock: 'rdfi',
    starts: 'day on which the written request of the ODFI was received',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation: 'Nacha Operating Rules, Article Three: copy of the statement within ten banking days',
        standing: 'secondary',
        span: openDays(10, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The ODFI may claim that the return was made without a statement.',
      },
    ],
  },
  'ach-death-notice': {
    id: 'ach-death-notice',
    area: 'ach',
    act: 'Mark the account that the death notice (DNE) names, and look for benefits that came after the death',
    clock: 'rdfi',
    starts: 'day on which the death notice was received',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation:
          'House rule: 31 CFR 210.10(a) and (b) hold the bank liable once it knows and had a reasonable opportunity to act, without a number of days; 210.11(a)(1) ends that opportunity after one business day for a notice of reclamation, and so does the house for a death notice',
        standing: 'unverified',
        span: openDays(1, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed:
          'What comes in, or is withdrawn of it, after the bank knew is owed to the agency in full: the right to limit the liability (31 CFR 210.11) is lost for it.',
      },
    ],
  },
  'ach-contested': {
    id: 'ach-contested',
    area: 'ach',
    act: 'Take the contested return and charge the originator, or open the dispute between the banks',
    clock: 'odfi',
    starts: 'settlement date of the contested return',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation:
          'House rule, as long as the time for a dishonor: inside the network a contest is final, and no network rule sets a time for what follows',
        standing: 'unverified',
        span: openDays(5, 'ach-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'No rule is broken; the amount stays in suspense, and the originator is less likely to still have it.',
      },
    ],
  },
  'ach-claim-between-banks': {
    id: 'ach-claim-between-banks',
    area: 'ach',
    act: 'Claim from the other bank what no entry of the network settles any more',
    clock: 'claimant bank',
    starts: 'settlement date of the entry that broke the rules, or carried a wrong amount',
    startsOn: 'settlement',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation:
          'Nacha, arbitration (nacha.org/arbitration): a claim is filed within two years of the alleged violation',
        standing: 'source',
        span: calendarMonths(24),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'The arbitrators take it no more; what is left is a claim before a court.',
      },
    ],
  },
  'ach-warranty-claim': {
    ...WARRANTY,
    id: 'ach-warranty-claim',
    act: 'Claim an unauthorized debit of a consumer from the ODFI as a breach of its warranty',
    versions: warranted(
      'two years from settlement',
      24,
      'Open is only what settled within 95 days of the first unauthorized debit to the account: write to the other bank and say so.',
    ),
  },
  'ach-warranty-claim-company': {
    ...WARRANTY,
    id: 'ach-warranty-claim-company',
    act: 'Claim an unauthorized debit of a company from the ODFI as a breach of its warranty',
    versions: warranted(
      'one year from settlement',
      12,
      'The ODFI warrants it no more; what is left is between the companies.',
    ),
  },
  'ach-claim-after-window': {
    id: 'ach-claim-after-window',
    area: 'ach',
    act: 'Answer the company that claims a debit after its return window: ask the ODFI for its agreement (R31), or refuse',
    clock: 'rdfi',
    starts: 'day on which notice of the claim was received',
    sense: 'by',
    versions: [
      {
        from: KNOWN_FROM,
        citation:
          'House rule, as long as the Regulation E one: Regulation E covers accounts of consumers only (12 CFR 1005.2(b)), and no network rule sets a time',
        standing: 'unverified',
        span: openDays(10, 'ucc-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'No law is broken; the company waits for its answer, and the ODFI has less reason to agree each day.',
      },
    ],
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>
