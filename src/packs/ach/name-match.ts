/**
 * Whether two names can be the same customer's. Made to be sure of a "no": a credit is held up only when nothing at all of
 * the two names agrees, so order, initials, middle names, titles, suffixes, case, accents, joint holders and names cut at
 * the end of a field all pass.
 */
export function sharesName(name: string, holder: string): boolean {
  if (sharesPlainWord(name, holder.toUpperCase())) return true
  const a = wordsOf(name)
  const b = wordsOf(holder)
  if (a.length === 0 || b.length === 0) return true // nothing to compare is no mismatch
  if (a.some(word => word.length > 1 && b.includes(word))) return true
  if (areInitials(a) || areInitials(b)) return initialsAgree(a, b)
  return isCutOff(a, b, name.trim()) || isCutOff(b, a, holder.trim()) || glued(a) === glued(b)
}

/**
 * The common case, without taking both names apart: a word of letters in the one stands as a word in the other. Most
 * credits name their receiver so, and a million of them come a day.
 */
function sharesPlainWord(name: string, holder: string): boolean {
  let from = 0
  for (let at = 0; at <= name.length; at++) {
    if (at < name.length && isLetter(name, at)) continue
    if (at - from >= PLAIN_WORD_MIN && isShared(name.slice(from, at), holder)) return true
    from = at + 1
  }
  return false
}

const PLAIN_WORD_MIN = 2

function isShared(word: string, holder: string): boolean {
  const at = holder.indexOf(word)
  return at >= 0 && !NOISE.has(word) && !isLetter(holder, at - 1) && !isLetter(holder, at + word.length)
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0x41 && code <= 0x5a
}

/** Words that many names share and that identify nobody. */
const NOISE = new Set(
  'MR MRS MS MISS DR JR SR II III IV AND OR THE OF AS FOR TR TTEE TRUST TRUSTEE ESTATE EST JT TEN JTWROS POD FBO ITF DBA CUST UTMA LLC INC CO CORP LTD'.split(
    ' ',
  ),
)

function wordsOf(name: string): readonly string[] {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’`]/g, '') // accents and apostrophes: O'BRIEN and OBRIEN are one word
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(word => word !== '' && !NOISE.has(word))
}

function areInitials(words: readonly string[]): boolean {
  return words.every(word => word.length === 1)
}

/** Every initial of the one begins a word of the other. */
function initialsAgree(a: readonly string[], b: readonly string[]): boolean {
  const [initials, words] = areInitials(a) ? [a, b] : [b, a]
  return initials.every(initial => words.some(word => word.startsWith(initial)))
}

/** Fields of ACH records cut names at 15, 16 or 22 characters: the last word may be the beginning of one. */
const CUT_WIDTHS: readonly number[] = [15, 16, 22]
const CUT_WORD_MIN = 3

function isCutOff(words: readonly string[], others: readonly string[], text: string): boolean {
  const last = words.at(-1)
  if (last === undefined || last.length < CUT_WORD_MIN || !CUT_WIDTHS.includes(text.length)) return false
  return others.some(word => word.startsWith(last))
}

/** `VANDYKE` and `VAN DYKE`, `MC DONALD` and `MCDONALD`. */
function glued(words: readonly string[]): string {
  return words.join('')
}
