import { ADJUSTMENT_STEPS, type AdjustmentStep } from '../core/adjustment.ts'
import { RESOLUTIONS, type Resolution } from '../core/exception.ts'
import { isWaiver, WAIVERS } from '../core/fee.ts'
import { FORWARDING_ANSWERS, type ForwardingAnswer } from '../core/forwarding.ts'
import { HOLD_REASON_NAMES } from '../core/hold.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { resolutionJson } from '../server/question-json.ts'
import { type Call, type Command, Misuse } from './command.ts'

/** What is said of a resolution that somebody would take, beside its name. */
export const MEANT_OPTIONS = {
  code: { type: 'string', value: 'CODE', help: 'the reason code, of what goes back' },
  term: { type: 'string', value: 'TERM', help: 'of a recredit: provisional or final' },
  to: {
    type: 'string',
    value: 'WHOM',
    help: 'of a referral whom it asks, of a hold for whom it is: customer or sender',
  },
  awaits: {
    type: 'string',
    value: 'WHAT',
    help: 'of a hold, what they are to give: instruction, documents or identification',
  },
  until: {
    type: 'string',
    value: 'WHEN',
    help: 'of a hold: the day at whose beginning it ends, or a moment such as 2026-11-25T15:00',
  },
  recipient: { type: 'string', value: 'WHOM', help: 'of a forwarding: the department or institution that takes it' },
  answer: {
    type: 'string',
    value: 'ANSWER',
    help: 'of a forwarding that runs: acknowledged, declined, or none, which asks them again',
  },
  fee: { type: 'string', value: 'NAME', help: 'of a fee that is charged or given back: its name in the schedule' },
  waiver: {
    type: 'string',
    value: 'REASON',
    help: `why a fee is given back, or is not charged with the way out: ${Object.keys(WAIVERS).join(', ')}; --words says more`,
  },
  words: {
    type: 'string',
    value: 'TEXT',
    help: 'what is asked, or what the customer or the recipient is told; of an answer who gave it, when and how',
  },
} as const satisfies Command['options']

/** What is chosen or written for a resolution at the command line, beside its name. */
export const RESOLUTION_OPTIONS = {
  ...MEANT_OPTIONS,
  field: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    help: 'of a correction, once for each field: what stands there rightly, of a claim that names no posted debit item=NUMBER; of a move, or of a chargeback or a fee of several deposits, account=NUMBER',
  },
  part: {
    type: 'string',
    multiple: true,
    value: 'ACCOUNT=AMOUNT',
    help: 'of a split, once for each part: the account and the amount that goes to it, as 4400123456=100.00',
  },
  step: { type: 'string', value: 'STEP', help: 'of an adjustment: open, acknowledge, settle or refuse' },
  'returned-on': {
    type: 'string',
    value: 'DAY',
    help: 'of a contest: when our return went out, where no file of ours says it',
  },
  'settled-on': { type: 'string', value: 'DAY', help: 'of such a contest: when the entry settled that was returned' },
} as const satisfies Command['options']

export function isResolution(word: string): word is Resolution {
  return Object.hasOwn(RESOLUTIONS, word)
}

/** What was asked, as the options say it. */
export function askedOf(call: Call, resolution: Resolution): ResolutionAsked {
  const [term, to] = [call.text('term'), call.text('to')]
  if (term !== undefined && term !== 'provisional' && term !== 'final')
    throw new Misuse('--term is provisional or final')
  if (to !== undefined && to !== 'customer' && to !== 'sender') throw new Misuse('--to is customer or sender')
  return {
    resolution,
    code: call.text('code'),
    term,
    to,
    words: call.text('words'),
    ...answerOf(call),
    ...feeOf(call),
    ...holdOf(call),
    ...{ returnedOn: call.text('returned-on'), settledOn: call.text('settled-on') },
    ...fieldsOf(call),
    ...partsOf(call),
    ...stepOf(call),
  }
}

/** A resolution that is proposed or advised and not taken; `option` is where it was named. */
export function meantOf(call: Call, option: string, word: string): ResolutionAsked {
  if (!isResolution(word))
    throw new Misuse(`--${option} is one of ${Object.keys(RESOLUTIONS).join(', ')}; there is no resolution ${word}`)
  return resolutionJson(askedOf(call, word))
}

function stepOf(call: Call): Pick<ResolutionAsked, 'step'> {
  const step = call.text('step')
  if (step === undefined) return {}
  if (!isStep(step)) throw new Misuse(`--step is one of ${Object.keys(ADJUSTMENT_STEPS).join(', ')}`)
  return { step }
}

function feeOf(call: Call): Pick<ResolutionAsked, 'fee' | 'waiver'> {
  const [fee, waiver] = [call.text('fee'), call.text('waiver')]
  if (waiver === undefined) return { fee }
  if (!isWaiver(waiver)) throw new Misuse(`--waiver is one of ${Object.keys(WAIVERS).join(', ')}`)
  return { fee, waiver }
}

function answerOf(call: Call): Pick<ResolutionAsked, 'recipient' | 'answer'> {
  const [recipient, answer] = [call.text('recipient'), call.text('answer')]
  if (answer === undefined) return { recipient }
  if (!isAnswer(answer)) throw new Misuse(`--answer is one of ${Object.keys(FORWARDING_ANSWERS).join(', ')}`)
  return { recipient, answer }
}

function holdOf(call: Call): Pick<ResolutionAsked, 'awaits' | 'until'> {
  const [awaits, until] = [call.text('awaits'), call.text('until')]
  if (awaits === undefined) return { until }
  const reason = HOLD_REASON_NAMES.find(one => one === awaits)
  if (reason === undefined) throw new Misuse(`--awaits is one of ${HOLD_REASON_NAMES.join(', ')}`)
  return { awaits: reason, until }
}

function isAnswer(text: string): text is ForwardingAnswer {
  return Object.hasOwn(FORWARDING_ANSWERS, text)
}

function isStep(text: string): text is AdjustmentStep {
  return Object.hasOwn(ADJUSTMENT_STEPS, text)
}

function fieldsOf(call: Call): Pick<ResolutionAsked, 'fields'> {
  const given = call.texts('field').map(one => /^([a-zA-Z]{1,40})=(.*)$/.exec(one) ?? [])
  if (given.some(([whole]) => whole === undefined)) throw new Misuse('--field is NAME=VALUE')
  return given.length === 0 ? {} : { fields: Object.fromEntries(given.map(([, name, value]) => [name, value])) }
}

function partsOf(call: Call): Pick<ResolutionAsked, 'parts'> {
  const given = call.texts('part').map(one => /^([^=]{1,35})=(.{1,13})$/.exec(one) ?? [])
  if (given.some(([whole]) => whole === undefined)) throw new Misuse('--part is ACCOUNT=AMOUNT, as 4400123456=100.00')
  return given.length === 0 ? {} : { parts: given.map(([, account = '', amount = '']) => ({ account, amount })) }
}
