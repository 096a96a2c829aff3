/**
 * A record layout as data: each field with its columns and kind, as a table that can be held against the standard.
 * Parsing and formatting are derived from it, and so are the types of the records.
 */

/**
 * How a field is written: `text` left-justified, `micr` right-justified (both filled with blanks), `number` right-justified
 * and filled with zeros, `variable` as long as another field says, byte for byte.
 */
export type FieldKind = 'text' | 'micr' | 'number' | 'variable'

export interface Field<Kind extends FieldKind = FieldKind> {
  readonly kind: Kind
  /** First column, 1-based. In layouts with variable fields: as if these were empty. */
  readonly from: number
  /** Last column, inclusive. */
  readonly to: number
  /** For `variable`: the field that holds its length. */
  readonly lengthField?: string
}

export interface Layout<
  Type extends string = string,
  Fields extends Readonly<Record<string, Field>> = Readonly<Record<string, Field>>,
> {
  readonly type: Type
  readonly fields: Fields
  /** The same fields as a list, in the order of their columns. */
  readonly list: readonly (readonly [name: string, field: Field])[]
  /** Length of the record in bytes, variable fields empty. */
  readonly size: number
}

/** A parsed record: its fields by name. Text without fill, numbers as numbers, undefined where a number is blank or not one. */
export type RecordOf<L> =
  L extends Layout<infer Type, infer Fields>
    ? { readonly type: Type } & {
        readonly [Name in keyof Fields]: Fields[Name] extends Field<'number'> ? number | undefined : string
      } & Unusual
    : never

/** What a record holds beyond its fields, kept so that writing gives back the same bytes. */
export type Unusual = {
  /** Raw text of fields written unlike their kind, for example a number that is blank-filled. Used while it means the field's value. */
  readonly odd?: Readonly<Record<string, string>>
  /** Bytes beyond the layout. */
  readonly tail?: string
  /** The record's length where it is shorter than the layout. */
  readonly size?: number
}

/** A record of any layout, as the machinery sees it: values by the names of the layout's fields. */
export type AnyRecord = Readonly<Record<string, unknown>>

export function text(from: number, to = from): Field<'text'> {
  return { kind: 'text', from, to }
}

export function micr(from: number, to = from): Field<'micr'> {
  return { kind: 'micr', from, to }
}

export function number(from: number, to = from): Field<'number'> {
  return { kind: 'number', from, to }
}

/** A field of variable length that begins at column `from`. */
export function variable(lengthField: string, from: number): Field<'variable'> {
  return { kind: 'variable', from, to: from - 1, lengthField }
}

export function layout<const Type extends string, const Fields extends Readonly<Record<string, Field>>>(
  type: Type,
  fields: Fields,
): Layout<Type, Fields> {
  return { type, fields, list: Object.entries(fields), size: Math.max(...Object.values(fields).map(field => field.to)) }
}

/** Reads a record of one layout from its text, one character a byte. Never refuses: what a field cannot be is left undefined. */
export function parseRecord<L extends Layout>(layout: L, source: string): RecordOf<L> {
  const record: Record<string, unknown> = { type: layout.type }
  const odd: Record<string, string> = {}
  let shift = 0
  for (const [name, field] of layout.list) {
    const length =
      field.lengthField === undefined ? field.to - field.from + 1 : variableLength(record[field.lengthField])
    const raw = source.slice(field.from - 1 + shift, field.from - 1 + shift + length)
    if (field.kind === 'variable') shift += length
    const value = parseField(field, raw)
    record[name] = value
    if (raw !== formatField(field, value, length) && raw !== '') odd[name] = raw
  }
  if (Object.keys(odd).length > 0) record.odd = odd
  // Where a variable field is cut short, all after it is missing too, so the shift by its whole length reads blanks.
  if (source.length > layout.size + shift) record.tail = source.slice(layout.size + shift)
  if (source.length < layout.size + shift) record.size = source.length
  // The type is derived from the very table that the loop above walks.
  return record as RecordOf<L>
}

/** Writes a record as text, one character a byte. What was read comes back the same, byte for byte, where it was not changed. */
export function formatRecord(layout: Layout, record: AnyRecord): string {
  const unusual: Unusual = record
  let out = layout.type.slice(0, 2)
  for (const [name, field] of layout.list) {
    const value = name.endsWith('Length') ? lengthOf(layout, record, name) : record[name]
    const raw = unusual.odd?.[name]
    const length = field.kind === 'variable' ? String(value ?? '').length : field.to - field.from + 1
    out += raw !== undefined && parseField(field, raw) === value ? raw : formatField(field, value, length)
  }
  out += unusual.tail ?? ''
  return unusual.size === undefined ? out : out.slice(0, unusual.size)
}

/** True when the value fits its field: not too long, one byte a character, a whole number where one is due. */
export function fits(field: Field, value: unknown): boolean {
  if (field.kind === 'variable') return typeof value === 'string' && isLatin1(value)
  const width = field.to - field.from + 1
  if (value === undefined) return true
  if (field.kind === 'number') return Number.isSafeInteger(value) && Number(value) >= 0 && String(value).length <= width
  return typeof value === 'string' && value.length <= width && isLatin1(value)
}

function parseField(field: Field, raw: string): string | number | undefined {
  if (field.kind === 'variable') return raw
  const value = raw.trim()
  if (field.kind !== 'number') return value
  return /^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined
}

function formatField(field: Field, value: unknown, length: number): string {
  const written = value === undefined ? '' : String(value)
  if (field.kind === 'variable') return written
  if (field.kind === 'number') return value === undefined ? ' '.repeat(length) : written.padStart(length, '0')
  return field.kind === 'micr' ? written.padStart(length) : written.padEnd(length)
}

/** A length field says how long its variable field is; in a record that was cut short, what was read stays. */
function lengthOf(layout: Layout, record: AnyRecord, name: string): unknown {
  const measured = layout.list.find(([, field]) => field.lengthField === name)
  const { size }: Unusual = record
  if (measured === undefined || size !== undefined) return record[name]
  const value = record[measured[0]]
  const length = typeof value === 'string' ? value.length : 0
  // A blank length field stays blank when the field is empty: some producers write it so.
  return length === 0 && record[name] === undefined ? undefined : length
}

function variableLength(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function isLatin1(value: string): boolean {
  for (let at = 0; at < value.length; at++) if (value.charCodeAt(at) > 0xff) return false
  return true
}
