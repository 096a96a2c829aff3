import type { Direction } from '../core/item.ts'
import { MOVES, type Moves, type Outcome, type TruthRow, type TruthScope } from './truth.ts'

/** Where something is in a day: the file, and the item, batch or claim in it. */
export type Place = Pick<TruthRow, 'path' | 'seq' | 'scope' | 'batch'>

/** The truth of a day by place, packed: some sixty bytes an item. Remembers what was seen of it and what was found. */
export interface TruthTable {
  /** True for files that the truth has rows of; history has none. */
  knows(path: string): boolean
  find(place: Place): TruthEntry | undefined
  /** Walks what `see` was not called for. */
  forEachUnseen(visit: (entry: TruthEntry) => void): void
  /** Walks the planted for which `find` was not called. */
  forEachUnfound(visit: (entry: TruthEntry) => void): void
  /** How often each kind is planted. */
  readonly planted: ReadonlyMap<string, number>
  readonly items: number
}

export interface TruthEntry {
  readonly scope: TruthScope
  readonly outcome: Outcome
  readonly kind: string
  readonly amountMinor: number
  readonly direction: Direction | undefined
  readonly moves: Moves
  /** `path#seq`, `path batch 3` or the path. */
  readonly at: string
  isAccount(number: string): boolean
  isSeen(): boolean
  see(): void
  find(): void
}

export function createTruthTable(rows: Iterable<TruthRow>): TruthTable {
  const files = new Map<string, FilePlaces>()
  const packed = createPackedRows()
  const planted = new Map<string, number>()
  let items = 0
  for (const row of rows) {
    const places = files.get(row.path) ?? createFilePlaces()
    files.set(row.path, places)
    places.put(row, packed.add(row))
    if (row.kind !== '') planted.set(row.kind, (planted.get(row.kind) ?? 0) + 1)
    if (row.scope === 'item') items += 1
  }
  const walk = (wanted: (index: number) => boolean, visit: (entry: TruthEntry) => void) => {
    for (const [path, places] of files) {
      places.forEach((place, index) => {
        if (wanted(index)) visit(packed.entry(index, placeText({ path, ...place })))
      })
    }
  }
  return {
    knows: path => files.has(path),
    find: place => {
      const index = files.get(place.path)?.indexOf(place)
      return index === undefined ? undefined : packed.entry(index, placeText(place))
    },
    forEachUnseen: visit => walk(index => !packed.isSeen(index), visit),
    forEachUnfound: visit => walk(index => packed.isPlanted(index) && !packed.isFound(index), visit),
    planted,
    items,
  }
}

/** How a place is named to people. */
export function placeText({ path, seq, scope, batch }: Place): string {
  if (scope === 'item' || scope === 'claim') return `${path}#${seq}`
  return scope === 'batch' ? `${path} batch ${batch}` : path
}

/** Which packed row stands for which place of one file. A file and its receipt are one place: the whole. */
interface FilePlaces {
  put(place: Place, index: number): void
  indexOf(place: Place): number | undefined
  forEach(visit: (place: Omit<Place, 'path'>, index: number) => void): void
}

function createFilePlaces(): FilePlaces {
  const parts = { item: createNumbers(), claim: createNumbers(), batch: createNumbers(), whole: createNumbers() }
  const listOf = (scope: TruthScope) => parts[scope === 'file' || scope === 'receipt' ? 'whole' : scope]
  const within = ({ scope, seq, batch }: Place) => (scope === 'batch' ? (batch ?? 0) : (seq ?? 0))
  return {
    // Stored one higher, so that 0 is a place without a row.
    put: (place, index) => listOf(place.scope).set(within(place), index + 1),
    indexOf: place => {
      const stored = listOf(place.scope).get(within(place))
      return stored === 0 ? undefined : stored - 1
    },
    forEach: visit => {
      const each = (list: Numbers, place: (at: number) => Omit<Place, 'path'>) => {
        for (let at = 0; at < list.length(); at++) if (list.get(at) !== 0) visit(place(at), list.get(at) - 1)
      }
      each(parts.item, seq => ({ scope: 'item', seq, batch: undefined }))
      each(parts.claim, seq => ({ scope: 'claim', seq, batch: undefined }))
      each(parts.batch, batch => ({ scope: 'batch', seq: undefined, batch }))
      each(parts.whole, () => ({ scope: 'file', seq: undefined, batch: undefined }))
    },
  }
}

const SCOPES: readonly TruthScope[] = ['item', 'batch', 'file', 'receipt', 'claim']
const OUTCOMES: readonly Outcome[] = ['post', 'except', 'refuse', 'quarantine']
const DIRECTIONS: readonly (Direction | undefined)[] = [undefined, 'debit', 'credit']
const SEEN = 1
const FOUND = 2

/** Rows as columns of numbers. */
function createPackedRows() {
  const [scopes, outcomes, directions, moves] = [createNumbers(), createNumbers(), createNumbers(), createNumbers()]
  const [kinds, minors, accounts, marks] = [createNumbers(), createNumbers(), createNumbers(), createNumbers()]
  const kindNames: string[] = ['']
  const kindIds = new Map([['', 0]])
  const idOfKind = (kind: string) => {
    const id = kindIds.get(kind) ?? kindNames.push(kind) - 1
    kindIds.set(kind, id)
    return id
  }
  let count = 0
  return {
    add: (row: TruthRow) => {
      scopes.set(count, SCOPES.indexOf(row.scope))
      outcomes.set(count, OUTCOMES.indexOf(row.outcome))
      directions.set(count, DIRECTIONS.indexOf(row.direction))
      moves.set(count, MOVES.indexOf(row.moves))
      kinds.set(count, idOfKind(row.kind))
      minors.set(count, row.amountMinor)
      accounts.set(count, hashOfText(row.account))
      return count++
    },
    isSeen: (index: number) => (marks.get(index) & SEEN) !== 0,
    isFound: (index: number) => (marks.get(index) & FOUND) !== 0,
    isPlanted: (index: number) => kinds.get(index) !== 0,
    entry: (index: number, at: string): TruthEntry => ({
      scope: SCOPES[scopes.get(index)]!,
      outcome: OUTCOMES[outcomes.get(index)]!,
      direction: DIRECTIONS[directions.get(index)],
      moves: MOVES[moves.get(index)]!,
      kind: kindNames[kinds.get(index)]!,
      amountMinor: minors.get(index),
      at,
      isAccount: number => accounts.get(index) === hashOfText(number),
      isSeen: () => (marks.get(index) & SEEN) !== 0,
      see: () => marks.set(index, marks.get(index) | SEEN),
      find: () => marks.set(index, marks.get(index) | FOUND),
    }),
  }
}

/** A list of numbers that grows; 0 where nothing was set. */
interface Numbers {
  get(at: number): number
  set(at: number, value: number): void
  length(): number
}

function createNumbers(): Numbers {
  let values = new Float64Array(0)
  let length = 0
  return {
    get: at => values[at] ?? 0,
    set: (at, value) => {
      if (at >= values.length) {
        const grown = new Float64Array(Math.max(4, at + 1, values.length * 2))
        grown.set(values)
        values = grown
      }
      values[at] = value
      length = Math.max(length, at + 1)
    },
    length: () => length,
  }
}

/** 53 bits of a text: account numbers of a day never share one but by a chance of one in a billion. */
function hashOfText(text: string): number {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let at = 0; at < text.length; at++) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(at), 0x5bd1e995) + (low >>> 15)
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
}
