import type { Direction } from '../core/item.ts'
import { type CsvFile, createCsv, type DayWriter } from './day-writer.ts'

/** What the day's plan says must become of something. */
export type Outcome =
  /** Posted to its account, or for a prenotification, a change notice and the like: accepted with nothing to move. */
  | 'post'
  /** Excepted with the planted kind. */
  | 'except'
  /** Not accepted at the door: these bytes came before. */
  | 'refuse'
  /** Held with its batch or file until a person releases it. */
  | 'quarantine'

/** What moves when it posts: money on its own account, on the books of what we originated (returns), or nothing. */
export const MOVES = ['account', 'originations', 'nothing'] as const
export type Moves = (typeof MOVES)[number]

export type TruthScope = 'item' | 'batch' | 'file' | 'receipt' | 'claim'

/** One row of truth.csv. Every item of the day's files has one, and every batch, file, receipt or claim with a label of its own. */
export interface TruthRow {
  readonly path: string
  /** 0-based in the file, over all batches; for a claim its row in claims.csv, 0-based. Undefined for other scopes. */
  readonly seq: number | undefined
  readonly scope: TruthScope
  /** 0-based in the file. */
  readonly batch: number | undefined
  readonly account: string
  readonly direction: Direction | undefined
  readonly amountMinor: number
  readonly moves: Moves
  readonly outcome: Outcome
  /** The planted kind; empty for what is right. */
  readonly kind: string
  /** The kind that a near miss looks like; empty otherwise. */
  readonly near: string
}

/** What a plan says of one item beyond its fields. */
export interface Label {
  readonly outcome: Outcome
  readonly kind: string
  readonly near: string
}

export const CLEAN: Label = { outcome: 'post', kind: '', near: '' }

export function planted(kind: string): Label {
  return { outcome: 'except', kind, near: '' }
}

/** Looks like the kind and is right. */
export function nearMiss(kind: string): Label {
  return { outcome: 'post', kind: '', near: kind }
}

/** Looks like one kind and is another. */
export function plantedNear(kind: string, near: string): Label {
  return { outcome: 'except', kind, near }
}

/** Holds a whole batch or file. */
export function quarantined(kind: string): Label {
  return { outcome: 'quarantine', kind, near: '' }
}

export const TRUTH_COLUMNS = [
  'path',
  'seq',
  'scope',
  'batch',
  'account',
  'direction',
  'amount_minor',
  'moves',
  'outcome',
  'kind',
  'near',
] as const

/** Takes truth rows as the files are written. */
export interface TruthFile {
  add(row: TruthRow): void
  close(): void
}

export function createTruth(out: DayWriter): TruthFile {
  const csv: CsvFile = createCsv(out, 'truth.csv', TRUTH_COLUMNS)
  return { add: row => csv.row(cellsOf(row)), close: csv.close }
}

function cellsOf(row: TruthRow): readonly (string | number)[] {
  return [
    row.path,
    row.seq ?? '',
    row.scope,
    row.batch ?? '',
    row.account,
    row.direction ?? '',
    row.amountMinor,
    row.moves,
    row.outcome,
    row.kind,
    row.near,
  ]
}
