import type { FaultDetail, X9FaultCode } from './faults.ts'
import type { ItemCursor } from './item-cursor.ts'
import { isReturnReason } from './reasons.ts'
import { foundIn } from './standing.ts'

/** Says what is wrong with an item. The reader adds where the item is. */
export type ItemReport = (code: X9FaultCode, detail: FaultDetail) => void

/**
 * Checks the fields of one item on its canonical bytes, without parsing it. What banks decide (routing, check digit, stale
 * dates) is not asked here, only what the format demands.
 */
export function checkItem(item: ItemCursor, report: ItemReport): void {
  checkDetail(item, report)
  for (let index = 0; index < item.raw.count; index++) checkDate(item, index, report)
  checkAddendumCount(item, report)
  checkViews(item, report)
}

/** Columns of the amount by type of detail record. A 61 in the other layout has them one to the right. */
export function readAmount(item: ItemCursor): number {
  const type = item.raw.types[0] ?? 0
  if (type === 31) return numberAt(item, 0, 32, 41)
  if (type === 62) return numberAt(item, 0, 48, 61)
  if (type === 61 && item.detail.type === '61/usage') return numberAt(item, 0, 49, 58)
  return numberAt(item, 0, 48, 57)
}

const BLANK = -1
const NOT_A_NUMBER = -2

/** Fields of the detail records that hold characters of the codeline, and where a sequence number stands. */
const CODELINE: Readonly<Record<number, readonly (readonly [from: number, to: number, field: string])[]>> = {
  25: [[3, 17, 'auxOnUs'], [19, 26, 'payorRouting'], [28, 47, 'onUs']],
  31: [[3, 10, 'payorRouting'], [12, 31, 'onUs']],
} // biome-ignore format: a table
const SEQUENCE: Readonly<Record<number, readonly [from: number, to: number]>> = {
  25: [58, 72],
  31: [54, 68],
  62: [62, 76],
}

/** Dates by record type. Blank and all zeros mean none. */
const DATES: Readonly<Record<number, readonly [from: number, field: string]>> = {
  26: [13, 'bofdBusinessDate'],
  28: [14, 'endorsedOn'],
  31: [46, 'forwardBundleDate'],
  32: [13, 'bofdBusinessDate'],
  33: [51, 'payorBusinessDate'],
  35: [14, 'endorsedOn'],
  50: [13, 'createdOn'],
}

function checkDetail(item: ItemCursor, report: ItemReport): void {
  const type = item.raw.types[0] ?? 0
  const record = item.record
  if (readAmount(item) < 0) {
    const from = type === 31 ? 32 : item.detail.type === '61/usage' ? 49 : 48
    report('amount', {
      record,
      column: from,
      field: 'amountMinor',
      ...foundIn(slice(item, 0, from, from + 9), 'digits', 'in doubt'),
      expected: 'digits',
    })
  }
  for (const [from, to, field] of CODELINE[type] ?? []) {
    if (isCodeline(item, from, to)) continue
    report('micr-character', {
      record,
      column: from,
      field,
      found: slice(item, 0, from, to),
      expected: '0-9 * - / or blank',
      sensitive: 'account',
      sensitiveIn: 'found',
    })
  }
  const sequence = SEQUENCE[type]
  if (sequence !== undefined && isBlank(item, 0, sequence[0], sequence[1])) {
    report('item-sequence', { record, column: sequence[0], field: 'itemSequence', found: '', expected: 'a number' })
  }
  if (type === 31) checkReason(item, report)
}

function checkReason(item: ItemCursor, report: ItemReport): void {
  const reason = slice(item, 0, 42, 42)
  if (isReturnReason(reason)) return
  report('return-reason', {
    record: item.record,
    column: 42,
    field: 'returnReason',
    found: reason,
    expected: 'A to Z or 1 to 6',
  })
}

function checkDate(item: ItemCursor, index: number, report: ItemReport): void {
  const date = DATES[item.raw.types[index] ?? 0]
  if (date === undefined) return
  const [from, field] = date
  const value = numberAt(item, index, from, from + 7)
  if (value === BLANK || isDateNumber(value)) return
  const record = item.raw.numbers[index] ?? 0
  // Nothing proves the columns of an addendum, so that eight digits which are no date may be a piece of an account.
  const found = foundIn(slice(item, index, from, from + 7), 'digits', 'in doubt')
  report('date', { record, column: from, field, ...found, expected: 'YYYYMMDD' })
}

/** True for a date as a number, and for 0, which means none. */
export function isDateNumber(value: number): boolean {
  if (value === 0) return true
  const year = Math.floor(value / 10000)
  const month = Math.floor(value / 100) % 100
  const day = value % 100
  if (value < 0 || year < 1900 || month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
}

function checkAddendumCount(item: ItemCursor, report: ItemReport): void {
  const type = item.raw.types[0] ?? 0
  if (type !== 25 && type !== 31) return
  const from = type === 25 ? 77 : 43
  const declared = numberAt(item, 0, from, from + 1)
  let found = 0
  for (let index = 1; index < item.raw.count; index++) {
    const addendum = item.raw.types[index] ?? 0
    if (addendum > type && addendum < type + 5 && addendum !== 31) found += 1
  }
  if (declared === BLANK || declared === found) return
  report('addendum-count', {
    record: item.record,
    column: from,
    field: 'addendumCount',
    found: slice(item, 0, from, from + 1),
    expected: String(found),
  })
}

/** Each 50 that announces an image is followed by a 52, and each 52 by an image of the size that the 50 says. */
function checkViews(item: ItemCursor, report: ItemReport): void {
  let announced = -1
  for (let index = 1; index <= item.raw.count; index++) {
    const type = index < item.raw.count ? item.raw.types[index] : undefined
    if (type !== 50 && type !== 52 && type !== undefined) continue
    if (type !== 52 && announced >= 0) missing(item, announced, report)
    if (type === 52) checkImage(item, announced, index, report)
    announced = type === 50 ? index : -1
  }
}

function missing(item: ItemCursor, index: number, report: ItemReport): void {
  if (slice(item, index, 3, 3) === '0') return
  report('image-missing', {
    record: item.raw.numbers[index] ?? 0,
    column: 3,
    field: 'imageIndicator',
    found: slice(item, index, 3, 3),
    expected: '0 or an image (52)',
  })
}

function checkImage(item: ItemCursor, announced: number, index: number, report: ItemReport): void {
  const record = item.raw.numbers[index] ?? 0
  const length = item.raw.imageLengths[index] ?? 0
  if (announced < 0)
    report('image-unannounced', { record, column: 1, field: 'recordType', found: '52', expected: '50' })
  if (length === 0)
    report('image-empty', {
      record,
      column: item.raw.lengths[index] ?? 0,
      field: 'image',
      found: '0 bytes',
      expected: 'an image',
    })
  const size = announced < 0 ? BLANK : numberAt(item, announced, 25, 31)
  if (size <= 0 || size === length) return
  report('image-size', {
    record: item.raw.numbers[announced] ?? 0,
    column: 25,
    field: 'imageSize',
    ...foundIn(String(size), 'digits', viewStanding(item, announced)),
    expected: String(length),
  })
}

/** A view detail has a date between its routing number and its codes. */
function viewStanding(item: ItemCursor, index: number): 'aligned' | 'in doubt' {
  const created = numberAt(item, index, 13, 20)
  return created > 0 && isDateNumber(created) ? 'aligned' : 'in doubt'
}

/** A number in columns of a record: `BLANK` when there is nothing, `NOT_A_NUMBER` when there is something else. */
function numberAt(item: ItemCursor, index: number, from: number, to: number): number {
  if (isBlank(item, index, from, to)) return BLANK
  const text = slice(item, index, from, to)
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return NOT_A_NUMBER
    value = value * 10 + digit
  }
  return text.length === to - from + 1 ? value : NOT_A_NUMBER
}

function isBlank(item: ItemCursor, index: number, from: number, to: number): boolean {
  return slice(item, index, from, to).trim() === ''
}

function isCodeline(item: ItemCursor, from: number, to: number): boolean {
  const start = (item.raw.starts[0] ?? 0) - 1
  const last = Math.min(to, item.raw.lengths[0] ?? 0)
  for (let column = from; column <= last; column++) {
    const byte = item.raw.bytes[start + column] ?? 0
    const isDigit = byte >= 0x30 && byte <= 0x39
    // Blank, asterisk, dash, slash.
    if (!isDigit && byte !== 0x20 && byte !== 0x2a && byte !== 0x2d && byte !== 0x2f) return false
  }
  return true
}

/** Text of columns, 1-based and inclusive. */
function slice(item: ItemCursor, index: number, from: number, to: number): string {
  const start = item.raw.starts[index] ?? 0
  const length = item.raw.lengths[index] ?? 0
  let text = ''
  for (let column = from; column <= Math.min(to, length); column++) {
    text += String.fromCharCode(item.raw.bytes[start + column - 1] ?? 0)
  }
  return text
}
