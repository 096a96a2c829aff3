import type { RuleId } from '../deadline/rules.ts'
import type { Leg } from './effect.ts'

/** `recipient`: whoever an item was forwarded to. */
export const LETTER_ADDRESSEES = ['customer', 'sender', 'recipient'] as const

/** What somebody is to be told, or asked, with all that whoever writes it needs: a request, until documents exist. */
export interface LetterRequest {
  readonly to: (typeof LETTER_ADDRESSEES)[number]
  /** What it asks or tells, in the words of the person who decided, or of the rule. */
  readonly words: string
  /** The deadline rule that asks for it; empty where a person chose to write. */
  readonly rule: RuleId | ''
  /** By when it has to have gone, as an instant; empty where no rule says. */
  readonly dueAt: string
  /** In which it is to be written, as BCP 47 names it: `en`, `es-US`. */
  readonly language: string
  /** The amount that it is about. Minor units. */
  readonly amountMinor: number
}

/** Which letter: the first, second … of its decision. */
export interface LetterKey {
  readonly shard: number
  readonly decisionId: number
  readonly n: number
}

/** A letter's number as people write it: `1101-7-1`. */
export function letterNumber({ shard, decisionId, n }: LetterKey): string {
  return `${shard}-${decisionId}-${n}`
}

/** The key of a number that was checked to be one. */
export function letterKeyOf(text: string): LetterKey {
  const [shard = '', decisionId = '', n = ''] = text.split('-')
  return { shard: Number(shard), decisionId: Number(decisionId), n: Number(n) }
}

/** What letters are written by, as of the moment of the decision. */
export interface LetterFacts {
  readonly language: string
  /** When a letter has to have gone that the rule asks for, where what it tells of happens now. An instant. */
  readonly dueBy: (rule: RuleId) => string
}

/** What a letter is about: an item with its whole amount, or an amount of its own. */
export interface LetterAbout {
  readonly letters: LetterFacts
  readonly item: { readonly amountMinor: number }
}

/** A letter with its clock, where a rule asks for it. */
export function letterOf(
  { letters, item: { amountMinor } }: LetterAbout,
  { to, words, rule }: { readonly to: LetterRequest['to']; readonly words: string; readonly rule?: RuleId | undefined },
): LetterRequest {
  const asks = rule === undefined ? ({ rule: '', dueAt: '' } as const) : { rule, dueAt: letters.dueBy(rule) }
  return { to, words: words.trim(), ...asks, language: letters.language, amountMinor }
}

/**
 * `overtaken`: the paper that it asks for came before anybody said that it was sent; `cancelled`: what asked for it was undone before it
 * was sent.
 */
export const LETTER_STATES = ['requested', 'sent', 'overtaken', 'cancelled'] as const

/** A letter as it stands when what asked for it is taken back. */
export interface StandingLetter extends LetterRequest {
  /** The first, second … of its decision. */
  readonly n: number
  readonly state: (typeof LETTER_STATES)[number]
  /** YYYY-MM-DD; empty where it was not sent. */
  readonly sentOn: string
}

/** What becomes of the letters of a decision that is taken back. */
export interface LettersUndone {
  /** Those that nobody sent: nobody has to any more. */
  readonly cancels: readonly number[]
  /** What has to be written now, each with the number of the letter that it corrects. */
  readonly corrects: readonly (LetterRequest & { readonly corrects: number })[]
}

/**
 * What was not sent is not needed any more. What was sent is corrected; and where a credit that stood is taken from a customer
 * again they are told, whether or not they had been told of the credit (12 CFR 1005.11(d)(2)).
 */
export function undoLetters(of: {
  readonly standing: readonly StandingLetter[]
  readonly by: 'undo' | 'reversal'
  /** What is booked to take it back. */
  readonly legs: readonly Leg[]
  readonly facts: LetterFacts
}): LettersUndone {
  const { standing, by, legs, facts } = of
  const isTaken = legs.some(leg => 'id' in leg.from)
  const corrects = standing.flatMap(letter => {
    const isDebited = isTaken && letter.to === 'customer' && letter.rule !== ''
    if (letter.state !== 'sent' && !(isDebited && letter.state === 'requested' && by === 'reversal')) return []
    const { to, amountMinor, n: corrected } = letter
    const of = isDebited
      ? ({ to, words: TAKEN_AGAIN, rule: 'reg-e-tell-of-debit' } as const)
      : { to, words: `What we wrote to you on ${letter.sentOn} does not hold any more.` }
    return [{ ...letterOf({ letters: facts, item: { amountMinor } }, of), corrects: corrected }]
  })
  const isUnsent = ({ state }: StandingLetter) => state === 'requested' || state === 'overtaken'
  return { cancels: standing.filter(isUnsent).map(one => one.n), corrects }
}

export const TAKEN_AGAIN =
  'We have taken the credit of this amount back. Checks and debits of up to this amount are honored without a fee for five business days from this notice on.'
