import { type AchKindSpec, PERSON } from '../ach-kind.ts'

/** What other banks answer to entries, returns and notifications of ours. */

const ANSWER = {
  scope: 'item',
  clock: 'ach-dishonor',
  decidedBy: PERSON,
  queue: 'ach-returns',
} as const satisfies Partial<AchKindSpec>

export const ANSWER_KINDS = {
  'return-without-original': {
    ...ANSWER,
    title: 'Return without original',
    sentence:
      'The return ({code}) of {amount} names {original}, and we sent no such entry of that amount. It is dishonored unless the original is found.',
    procedure: 'return-without-original',
    resolutions: ['correct', 'post', 'dishonor', 'refer', 'adjust', 'forward', 'hold'],
    codes: ['R61', 'R69', 'R70', 'R67', 'R68'],
  },
  'late-return': {
    ...ANSWER,
    title: 'Return after its window',
    sentence:
      'The return ({code}) of trace {trace} for {amount} came on {returnedOn}, but what we sent settled on {settledOn} and had to be back by the opening of {dueOn}. It is dishonored as untimely (R68), unless it was agreed to.',
    procedure: 'late-return',
    resolutions: ['dishonor', 'post', 'refer', 'adjust', 'forward', 'hold'],
    codes: ['R68'],
  },
  'zero-dollar-return': {
    ...ANSWER,
    title: 'Prenote or enrolment came back',
    sentence:
      'What we sent without an amount came back, naming {original} ({code}): {meaning} Nothing of it is booked, so the customer who had it sent learns of it only from us, and sends no money after it before it is mended.',
    procedure: 'zero-dollar-return',
    resolutions: ['post', 'refer', 'dishonor', 'forward', 'hold'],
    codes: ['R69', 'R61', 'R67', 'R68', 'R70'],
  },
  'noc-without-original': {
    ...ANSWER,
    title: 'Notification of change without original',
    sentence:
      'The notification of change ({code}) names {original}, and we sent no such entry. It is refused unless the original is found.',
    procedure: 'noc-without-original',
    clock: 'ach-noc-refuse',
    resolutions: ['correct', 'post', 'refuse', 'refer', 'forward', 'hold'],
    codes: ['C62', 'C61'],
  },
  'refused-noc': {
    ...ANSWER,
    title: 'Our notification of change was refused',
    sentence:
      'The other bank refuses our notification of change, naming {original}: {code}, {meaning} A corrected notification answers it.',
    procedure: 'refused-noc',
    clock: 'ach-noc-refused-answer',
    resolutions: ['correct', 'refer', 'post', 'forward', 'hold'],
    codes: [],
  },
  'late-dishonor': {
    ...ANSWER,
    title: 'Our return was dishonored too late',
    sentence:
      'The other bank dishonors our return, naming {original} ({code}, {amount}), but the return settled on {settledOn}, a dishonor had to be sent by the end of {dueOn}, and this one settled on {answeredOn}. It is contested as untimely (R72) within two banking days, or taken back all the same.',
    procedure: 'late-dishonor',
    clock: 'ach-contest',
    resolutions: ['contest', 'post', 'refer', 'adjust', 'forward', 'hold'],
    codes: ['R72'],
  },
  'late-contest': {
    ...ANSWER,
    title: 'Our dishonor was contested too late',
    sentence:
      'The other bank contests our dishonor of its return, naming {original} ({code}, {amount}), but the dishonor settled on {settledOn}, a contest had to be sent by the end of {dueOn}, and this one settled on {answeredOn}. The network knows no answer to a contest: who stands by the dishonor claims it between the banks.',
    procedure: 'late-contest',
    clock: 'ach-contested',
    resolutions: ['refer', 'adjust', 'post', 'forward', 'hold'],
    codes: [],
  },
  'dishonored-return': {
    ...ANSWER,
    title: 'Our return was dishonored',
    sentence:
      'The other bank dishonors our return, naming {original} ({code}): {meaning} We take the entry back, or contest within two banking days.',
    procedure: 'dishonored-return',
    clock: 'ach-contest',
    resolutions: ['contest', 'post', 'refer', 'adjust', 'forward', 'hold'],
    codes: ['R73', 'R71', 'R72', 'R74', 'R75', 'R76', 'R77'],
  },
  'contested-return': {
    ...ANSWER,
    title: 'Our dishonor was contested',
    sentence:
      'The other bank contests our dishonor of its return, naming {original} ({code}): {meaning} Inside the network that is final; we take the return, or pursue it between the banks.',
    procedure: 'contested-return',
    clock: 'ach-contested',
    resolutions: ['post', 'adjust', 'refer', 'forward', 'hold'],
    codes: [],
  },
} as const satisfies Readonly<Record<string, AchKindSpec>>
