import type { ItemRecord } from '../contract/item.ts'
import { mask } from '../core/fault.ts'
import type { ItemField } from '../core/item-field.ts'
import type { ItemStory } from '../engine/read-item.ts'

/**
 * The item's own record for people. Formats with images are shown by their picture and fields; the others also as text,
 * in which the columns of personal data are masked in place, so that every other column stays where it is.
 */
export function recordJson(story: ItemStory): ItemRecord {
  const { original, batch, exception, item } = story
  if (original === undefined || batch === undefined) return { records: [], header: null, fields: [] }
  const own = original.pack.fields(original.parsed, batch.detail)
  const finding = exception?.finding ?? {}
  const ofItem = faultyField(own, finding)
  const header = ofItem === undefined ? original.pack.batchHeader?.(batch.detail) : undefined
  const ofHeader = header?.fields.find(field => field.name === finding.field)
  const faulty = ofItem ?? ofHeader
  const fields = ofHeader === undefined ? own : [ofHeader, ...own]
  return {
    records: original.pack.frontImage === undefined ? textRecords(original.raw, own, item.line) : [],
    header:
      header === undefined || ofHeader === undefined
        ? null
        : { line: batch.line, text: maskColumns(printable(header.text), header.fields) },
    fields: fields.map(field => ({
      name: field.name,
      title: field.title,
      record: field.record ?? null,
      column: field.column ?? null,
      width: field.width ?? null,
      value: field.sensitive === undefined ? field.value : mask(field.value, field.sensitive),
      masked: field.sensitive !== undefined,
      faulty: field === faulty,
    })),
  }
}

/**
 * The field that the finding names; where it names none, the one at its column of the first record. A field that is none of the
 * item's stands in its batch's header, where the column is another one: the header is shown for it.
 */
function faultyField(fields: readonly ItemField[], finding: Readonly<Record<string, unknown>>): ItemField | undefined {
  const { field: name, column } = finding
  const named = fields.filter(field => field.name === name)
  const placed = named.find(field => field.column === column) ?? named[0]
  if (placed !== undefined || name !== undefined || typeof column !== 'number') return placed
  return fields.find(
    field =>
      (field.record ?? 1) === 1 &&
      field.column !== undefined &&
      field.column <= column &&
      column < field.column + (field.width ?? 1),
  )
}

function textRecords(raw: Uint8Array, fields: readonly ItemField[], firstLine: number): ItemRecord['records'] {
  const width = Math.max(0, ...fields.map(field => (field.column ?? 1) + (field.width ?? 0) - 1))
  // Only records whose columns are known are shown: in others nobody could say what is personal.
  const known = Math.max(0, ...fields.map(field => field.record ?? 1))
  if (width === 0) return []
  const text = Buffer.from(raw.filter(byte => byte !== 0x0a && byte !== 0x0d)).toString('latin1')
  return Array.from({ length: Math.min(known, Math.ceil(text.length / width)) }, (_, index) => ({
    line: firstLine + index,
    text: maskColumns(
      printable(text.slice(index * width, (index + 1) * width)),
      fields.filter(field => (field.record ?? 1) === index + 1),
    ),
  }))
}

function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '·')
}

function maskColumns(text: string, fields: readonly ItemField[]): string {
  let masked = text
  for (const { column, width, sensitive } of fields) {
    if (sensitive === undefined || column === undefined || width === undefined) continue
    const from = column - 1
    masked =
      masked.slice(0, from) + maskInPlace(masked.slice(from, from + width), sensitive) + masked.slice(from + width)
  }
  return masked
}

/** As `mask`, with every character in its column. */
function maskInPlace(text: string, kind: NonNullable<ItemField['sensitive']>): string {
  const shown = kind === 'account' && text.trim().length > 6 ? 4 : 0
  const end = text.trimEnd().length - shown
  return [...text].map((character, index) => (character === ' ' || index >= end ? character : '•')).join('')
}
