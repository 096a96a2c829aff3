import type { Resolution } from '../exception.ts'
import { CHARGED_WITH, WAIVERS } from '../fee.ts'
import { RECIPIENT_LENGTH_MAX } from '../forwarding.ts'
import { HOLD_REASONS } from '../hold.ts'
import type { ResolutionAsked } from './resolution.ts'

/**
 * What is chosen or written for a resolution, beside its name, as a request calls it. The fields of a correction are the item's own,
 * and the parts of a split a list: see `listActs`.
 */
export type ArgumentName =
  | Exclude<keyof ResolutionAsked, 'resolution' | 'fields' | 'parts' | 'returnedOn' | 'settledOn'>
  | 'returned_on'
  | 'settled_on'

/** How an argument is given: so that a form is made from data, whatever the resolution. */
export type Argument =
  /** One of the kind's reason codes. */
  | { readonly kind: 'code' }
  /** One of the fees that it may be about. */
  | { readonly kind: 'fee' }
  /** One of a closed list, each with what people call it. */
  | { readonly kind: 'choice'; readonly choices: Readonly<Record<string, string>> }
  /** Words of the person's own, so many characters at most. */
  | { readonly kind: 'text'; readonly most: number }

export const ARGUMENTS = {
  code: { kind: 'code' },
  term: {
    kind: 'choice',
    choices: { provisional: 'for the time of the investigation', final: 'for good, at our own cost' },
  },
  to: { kind: 'choice', choices: { customer: 'the customer', sender: 'the sending institution' } },
  step: {
    kind: 'choice',
    choices: {
      acknowledge: 'the other institution has acknowledged it',
      settle: 'the other institution has settled it',
      refuse: 'the other institution refuses it: we bear it',
      again: 'the other institution sent it again, as an item of its own',
    },
  },
  recipient: { kind: 'text', most: RECIPIENT_LENGTH_MAX },
  answer: {
    kind: 'choice',
    choices: {
      acknowledged: 'they acknowledge it: it is theirs',
      declined: 'they do not take it: it is ours again',
      none: 'nothing came: ask them again',
    },
  },
  fee: { kind: 'fee' },
  waiver: { kind: 'choice', choices: WAIVERS },
  awaits: { kind: 'choice', choices: HOLD_REASONS },
  until: { kind: 'text', most: 16 },
  words: { kind: 'text', most: 4000 },
  returned_on: { kind: 'text', most: 10 },
  settled_on: { kind: 'text', most: 10 },
} as const satisfies Readonly<Record<ArgumentName, Argument>>

/** What each resolution needs, in the order in which it is asked, with what people call it there. */
export const ARGUMENTS_OF: Readonly<Record<Resolution, Readonly<Partial<Record<ArgumentName, string>>>>> = {
  correct: {},
  post: {},
  return: { code: 'Reason code' },
  chargeback: {},
  adjust: {},
  recredit: { term: 'The customer is credited' },
  deny: { words: 'What was found, as the customer is told it' },
  refer: { to: 'Whom you ask', words: 'What you ask' },
  forward: { recipient: 'Department or institution that takes it', words: 'What they are to know, and to do with it' },
  reject: {},
  dishonor: { code: 'Reason code' },
  contest: { code: 'Reason code' },
  refuse: { code: 'Reason code' },
  release: {},
  rekey: {},
  move: {},
  split: {},
  fee: { fee: 'Which fee' },
  waive: { fee: 'Which fee', waiver: 'Why it is given back', words: 'Why, in your words' },
  hold: {
    to: 'For whom it is held',
    awaits: 'What they are to give',
    until: 'Until when: 2026-11-25 for the beginning of that day, or 2026-11-25T15:00',
    words: 'What they are asked and told',
  },
  take_over: {},
}

/** Arguments by name, with what people call each there. */
export type Needed = Readonly<Partial<Record<ArgumentName, string>>>

/** What of the item alone decides which arguments a way out takes. */
interface NeededFacts {
  readonly isAdjusting: boolean
  readonly isForwarding: boolean
  /** Of a contest: no file of ours is known to say when what it is about went out. */
  readonly asksDays: boolean
}

/** What a way out needs as things stand. */
export function neededOf(resolution: Resolution, { isAdjusting, isForwarding, asksDays }: NeededFacts): Needed {
  const needed = ARGUMENTS_OF[resolution]
  if (resolution === 'adjust' && isAdjusting) return { ...needed, step: 'What became of it' }
  if (resolution === 'forward' && isForwarding) return ANSWER_TO_FORWARDING
  return resolution === 'contest' && asksDays ? { ...needed, ...DAYS_OF_RETURN } : needed
}

/**
 * What somebody may say who keys the way out a second time, by what stands with the item and never by what was proposed: the days of
 * a contest too, whether or not a file of ours says them, and why no fee is charged where a schedule may charge one.
 */
export function argumentsKeyed(resolution: Resolution, of: Omit<NeededFacts, 'asksDays'>): ReadonlySet<ArgumentName> {
  const names = Object.keys(neededOf(resolution, { ...of, asksDays: true })) as ArgumentName[] // its own keys
  const letsOff = (CHARGED_WITH as readonly Resolution[]).includes(resolution)
  return new Set<ArgumentName>([...names, ...(letsOff ? (['waiver', 'words'] as const) : [])])
}

const ANSWER_TO_FORWARDING: Needed = {
  answer: 'What they answered',
  words: 'Who answered, when and how; or what you ask again',
}

const DAYS_OF_RETURN = {
  returned_on: 'When our return went out, as 2026-11-20',
  settled_on: 'When the entry settled, as 2026-11-20',
}
