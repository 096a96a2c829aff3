import { bucketOf } from '../../core/bucket.ts'

/** Our own account numbers: digits only, so many of them. */
const ACCOUNT_DIGITS_MIN = 6
const ACCOUNT_DIGITS_MAX = 17

const BLANK = 0x20
const HYPHEN = 0x2d

/**
 * The account number in a field as the account table spells it: blanks and hyphens are how senders pad, group and copy the
 * dash of the MICR line, so they are left out wherever they stand. Leading zeros stay: they belong to the number.
 */
export function accountText(bytes: Uint8Array, at: number, width: number): string {
  const digits = digitsBefore(bytes, at, at + width)
  for (let i = at + digits; i < at + width; i++) if (bytes[i] !== BLANK) return spelledOut(bytes, at, width)
  return digitsText(bytes, at, digits)
}

function spelledOut(bytes: Uint8Array, at: number, width: number): string {
  let account = ''
  for (let i = at; i < at + width; i++) {
    const byte = bytes[i] ?? BLANK
    if (byte !== BLANK && byte !== HYPHEN) account += CHARACTERS[byte]
  }
  return account
}

/** How many digits stand at the beginning of a field. */
function digitsBefore(bytes: Uint8Array, at: number, end: number): number {
  let i = at
  while (i < end) {
    const byte = bytes[i] ?? BLANK
    if (byte < 0x30 || byte > 0x39) break
    i++
  }
  return i - at
}

/** A text of digits, three at a time: a million short strings a second are worth a table of a thousand. */
function digitsText(bytes: Uint8Array, at: number, count: number): string {
  let text = ''
  let i = at
  for (; i + 3 <= at + count; i += 3) {
    const hundreds = (bytes[i] ?? 0x30) * 100 + (bytes[i + 1] ?? 0x30) * 10 + (bytes[i + 2] ?? 0x30)
    text += TRIPLES[hundreds - 0x30 * 111]
  }
  for (; i < at + count; i++) text += CHARACTERS[bytes[i] ?? BLANK]
  return text
}

/** The bucket of the same text, without building it: the first pass asks for every entry. */
export function accountBucket(bytes: Uint8Array, at: number, width: number): number {
  const digits = digitsBefore(bytes, at, at + width)
  let size = digits
  for (let i = at + digits; i < at + width; i++) {
    const byte = bytes[i] ?? BLANK
    if (byte === BLANK || byte === HYPHEN) continue
    if (size === digits) for (let k = 0; k < digits; k++) scratch[k] = bytes[at + k] ?? BLANK
    scratch[size++] = byte
  }
  return size === digits ? bucketOf(bytes, at, at + digits) : bucketOf(scratch, 0, size)
}

/** What keeps a text from being an account number of ours; undefined when nothing does. */
export function accountProblem(account: string): string | undefined {
  if (account === '') return 'is blank'
  for (let i = 0; i < account.length; i++) {
    const code = account.charCodeAt(i)
    if (code < 0x30 || code > 0x39) return 'holds characters other than digits'
  }
  if (account.length < ACCOUNT_DIGITS_MIN) return `is shorter than ${ACCOUNT_DIGITS_MIN} digits`
  if (account.length > ACCOUNT_DIGITS_MAX) return `is longer than ${ACCOUNT_DIGITS_MAX} digits`
  return undefined
}

const CHARACTERS: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
const TRIPLES: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))
const scratch = new Uint8Array(64) // wider than any account field; each call fills it anew
