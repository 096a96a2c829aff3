import type { Sensitive } from '../../core/fault.ts'
import { invariant } from '../../core/invariant.ts'
import type { Alphabet } from '../shown-value.ts'

/** Every NACHA record is 94 bytes, line end not counted. One byte is one column, whatever the byte. */
export const RECORD_LENGTH = 94

/** One field of a record: its columns as the rules count them, 1-based and inclusive. */
export interface Field<Kind extends 'text' | 'number' = 'text' | 'number'> {
  readonly kind: Kind
  readonly from: number
  readonly to: number
  /** What may stand there, by which it is decided whether what was found may be shown (shown-value.ts). */
  readonly alphabet: Alphabet
  readonly sensitive?: Sensitive
}

export type Fields = Readonly<Record<string, Field>>

/** A record's fields, by which it is read, written, checked and pointed at: the columns stand nowhere else. */
export interface Layout<F extends Fields> {
  /** What the record begins with: its type digit, for addenda followed by the two digits of the addenda type. */
  readonly prefix: string
  readonly fields: F
}

/** The values of a record: text without trailing blanks, numbers -1 where the columns do not hold digits only. */
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<'number'> ? number : string
}

/** A text field: left-justified, blank-filled. Trailing blanks are no part of its value, leading ones are. */
export function text(from: number, to: number, sensitive?: Sensitive): Field<'text'> {
  return { kind: 'text', from, to, alphabet: 'any', ...(sensitive === undefined ? {} : { sensitive }) }
}

/** A text field of digits only: a routing or trace number, a date. It is no number, its leading zeros are part of it. */
export function digits(from: number, to: number): Field<'text'> {
  return { kind: 'text', from, to, alphabet: 'digits' }
}

/** Reserved columns. They are a text field, because what stands there all the same is written again. */
export function blank(from: number, to: number): Field<'text'> {
  return { kind: 'text', from, to, alphabet: 'blank' }
}

/** A numeric field: digits only, right-justified, zero-filled. */
export function number(from: number, to: number): Field<'number'> {
  return { kind: 'number', from, to, alphabet: 'digits' }
}

/** Reads the record that begins at `start` by its layout. Total: any 94 bytes give values. */
export function readRecord<F extends Fields>(layout: Layout<F>, bytes: Uint8Array, start: number): Values<F> {
  const values: Record<string, string | number> = {}
  for (const [name, field] of Object.entries(layout.fields)) {
    values[name] =
      field.kind === 'number'
        ? digitsAt(bytes, start + field.from - 1, field.to - field.from + 1)
        : textAt(bytes, start + field.from - 1, field.to - field.from + 1).trimEnd()
  }
  return values as Values<F> // the loop above has filled every key of the layout with its kind
}

/** Writes one record of 94 bytes at `at`. A defect when a value does not fit its columns: nothing is cut off silently. */
export function writeRecord<F extends Fields>(
  layout: Layout<F>,
  values: Values<F>,
  target: Uint8Array,
  at: number,
): void {
  writeLoosely(layout, values, target, at)
}

/** The same for values whose layout is chosen at run time: a field without a value is blank. */
export function writeLoosely(
  layout: Layout<Fields>,
  values: Readonly<Record<string, unknown>>,
  target: Uint8Array,
  at: number,
): void {
  target.fill(0x20, at, at + RECORD_LENGTH)
  putText(target, at, layout.prefix)
  for (const [name, field] of Object.entries(layout.fields)) {
    const value = values[name]
    const length = field.to - field.from + 1
    if (typeof value === 'number') putNumber(target, at + field.from - 1, length, value, name)
    if (typeof value !== 'string') continue
    invariant(value.length <= length, `nacha: ${name} takes ${length} characters at most`)
    putText(target, at + field.from - 1, value)
  }
}

/** The columns as text, one character a byte (latin-1), blanks kept. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  let out = ''
  let i = at
  // A trace number at once: a million are read in a file, and joining characters one by one takes four times as long.
  for (; i + 15 <= at + length; i += 15)
    out += String.fromCharCode(
      byteAt(bytes, i),
      byteAt(bytes, i + 1),
      byteAt(bytes, i + 2),
      byteAt(bytes, i + 3),
      byteAt(bytes, i + 4),
      byteAt(bytes, i + 5),
      byteAt(bytes, i + 6),
      byteAt(bytes, i + 7),
      byteAt(bytes, i + 8),
      byteAt(bytes, i + 9),
      byteAt(bytes, i + 10),
      byteAt(bytes, i + 11),
      byteAt(bytes, i + 12),
      byteAt(bytes, i + 13),
      byteAt(bytes, i + 14),
    )
  for (; i < at + length; i++) out += String.fromCharCode(byteAt(bytes, i))
  return out
}

/** Columns beyond the end are blank. */
function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0x20
}

/** The number that the columns hold, -1 when they are not all digits or it is no safe integer (20-digit ADV totals). */
export function digitsAt(bytes: Uint8Array, at: number, length: number): number {
  const end = at + length
  // Nine digits fit the integers that the processor adds, and most fields have no more: measured half the time.
  const near = Math.min(end, at + 9)
  let first = 0
  for (let i = at; i < near; i++) {
    const digit = (bytes[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return -1
    first = (Math.imul(first, 10) + digit) | 0
  }
  let value = first
  for (let i = near; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1
}

/** True when the columns hold blanks only. */
export function isBlankAt(bytes: Uint8Array, at: number, length: number): boolean {
  for (let i = at; i < at + length; i++) if (bytes[i] !== 0x20) return false
  return true
}

function putText(target: Uint8Array, at: number, value: string): void {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    invariant(code <= 0xff, 'nacha: a record holds one byte a column, a character above U+00FF does not fit')
    target[at + i] = code
  }
}

function putNumber(target: Uint8Array, at: number, length: number, value: number, name: string): void {
  invariant(Number.isSafeInteger(value) && value >= 0, `nacha: ${name} must be a whole number of 0 or more`)
  let left = value
  for (let i = length - 1; i >= 0; i--) {
    target[at + i] = 0x30 + (left % 10)
    left = Math.floor(left / 10)
  }
  invariant(left === 0, `nacha: ${name} takes ${length} digits at most`)
}
