/** Where a list goes on: among what somebody may do something about, or among the rest behind that; behind a row, or where the part begins. */
export interface MayPlace<Key> {
  readonly part: 'may' | 'rest'
  readonly after: Key | undefined
}

/** A list of everybody's work in its own order, as one person sees it. */
export interface MayList<Row, Key> {
  /** The rows behind a key, as many as are asked for where there are so many. */
  readonly read: (after: Key | undefined, limit: number) => Promise<readonly Row[]>
  readonly keyOf: (row: Row) => Key
  /** Whether this person may do something about it. */
  readonly may: (row: Row) => boolean
}

export interface MayPage<Row, Key> {
  readonly rows: readonly Row[]
  /** Undefined where nothing comes behind it. */
  readonly next: MayPlace<Key> | undefined
}

/** Read at once. */
const CHUNK = 500
/** Looked at for one page: where they were not enough to fill it, it ends early and the next one goes on. */
const LOOKED_AT_MAX = 5_000

/**
 * One page of what somebody may do something about, in the order of the list, and behind all of that of the rest in the same order.
 * Who may is asked of every row before any is cut off, so that nobody's own work is hidden behind that of others, however much that is.
 */
export async function pageMayFirst<Row, Key>(
  list: MayList<Row, Key>,
  from: MayPlace<Key> | undefined,
  limit: number,
): Promise<MayPage<Row, Key>> {
  const rows: Row[] = []
  let at: MayPlace<Key> = from ?? { part: 'may', after: undefined }
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += CHUNK) {
    const some = await list.read(at.after, CHUNK)
    for (const row of some) {
      const isOf = list.may(row) === (at.part === 'may')
      if (isOf && rows.length === limit) return { rows, next: at }
      if (isOf) rows.push(row)
      at = { ...at, after: list.keyOf(row) }
    }
    if (some.length === CHUNK) continue
    if (at.part === 'rest') return { rows, next: undefined }
    at = { part: 'rest', after: undefined }
  }
  return { rows, next: at }
}

/** Which page of such a list. */
export interface MayPageAsked<Key> {
  readonly from: MayPlace<Key> | undefined
  readonly limit: number
}

const PAGE_MAX = 500

/** Every page of a list, one after the other: for a terminal. */
export async function everyPage<Row, Key>(
  page: (asked: MayPageAsked<Key>) => Promise<MayPage<Row, Key>>,
): Promise<readonly Row[]> {
  const all: Row[] = []
  let from: MayPlace<Key> | undefined
  do {
    const { rows, next } = await page({ from, limit: PAGE_MAX })
    all.push(...rows)
    from = next
  } while (from !== undefined)
  return all
}
