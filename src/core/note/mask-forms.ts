import { isRoutingNumber } from '../aba.ts'
import { mask } from '../fault.ts'

/** Fewer are a branch, a check's number or an amount; account numbers of seven digits and identification numbers of nine are told from those. */
const DIGITS_MIN = 7
/** `2026-11-23`, `11/23/2026`, or an amount with its cents. */
const PLAIN = String.raw`(?:19|20)\d{2}-[01]\d-[0-3]\d(?!\d)|[01]?\d[./-][0-3]?\d[./-](?:19|20)\d{2}(?!\d)|\d+\.\d{2}(?![\d.-])`
const IS_PLAIN = new RegExp(`^(?:${PLAIN})$`)
/** One of these, or else digits with single spaces, dots or dashes between them: as people write a long number down. */
const RUN = new RegExp(String.raw`${PLAIN}|\d(?:[ .-]?\d)*`, 'g')
/** What a number that follows belongs to that is nobody's: the words by which pages name such a thing. */
const REFERENCE =
  /\b(?:item|case|receipt|batch|decision|question|entry|event|trace|file)s?(?: (?:number|no\.?))?[ #:]*(?:\d+-)?$/i

/**
 * Words with every number masked that has the form of an account or identification number, whoever's it is: for words that are shown
 * where nobody knows which accounts they may be about. Days, amounts, routing numbers, and the numbers of items, cases and traces stay.
 */
export function maskForms(words: string): string {
  return words.replace(RUN, (run, at: number) => {
    const digits = run.replaceAll(/[ .-]/g, '')
    const stays =
      digits.length < DIGITS_MIN || IS_PLAIN.test(run) || isRoutingNumber(run) || REFERENCE.test(words.slice(0, at))
    return stays ? run : mask(digits, 'account')
  })
}
