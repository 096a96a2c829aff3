import { bucketOf } from '../../core/bucket.ts'

/** Our own account numbers: digits only, so many of them. */
export const ACCOUNT_DIGITS_MIN = 6
export const ACCOUNT_DIGITS_MAX = 17

const BLANK = 0x20
const HYPHEN = 0x2d

/**
 * The account number in a field as the account table spells it: blanks and hyphens are how senders pad, group and copy the
 * dash of the MICR line, so they are left out wherever they stand. Leading zeros stay: they belong to the number.
 */
export function accountText(bytes: Uint8Array, at: number, width: number): string {
  let account = ''
  for (let i = at; i < at + width; i++) {
    const byte = bytes[i] ?? BLANK
    if (byte !== BLANK && byte !== HYPHEN) account += CHARACTERS[byte]
  }
  return account
}

/** The bucket of the same text, without building it: the first pass asks for every entry. */
export function accountBucket(bytes: Uint8Array, at: number, width: number): number {
  let size = 0
  for (let i = at; i < at + width; i++) {
    const byte = bytes[i] ?? BLANK
    if (byte !== BLANK && byte !== HYPHEN) scratch[size++] = byte
  }
  return bucketOf(scratch, 0, size)
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
const scratch = new Uint8Array(64) // wider than any account field; each call fills it anew
