import { RECORD_LENGTH } from './layout.ts'

/**
 * Whether 94 bytes look like a record by what its type fixes in its columns: what tells a record from any other place in the
 * bytes, where no line end does. It asks for less than the checks do, so that a record with one wrong field still has the shape,
 * and for enough at both ends that one whose columns slipped has not. Fill is told apart: it looks the same from wherever it is
 * read. Total and bounded: at most two looks at each byte.
 */
export function hasRecordShape(bytes: Uint8Array, at: number): boolean {
  return missingPoints(bytes, at) === 0
}

/**
 * Whether 94 bytes look like a record in which one thing was spoiled where it stands: all but one of the places that its type
 * fixes hold what they must, names and words stand where every type has some, and what comes behind begins as a record does.
 * Weaker than the shape, so it decides only where no record is near that has it.
 */
export function hasMostOfShape(bytes: Uint8Array, at: number): boolean {
  const isFollowed = SHAPES[(bytes[at + RECORD_LENGTH] ?? 0) - ONE] !== undefined
  return isFollowed && missingPoints(bytes, at) <= 1 && !areDigits(bytes, at - 1, 55, 76)
}

/** How many of the places that a record's type fixes hold something else; infinite when no record begins with the byte. */
function missingPoints(bytes: Uint8Array, at: number): number {
  if (at + RECORD_LENGTH > bytes.length) return Number.POSITIVE_INFINITY
  const shape = SHAPES[(bytes[at] ?? 0) - ONE]
  return shape?.(bytes, at - 1) ?? Number.POSITIVE_INFINITY
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

/** Columns are 1-based, so a shape gets the place before the record's first byte. It gives how many of its points do not hold. */
type Shape = (bytes: Uint8Array, before: number) => number

const fileHeader: Shape = (bytes, before) =>
  missing(isText(bytes, before + 2, '01')) +
  missing(isText(bytes, before + 35, '094')) +
  missing(isText(bytes, before + 38, '101'))

const batchHeader: Shape = (bytes, before) =>
  missing(isServiceClass(bytes, before)) +
  missing(areLetters(bytes, before, 51, 53)) +
  missing(areDigits(bytes, before, 80, 94))

/** Alike for standard and international entries and for accounting advices, whose own columns are digits where these are. */
const entry: Shape = (bytes, before) =>
  missing(areDigits(bytes, before, 2, 11)) +
  missing(isIndicator(bytes[before + 79])) +
  missing(areDigits(bytes, before, 30, 39)) +
  missing(areDigits(bytes, before, 80, 94))

/** Two points alone: with one of them nothing would be left to know it by, so that counts for two. */
const addenda: Shape = (bytes, before) =>
  2 * missing(isAddendaType(bytes, before)) + 2 * missing(areDigits(bytes, before, 88, 94))

/** The columns behind the totals are the company's in a standard batch and the operator's in one of advices. */
const batchControl: Shape = (bytes, before) =>
  missing(isServiceClass(bytes, before)) +
  missing(areDigits(bytes, before, 5, 44)) +
  missing(areDigits(bytes, before, 80, 94))

/** Totals are twelve digits wide, twenty where they are of advices. */
const fileControl: Shape = (bytes, before) =>
  missing(areBlank(bytes, before, 72, 94)) +
  missing(areDigits(bytes, before, 2, 55)) +
  missing(areDigits(bytes, before, 56, 71) || areBlank(bytes, before, 56, 71))

function missing(holds: boolean): number {
  return holds ? 0 : 1
}

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
