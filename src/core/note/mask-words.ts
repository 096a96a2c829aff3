import { mask, type Sensitive } from '../fault.ts'

/** A value of the item that its page masks. */
export interface MaskedValue {
  readonly value: string
  readonly kind: Sensitive
}

/** Shorter ones stand in every text: a branch, an amount, `Lee` in `please`. */
const DIGITS_MIN = 4
const TEXT_MIN = 4
/** Shorter ones are hidden where they stand alone: inside a longer number they are found by chance. */
const DIGITS_INSIDE_MIN = 6
/** Digits with single spaces, dots or dashes between them: as people write a long number down. */
const DIGIT_RUN = /\d(?:[ .-]?\d)*/g

/**
 * Words that a person wrote, with every value masked that the item's page masks: a run of digits that is one of its numbers,
 * with or without leading zeros, alone or inside a longer run, and its names, however they are spelled out in capitals. Everything
 * else stays as it was written, so that a masked text reads on.
 */
export function maskWords(words: string, values: readonly MaskedValue[]): string {
  const numbers = values.flatMap(({ value }) => digitsOf(value))
  const hidden = numbers.length === 0 ? words : words.replace(DIGIT_RUN, run => maskRun(run, numbers))
  const texts = values.filter(({ value }) => /\D/.test(withoutSigns(value)) && value.trim().length >= TEXT_MIN)
  return texts.reduce(maskText, hidden)
}

/** The number of a value without its leading zeros; none where it is too short to be told from others. */
function digitsOf(value: string): readonly string[] {
  const digits = withoutSigns(value)
  if (!/^\d+$/.test(digits)) return []
  const own = digits.replace(/^0+/, '')
  return own.length >= DIGITS_MIN ? [own] : []
}

function withoutSigns(text: string): string {
  return text.replaceAll(/[ .-]/g, '')
}

function maskRun(run: string, numbers: readonly string[]): string {
  const digits = withoutSigns(run)
  const isIn = (number: string) =>
    digits.replace(/^0+/, '') === number || (number.length >= DIGITS_INSIDE_MIN && digits.includes(number))
  return numbers.some(isIn) ? mask(digits, 'account') : run
}

function maskText(words: string, { value, kind }: MaskedValue): string {
  const pattern = value.trim().split(/\s+/).map(escaped).join('\\s+')
  return words.replace(new RegExp(pattern, 'giu'), found => mask(found, kind))
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
