import { latin1Text } from '../../core/latin1.ts'
import type { ImageSide } from './images.ts'
import { CANONICAL_HEAD, getNumber } from './item-bytes.ts'
import { parseX9Record, type X9Addendum, type X9Detail } from './record-types.ts'
import type { ImageViewAnalysis, ImageViewData, ImageViewDetail } from './records.ts'

export type X9ItemKind = 'check' | 'return' | 'credit'

/** One item, parsed: what a person looks at and what a return is written from. */
export interface X9Item {
  readonly kind: X9ItemKind
  readonly detail: X9Detail
  /** Addenda (26 to 28, 32 to 35) and user records (68) in the order of the file. */
  readonly addenda: readonly X9Addendum[]
  readonly views: readonly X9View[]
}

/** One view of the document: its detail (50), data (52) and analysis (54), as far as the file has them. */
export interface X9View {
  readonly side: ImageSide
  readonly detail: ImageViewDetail | undefined
  readonly data: ImageViewData | undefined
  readonly analysis: ImageViewAnalysis | undefined
  /** Where the image lies: bytes from the item's first byte in its file. Undefined when there is no 52. */
  readonly image: { readonly offset: number; readonly length: number } | undefined
}

/**
 * Parses an item from its canonical form (item-bytes.ts), which `X9ItemCursor.copyTo` writes.
 * Undefined when the bytes are no item: the caller kept something else.
 */
export function parseItem(raw: Uint8Array): X9Item | undefined {
  const records = canonicalRecords(raw)
  const first = records[0]?.record
  if (first === undefined || !isDetail(first)) return undefined
  const addenda: X9Addendum[] = []
  const views: Mutable<X9View>[] = []
  for (const { record, imageOffset, imageLength } of records.slice(1)) {
    if (record === undefined) continue
    if (isAddendum(record)) addenda.push(record)
    else if (record.type === '50') views.push({ ...NO_VIEW, side: sideOf(record), detail: record })
    else if (record.type === '52')
      dataView(views, { data: record, image: { offset: imageOffset, length: imageLength } })
    else if (record.type === '54') analysisView(views, record)
  }
  return { kind: kindOf(first), detail: first, addenda, views }
}

function sideOf(view: ImageViewDetail): ImageSide {
  return view.viewSide === '0' ? 'front' : view.viewSide === '1' ? 'back' : 'unknown'
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const NO_VIEW: X9View = { side: 'unknown', detail: undefined, data: undefined, analysis: undefined, image: undefined }

/** An image belongs to the view detail before it, unless that has one already. */
function dataView(views: Mutable<X9View>[], found: Pick<X9View, 'data' | 'image'>): void {
  const last = views.at(-1)
  if (last === undefined || last.data !== undefined) views.push({ ...NO_VIEW, ...found })
  else Object.assign(last, found)
}

function analysisView(views: Mutable<X9View>[], analysis: ImageViewAnalysis): void {
  const last = views.at(-1)
  if (last === undefined || last.analysis !== undefined) views.push({ ...NO_VIEW, analysis })
  else last.analysis = analysis
}

function canonicalRecords(raw: Uint8Array) {
  const records = []
  for (let at = 0; at + CANONICAL_HEAD <= raw.length; ) {
    const text = at + CANONICAL_HEAD
    const length = getNumber(raw, at)
    if (text + length > raw.length) break
    const record = parseX9Record(latin1Text(raw, text, text + length))
    records.push({ record, imageOffset: getNumber(raw, at + 4) + length, imageLength: getNumber(raw, at + 8) })
    at = text + length
  }
  return records
}

type Parsed = NonNullable<ReturnType<typeof parseX9Record>>

function isDetail(record: Parsed): record is X9Detail {
  return record.type === '25' || record.type === '31' || record.type === '62' || record.type.startsWith('61')
}

function isAddendum(record: Parsed): record is X9Addendum {
  return ['26', '27', '28', '32', '33', '34', '35', '68'].includes(record.type)
}

function kindOf(detail: X9Detail): X9ItemKind {
  return detail.type === '25' ? 'check' : detail.type === '31' ? 'return' : 'credit'
}
