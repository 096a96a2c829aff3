import type { MayPage, MayPageAsked, MayPlace } from '../engine/page-may-first.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Cursors are opaque to clients: the parts of the last key of a page, joined. */
const JOIN = '~'

export function cursorOf(...parts: readonly (string | number)[]): string {
  return parts.join(JOIN)
}

/** The parts of a cursor that `cursorOf` made from so many; undefined when it is none. */
export function partsOf(cursor: string, count: number): readonly string[] | undefined {
  const parts = cursor.split(JOIN)
  return parts.length === count && parts.every(part => /^[\w:.-]+$/.test(part)) ? parts : undefined
}

/** A whole number of a cursor or a query; undefined for anything else. */
export function wholeOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,16}$/.test(text)) return undefined
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : undefined
}

/** The same for a place in a list, of which the database has a narrower column. */
export function ordinalOf(text: string | undefined): number | undefined {
  const number = wholeOf(text)
  return number === undefined || Math.abs(number) > ORDINAL_MAX ? undefined : number
}

const ORDINAL_MAX = 2 ** 31 - 1

const LIMIT_DEFAULT = 100

export function limitOf(text: string | undefined): number {
  return text === undefined ? LIMIT_DEFAULT : Number(text)
}

/** A page out of one row more than it holds: whether there is a next one is known without counting. */
export function pageFrom<Row, Json>(
  rows: readonly Row[],
  limit: number,
  json: (row: Row) => Json,
  cursor: (row: Row) => string,
): { data: Json[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(json), next: rows.length > limit && last !== undefined ? cursor(last) : null }
}

export const BAD_CURSOR: Refusal = refuse(
  'cursor_invalid',
  'Give the `next` of the page before as it was, or leave the cursor out to begin at the first page.',
)

/** The cursor of a list that has two parts, see `pageMayFirst`. */
function mayCursorOf<Key>({ part, after }: MayPlace<Key>, keyOf: (key: Key) => string): string {
  return after === undefined ? part : cursorOf(part, keyOf(after))
}

/** What `mayCursorOf` made; undefined when it is none. `keyFrom` reads the parts of the key. */
function mayPlaceOf<Key>(cursor: string, keyFrom: (key: string) => Key | undefined): MayPlace<Key> | undefined {
  const [part, ...rest] = cursor.split(JOIN)
  if (part !== 'may' && part !== 'rest') return undefined
  if (rest.length === 0) return { part, after: undefined }
  const after = keyFrom(rest.join(JOIN))
  return after === undefined ? undefined : { part, after }
}

/** Of a list that has first what somebody may do something about: the page behind a cursor, or the refusal of a cursor that is none. */
export async function answerMayPage<Row, Key, Json>(
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit?: string | undefined },
  key: { readonly text: (key: Key) => string; readonly from: (text: string) => Key | undefined },
  page: (asked: MayPageAsked<Key>) => Promise<MayPage<Row, Key>>,
  jsonOf: (row: Row) => Json,
): Promise<{ readonly data: Json[]; readonly next: string | null } | Refusal> {
  const from = cursor === undefined ? undefined : mayPlaceOf(cursor, key.from)
  if (cursor !== undefined && from === undefined) return BAD_CURSOR
  const { rows, next } = await page({ from, limit: limitOf(limit) })
  return { data: rows.map(jsonOf), next: next === undefined ? null : mayCursorOf(next, key.text) }
}

/** `none` for a text that is no instant of the years 1 to 9999: the database reads no others as they are written. */
export function instantOf(text: string | undefined): Temporal.Instant | 'none' | undefined {
  try {
    const instant = text === undefined ? undefined : Temporal.Instant.from(text)
    return instant === undefined || /^(?!0000)\d{4}-/.test(instant.toString()) ? instant : 'none'
  } catch {
    return 'none'
  }
}
