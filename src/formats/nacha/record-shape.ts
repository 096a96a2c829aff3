import { RECORD_LENGTH } from './layout.ts'

/**
 * Whether 94 bytes look like a record by what its type fixes in its columns: what tells a record from any other place in the
 * bytes, where no line end does. It asks for less than the checks do, so that a record with one wrong field still has the shape,
 * and for enough at both ends that one whose columns slipped has not. Fill is told apart: it looks the same from wherever it is
 * read. Total and bounded: at most two looks at each byte.
 */
export function hasRecordShape(bytes: Uint8Array, at: number): boolean {
  if (at + RECORD_LENGTH > bytes.length) return false
  const shape = SHAPES[(bytes[at] ?? 0) - ONE]
  return shape?.(bytes, at - 1) ?? false
}

/** True for 94 nines. */
export function isFill(bytes: Uint8Array, at: number): boolean {
  if (at + RECORD_LENGTH > bytes.length) return false
  for (let i = at; i < at + RECORD_LENGTH; i++) if (bytes[i] !== NINE) return false
  return true
}

const ONE = 0x31
const NINE = 0x39
const BLANK = 0x20

/** Columns are 1-based, so a shape gets the place before the record's first byte. */
type Shape = (bytes: Uint8Array, before: number) => boolean

const fileHeader: Shape = (bytes, before) =>
  isText(bytes, before + 2, '01') && isText(bytes, before + 35, '094') && isText(bytes, before + 38, '101')

const batchHeader: Shape = (bytes, before) =>
  isServiceClass(bytes, before) && areLetters(bytes, before, 51, 53) && areDigits(bytes, before, 80, 94)

/** Alike for standard and international entries and for accounting advices, whose own columns are digits where these are. */
const entry: Shape = (bytes, before) =>
  areDigits(bytes, before, 2, 11) &&
  isIndicator(bytes[before + 79]) &&
  areDigits(bytes, before, 30, 39) &&
  areDigits(bytes, before, 80, 94)

const addenda: Shape = (bytes, before) => isAddendaType(bytes, before) && areDigits(bytes, before, 88, 94)

/** The columns behind the totals are the company's in a standard batch and the operator's in one of advices. */
const batchControl: Shape = (bytes, before) =>
  isServiceClass(bytes, before) && areDigits(bytes, before, 5, 44) && areDigits(bytes, before, 80, 94)

/** Totals are twelve digits wide, twenty where they are of advices. */
const fileControl: Shape = (bytes, before) =>
  areBlank(bytes, before, 72, 94) &&
  areDigits(bytes, before, 2, 55) &&
  (areDigits(bytes, before, 56, 71) || areBlank(bytes, before, 56, 71))

/** By the record's type, 1 to 9. */
const SHAPES: readonly (Shape | undefined)[] = [
  fileHeader,
  undefined,
  undefined,
  undefined,
  batchHeader,
  entry,
  addenda,
  batchControl,
  fileControl,
]

function areDigits(bytes: Uint8Array, before: number, from: number, to: number): boolean {
  for (let i = before + from; i <= before + to; i++) if (((bytes[i] ?? 0) - 0x30) >>> 0 > 9) return false
  return true
}

function areLetters(bytes: Uint8Array, before: number, from: number, to: number): boolean {
  for (let i = before + from; i <= before + to; i++) if (((bytes[i] ?? 0) - 0x41) >>> 0 > 25) return false
  return true
}

function areBlank(bytes: Uint8Array, before: number, from: number, to: number): boolean {
  for (let i = before + from; i <= before + to; i++) if (bytes[i] !== BLANK) return false
  return true
}

function isText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

function isServiceClass(bytes: Uint8Array, before: number): boolean {
  const code = number3(bytes, before + 2)
  return code === 200 || code === 220 || code === 225 || code === 280
}

function isAddendaType(bytes: Uint8Array, before: number): boolean {
  const type = number3(bytes, before + 1) - 700
  return type === 2 || type === 5 || (type >= 10 && type <= 18) || type === 98 || type === 99
}

function isIndicator(byte: number | undefined): boolean {
  return byte === 0x30 || byte === 0x31
}

function number3(bytes: Uint8Array, at: number): number {
  const digit = (i: number) => ((bytes[i] ?? 0) - 0x30) >>> 0
  const [hundreds, tens, ones] = [digit(at), digit(at + 1), digit(at + 2)]
  return hundreds > 9 || tens > 9 || ones > 9 ? -1 : hundreds * 100 + tens * 10 + ones
}
