import { type AchKindSpec, PERSON } from '../ach-kind.ts'
import { ANSWER_CLOCKS } from '../other-banks-answer.ts'

/**
 * One entry is not built as the rules say, came twice, or is not ours. Much of it the operator should have stopped, but its
 * codes (R13, R18, R19, R25 to R28) are the operator's alone: the bank that received the entry answers with R17 and says why.
 */

const ENTRY = {
  scope: 'item',
  clock: 'ach-return',
  resolutions: ['correct', 'post', 'return', 'refer', 'forward', 'hold'],
  decidedBy: PERSON,
  queue: 'ach-entries',
} as const satisfies Partial<AchKindSpec>

/** What contests a dishonor of our return: which of them fits hangs on its code. */
const CONTESTS = ['R73', 'R76', 'R71', 'R72', 'R74', 'R75', 'R77'] as const

/** Of an entry, or of what another bank answers to us: then the clock is that of our answer, and so are the codes that fit. */
const ENTRY_OR_ANSWER = {
  ...ENTRY,
  otherClocks: ANSWER_CLOCKS,
  resolutions: ['correct', 'post', 'return', 'dishonor', 'contest', 'refuse', 'refer', 'forward', 'hold'],
} as const satisfies Partial<AchKindSpec>

export const ENTRY_KINDS = {
  'record-fault': {
    ...ENTRY_OR_ANSWER,
    title: 'Record damaged',
    sentence:
      'A record of the entry holds {what}, so its columns may be shifted and no field of it is sure. The sender’s original shows what was meant.',
    procedure: 'record-fault',
    codes: ['R17', 'R69', ...CONTESTS, 'C65'],
  },
  'sec-code-unknown': {
    ...ENTRY_OR_ANSWER,
    cause: 'batch', // its header says so of all of them
    title: 'Entry class unknown',
    sentence:
      'The batch’s entry class {found} is none of the Nacha rules, so nothing says what its entries mean. A valid class from the sender lets them be processed.',
    procedure: 'sec-code-unknown',
    codes: ['R17', 'R69', ...CONTESTS, 'C65'],
  },
  'transaction-code-unknown': {
    ...ENTRY_OR_ANSWER,
    title: 'Transaction code not valid',
    sentence:
      'Transaction code {found} of the {sec} entry {why}, so account type and direction are not sure. The sender can say which code was meant.',
    procedure: 'transaction-code-unknown',
    codes: ['R17', 'R69', ...CONTESTS, 'C69'],
  },
  'amount-fault': {
    ...ENTRY_OR_ANSWER,
    title: 'Amount not usable',
    sentence: 'The amount field {what}, so nothing can be posted for the entry. The sender can say what was meant.',
    procedure: 'amount-fault',
    codes: ['R17', 'R69', ...CONTESTS, 'C65'],
  },
  'prenote-fault': {
    ...ENTRY,
    title: 'Prenote with an amount',
    sentence:
      'The entry is a prenotification (code {code}) but carries {amount}: either the code or the amount is wrong. The sender can say which.',
    procedure: 'prenote-fault',
    codes: ['R17'],
  },
  'addenda-fault': {
    ...ENTRY_OR_ANSWER,
    title: 'Addenda not as the entry class requires',
    sentence: 'The addenda of the {sec} entry are not right: {what}. A corrected entry from the sender clears it.',
    procedure: 'addenda-fault',
    codes: ['R17', 'R69', ...CONTESTS, 'C65'],
  },
  'trace-fault': {
    ...ENTRY_OR_ANSWER,
    title: 'Trace number not usable',
    sentence:
      'The trace number is not fifteen digits, so a return could not name this entry. The sender or the operator can supply it.',
    procedure: 'trace-fault',
    codes: ['R17', 'R69', ...CONTESTS, 'C65'],
  },
  'effective-date-impossible': {
    ...ENTRY,
    cause: 'batch', // its header says so of all of them
    title: 'Effective date impossible',
    sentence:
      'The batch’s effective entry date {found} {why}. The day on which the entry was meant to settle has to come from the sender.',
    procedure: 'effective-date-impossible',
    codes: ['R17'],
  },
  'effective-date-stale': {
    ...ENTRY,
    cause: 'batch', // its header says so of all of them
    title: 'Effective date stale',
    sentence:
      'The batch’s effective entry date {found} lies {days} banking days before the posting day, five are usual at most: it may be an old file sent again. Proof that it was not paid before lets it post.',
    procedure: 'effective-date-stale',
    codes: ['R17', 'R24'],
  },
  'settles-later': {
    ...ENTRY,
    cause: 'batch', // its header says so of all of them
    title: 'Settles on a later day',
    sentence:
      'The {direction} is meant for {day}, {days} banking days after the posting day; the operator takes {direction}s {most} ahead at most, and no account is debited before an entry settles. It waits for that day, unless the sender’s bank says that the date is wrong.',
    procedure: 'settles-later',
    resolutions: ['post', 'correct', 'return', 'refer', 'forward', 'hold'],
    codes: ['R17'],
  },
  'same-day-not-eligible': {
    ...ENTRY,
    cause: 'batch', // its header says so of all of them
    title: 'Not eligible for same-day settlement',
    sentence:
      'The batch asks for same-day settlement ({marker}). {why} It may post on the next banking day, or go back.',
    procedure: 'same-day-not-eligible',
    resolutions: ['post', 'return', 'refer', 'forward', 'hold'],
    codes: ['R17'],
  },
  'unknown-return-code': {
    ...ENTRY_OR_ANSWER,
    title: 'Reason code unknown',
    sentence:
      'The {what} carries code {found}, which is in no list of the rules, so nothing says what the other bank did or wants. That bank can tell the code it meant.',
    procedure: 'unknown-return-code',
    clock: 'ach-dishonor',
    otherClocks: ANSWER_CLOCKS.filter(clock => clock !== 'ach-dishonor'),
    resolutions: ['correct', 'post', 'dishonor', 'contest', 'refuse', 'refer', 'forward', 'hold'],
    codes: ['R69', ...CONTESTS, 'C65'],
    queue: 'ach-returns',
  },
  'duplicate-entry': {
    ...ENTRY_OR_ANSWER,
    title: 'Entry received before',
    sentence:
      'The same {what} was received on {first} ({where}): {why}. Proof of two separate payments lets this one post.',
    procedure: 'duplicate-entry',
    resolutions: ['return', 'dishonor', 'reject', 'post', 'refer', 'forward', 'hold'],
    codes: ['R24', 'R37', 'R53', 'R67'],
  },
  'routing-check-digit': {
    ...ENTRY_OR_ANSWER,
    title: 'Routing check digit wrong',
    sentence:
      'The check digit of routing number {found} should be {expected}, so the entry may be meant for another bank. It goes back unless the account proves it is ours.',
    procedure: 'routing-check-digit',
    resolutions: ['correct', 'post', 'return', 'dishonor', 'contest', 'refuse', 'refer', 'forward', 'hold'],
    codes: ['R17', 'R03', 'R61', 'R71', 'C61'],
  },
  'routing-not-ours': {
    ...ENTRY_OR_ANSWER,
    title: 'Not our routing number',
    sentence:
      'Routing number {found} is valid but not one of ours: the entry was delivered to the wrong bank. It goes back so that the right bank can be paid.',
    procedure: 'routing-not-ours',
    resolutions: ['return', 'dishonor', 'contest', 'refuse', 'forward', 'refer', 'post', 'hold'],
    codes: ['R03', 'R17', 'R61', 'R71', 'C61'],
  },
  'enrolment-misdirected': {
    ...ENTRY,
    title: 'Enrolment that is not for us',
    sentence:
      'The entry enrols somebody for payments of a federal agency. Only such an agency receives enrolments, and {found} is a routing number of ours: it came to the wrong place, and the enrolment was not made. It goes back with that reason, so that the sender can address it rightly.',
    procedure: 'enrolment-misdirected',
    resolutions: ['return', 'refer', 'post', 'forward', 'hold'],
    codes: ['R17'],
  },
} as const satisfies Readonly<Record<string, AchKindSpec>>
