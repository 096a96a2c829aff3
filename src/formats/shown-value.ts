import type { Sensitive } from '../core/fault.ts'

/**
 * What a field may hold. `digits`: nothing else, over its whole width. `blank`: nothing, it is reserved.
 * `any`: text of whoever made the file, codes or names of companies.
 */
export type Alphabet = 'digits' | 'blank' | 'any'

/**
 * Whether the record's fixed points (codes, check digits, the number it ends with) stand where they belong. Only then does
 * the content of a column belong to its field; else the columns may have slipped, and it may be anything of the record.
 */
export type Standing = 'aligned' | 'in doubt'

/**
 * The one rule by which a value of a field that holds no personal data itself is shown or masked, because what slipped into
 * it may be a piece of an account number, a name or a tax id. Shown are
 *
 * - what tells nobody: blanks, one character repeated (the fill of a field), and less than five characters in a row; in a
 *   field of digits a point or comma ends a row, so that `123.40` in an amount is shown, but a letter there never is;
 * - what the field's own alphabet permits, over its whole width, in a record that is aligned: it is what the field says.
 *
 * Everything else is `tax-id`, of which a mask shows nothing: nobody knows what it is a piece of, so the strictest holds.
 */
export function sensitivityOf(value: string, alphabet: Alphabet, standing: Standing): Sensitive | undefined {
  if (tellsNobody(value, alphabet)) return undefined
  const isOwn = alphabet === 'any' || (alphabet === 'digits' && isDigits(value))
  return standing === 'aligned' && isOwn ? undefined : UNKNOWN_KIND
}

/** What a value is masked as when nobody knows what it is a piece of. */
export const UNKNOWN_KIND: Sensitive = 'tax-id'

/** So many characters in a row are enough to find somebody by. Fields that are narrower hold codes and counts. */
const RUN = 5

function tellsNobody(value: string, alphabet: Alphabet): boolean {
  if (value.length < RUN || isFill(value)) return true
  if (alphabet === 'any') return value.trim().length < RUN
  return !HAS_LETTER.test(value) && value.split(/[.,]/).every(piece => piece.trim().length < RUN)
}

/** Anything but the blank, digits and signs of ASCII: names are also written with letters outside it. */
const HAS_LETTER = /[^\x20-\x40[-`{-~]/

function isFill(value: string): boolean {
  const text = value.trim()
  return text.replaceAll(text.charAt(0), '') === ''
}

function isDigits(value: string): boolean {
  return /^[0-9]+$/.test(value)
}
