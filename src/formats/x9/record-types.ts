import { formatRecord, type Layout, parseRecord, type RecordOf } from './layout.ts'
import * as r from './records.ts'

/** Every record of an image cash letter, told apart by `type`. A 61 of the other layout has the type `61/usage`. */
export type X9Record =
  | r.FileHeader
  | r.CashLetterHeader
  | r.BundleHeader
  | X9Detail
  | X9Addendum
  | r.AccountTotals
  | r.NonHitTotals
  | r.ImageViewDetail
  | r.ImageViewData
  | r.ImageViewAnalysis
  | r.BundleControl
  | r.BoxSummary
  | r.RoutingSummary
  | r.CashLetterControl
  | r.FileControl

/** What an item begins with: a check, a return, or a credit. */
export type X9Detail = r.CheckDetail | r.ReturnDetail | X9Credit
export type X9Credit = r.Credit61 | r.Credit61Usage | r.Credit62

/** What may follow the detail record of an item, apart from image views. */
export type X9Addendum =
  | r.CheckAddendumA
  | r.CheckAddendumB
  | r.CheckAddendumC
  | r.ReturnAddendumA
  | r.ReturnAddendumB
  | r.ReturnAddendumC
  | r.ReturnAddendumD
  | r.UserRecord

const LAYOUTS: readonly Layout[] = [
  r.FILE_HEADER,
  r.CASH_LETTER_HEADER,
  r.BUNDLE_HEADER,
  r.CHECK_DETAIL,
  r.CHECK_ADDENDUM_A,
  r.CHECK_ADDENDUM_B,
  r.CHECK_ADDENDUM_C,
  r.RETURN_DETAIL,
  r.RETURN_ADDENDUM_A,
  r.RETURN_ADDENDUM_B,
  r.RETURN_ADDENDUM_C,
  r.RETURN_ADDENDUM_D,
  r.ACCOUNT_TOTALS,
  r.NON_HIT_TOTALS,
  r.IMAGE_VIEW_DETAIL,
  r.IMAGE_VIEW_DATA,
  r.IMAGE_VIEW_ANALYSIS,
  r.CREDIT_61,
  r.CREDIT_62,
  r.USER_RECORD,
  r.BUNDLE_CONTROL,
  r.BOX_SUMMARY,
  r.ROUTING_SUMMARY,
  r.CASH_LETTER_CONTROL,
  r.FILE_CONTROL,
]

const BY_NUMBER: readonly (Layout | undefined)[] = Array.from({ length: 100 }, (_, type) =>
  LAYOUTS.find(layout => Number(layout.type) === type),
)

export function isKnownType(type: number): boolean {
  return BY_NUMBER[type] !== undefined
}

/** Length in bytes of a record without variable fields, or undefined where a field's length decides (27, 34, 52, 68). */
export function fixedLength(type: number): number | undefined {
  if (type === 27 || type === 34 || type === 52 || type === 68) return undefined
  return BY_NUMBER[type]?.size
}

/** Parses a record from its text, one character a byte; a 52 without its image. Undefined for a type that the format does not have. */
export function parseX9Record(source: string): X9Record | undefined {
  const type = /^\d\d/.test(source) ? Number(source.slice(0, 2)) : -1
  const layout = type === 61 ? creditLayout(source) : BY_NUMBER[type]
  // The list above holds exactly the layouts that the union is made of.
  return layout === undefined ? undefined : (parseRecord(layout, source) as X9Record)
}

/** Writes a record as text, one character a byte; a 52 without its image. */
export function formatX9Record(record: X9Record): string {
  return formatRecord(layoutOf(record.type), record)
}

export function layoutOf(type: X9Record['type']): Layout {
  if (type === '61/usage') return r.CREDIT_61_USAGE
  return BY_NUMBER[Number(type)] ?? r.USER_RECORD
}

/** A record of the type with every field blank: what an implied header is, and what a writer may start from. */
export function blankRecord<L extends Layout>(layout: L): RecordOf<L> {
  return parseRecord(layout, layout.type.slice(0, 2).padEnd(layout.size))
}

/**
 * Two layouts of record 61 are in use and nothing in the file names them, so the fields decide: amount, routing number and
 * documentation type must make sense. Where both do, the one without a usage indicator is taken.
 */
export function creditLayout(source: string): typeof r.CREDIT_61 | typeof r.CREDIT_61_USAGE {
  return sense(source, 1) > sense(source, 0) ? r.CREDIT_61_USAGE : r.CREDIT_61
}

function sense(source: string, shift: number): number {
  const at = (from: number, to: number) => source.slice(from - 1 + shift, to + shift)
  const amount = /^\d{10}$/.test(at(48, 57)) ? 4 : 0
  const routing = /^\d{9}$/.test(at(19, 27)) ? 2 : 0
  const documentation = /^[A-LZ ]$/.test(at(73, 73)) ? 1 : 0
  return amount + routing + documentation
}
