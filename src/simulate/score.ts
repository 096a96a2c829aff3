import type { Direction } from '../core/item.ts'
import type { Outcome, TruthRow, TruthScope } from './truth.ts'
import { createTruthTable, placeText, type TruthEntry, type TruthTable } from './truth-table.ts'

/** What became of an item, batch, file, receipt or claim in a run: one row for each item, and one for each wider exception. */
export interface DetectedRow {
  readonly path: string
  /** As in the truth: 0-based in the file, for a claim its row in claims.csv; undefined for other scopes. */
  readonly seq: number | undefined
  readonly scope: TruthScope
  readonly batch: number | undefined
  /** The kind of the exception; empty when there is none. */
  readonly kind: string
  /** `except` also when the exception has been returned since. */
  readonly outcome: Outcome
  /** Who decides the exception: a policy sends its return by itself. `person` where there is none. */
  readonly decidedBy: 'auto' | 'person'
  /** The account and amount that it was posted with; empty and 0 when it was not, or nothing moved. `~` begins the numbers of the bank's own books. */
  readonly postedAccount: string
  readonly postedMinor: number
  readonly direction: Direction | undefined
}

export interface KindScore {
  readonly kind: string
  readonly planted: number
  readonly found: number
  readonly missed: number
  /** Raised where the plan has another kind, or none. */
  readonly false: number
  /** Found of planted, 0 to 1; 1 where nothing was planted. */
  readonly recall: number
  /** Found of raised, 0 to 1; 1 where nothing was raised. */
  readonly precision: number
  /** Where, as `path#seq`, at most five of each. */
  readonly missed_at: readonly string[]
  readonly false_at: readonly string[]
}

/** How a run did against the plan of its day. Names as the command prints them. */
export interface Score {
  readonly kinds: readonly KindScore[]
  /** Items of the plan. */
  readonly items: number
  /** Cents posted or sent back by themselves that should not have been, or to the wrong account, or of the wrong amount. */
  readonly cents_wrong: number
  /** Items to be posted or excepted of which the run says nothing. */
  readonly lost: number
  /** At most twenty, as `path#seq: why`. */
  readonly wrong_at: readonly string[]
  readonly holds: boolean
}

/** The bars: recall and precision of every kind, nothing lost, not a cent wrong. */
export const RECALL_MIN = 0.999
export const PRECISION_MIN = 0.99

/**
 * Holds what a run detected against the truth. Both may come in any order and are read once; a million items take some
 * tens of megabytes. Rows of files that the truth does not know (history) are left out of account.
 */
export function score(truth: Iterable<TruthRow>, detected: Iterable<DetectedRow>): Score {
  const table = createTruthTable(truth)
  const tally = createTally()
  for (const row of detected) {
    if (!table.knows(row.path)) continue
    scoreRow(row, table.find(row), tally)
  }
  table.forEachUnseen(entry => scoreUnseen(entry, tally))
  table.forEachUnfound(entry => tally.missed(entry.kind, entry.at))
  return summary(table, tally)
}

function scoreRow(row: DetectedRow, entry: TruthEntry | undefined, tally: ScoreTally): void {
  const at = placeText(row)
  if (entry === undefined) {
    if (row.kind !== '') tally.raisedFalsely(row.kind, at)
    if (row.outcome === 'post') tally.wrong(row.postedMinor, at, 'posted, and there is no such item')
    return
  }
  const isAgain = entry.isSeen()
  entry.see()
  if (row.kind !== '') {
    if (row.kind === entry.kind) entry.find()
    else tally.raisedFalsely(row.kind, at)
  }
  if (row.scope !== 'item') return
  if (isAgain && row.outcome === 'post') tally.wrong(row.postedMinor, at, 'posted twice')
  else scoreMoney(row, entry, tally)
}

/** Only what happened without a person counts: a posting, or a return that a policy sent. */
function scoreMoney(row: DetectedRow, entry: TruthEntry, tally: ScoreTally): void {
  const { at } = entry
  if (row.outcome === 'except') {
    if (row.decidedBy === 'auto' && row.kind !== entry.kind)
      tally.wrong(entry.amountMinor, at, `sent back as ${row.kind}`)
    return
  }
  if (row.outcome !== 'post') return
  if (entry.outcome === 'post') scorePosting(row, entry, tally)
  else tally.wrong(row.postedMinor, at, `posted, and the plan says ${entry.outcome} ${entry.kind}`)
}

/** The right amount the right way on the right account. Of an amount that is wrong only the difference counts. */
function scorePosting(row: DetectedRow, entry: TruthEntry, tally: ScoreTally): void {
  const { at } = entry
  const dueMinor = entry.moves === 'nothing' ? 0 : entry.amountMinor
  if (row.postedMinor !== dueMinor) tally.wrong(Math.abs(row.postedMinor - dueMinor), at, 'posted with another amount')
  else if (dueMinor === 0) return
  else if (!isRightAccount(row, entry)) tally.wrong(dueMinor, at, 'posted to another account')
  else if (row.direction !== entry.direction) tally.wrong(dueMinor, at, 'posted the other way')
}

/** Returns of what we originated move an account of our own books, whose number no customer's has. */
function isRightAccount({ postedAccount }: DetectedRow, entry: TruthEntry): boolean {
  return entry.moves === 'originations' ? postedAccount.startsWith(OWN_BOOKS) : entry.isAccount(postedAccount)
}

const OWN_BOOKS = '~'

/** What is held with an unreadable batch may never have been seen as an item; everything else must have been. */
function scoreUnseen(entry: TruthEntry, tally: ScoreTally): void {
  if (entry.scope === 'item' && (entry.outcome === 'post' || entry.outcome === 'except')) tally.lost(entry.at)
}

interface ScoreTally {
  readonly byKind: Map<string, { false: number; missed: number; missedAt: string[]; falseAt: string[] }>
  readonly sums: { centsWrong: number; lost: number; readonly wrongAt: string[] }
  raisedFalsely(kind: string, at: string): void
  missed(kind: string, at: string): void
  wrong(minor: number, at: string, why: string): void
  lost(at: string): void
}

const EXAMPLES_MAX = 5
const WRONG_EXAMPLES_MAX = 20

function createTally(): ScoreTally {
  const byKind: ScoreTally['byKind'] = new Map()
  const sums: ScoreTally['sums'] = { centsWrong: 0, lost: 0, wrongAt: [] }
  const of = (kind: string) => {
    const known = byKind.get(kind) ?? { false: 0, missed: 0, missedAt: [], falseAt: [] }
    byKind.set(kind, known)
    return known
  }
  const example = (list: string[], max: number, text: string) => {
    if (list.length < max) list.push(text)
  }
  return {
    byKind,
    sums,
    raisedFalsely: (kind, at) => {
      of(kind).false += 1
      example(of(kind).falseAt, EXAMPLES_MAX, at)
    },
    missed: (kind, at) => {
      of(kind).missed += 1
      example(of(kind).missedAt, EXAMPLES_MAX, at)
    },
    wrong: (minor, at, why) => {
      sums.centsWrong += minor
      example(sums.wrongAt, WRONG_EXAMPLES_MAX, `${at}: ${why}`)
    },
    lost: at => {
      sums.lost += 1
      example(sums.wrongAt, WRONG_EXAMPLES_MAX, `${at}: nothing is known of it`)
    },
  }
}

function summary(table: TruthTable, tally: ScoreTally): Score {
  const names = new Set([...table.planted.keys(), ...tally.byKind.keys()])
  const kinds = [...names].sort().map(kind => kindScore(kind, table.planted.get(kind) ?? 0, tally))
  const { centsWrong, lost, wrongAt } = tally.sums
  const isGood = kinds.every(({ recall, precision }) => recall >= RECALL_MIN && precision >= PRECISION_MIN)
  return {
    kinds,
    items: table.items,
    cents_wrong: centsWrong,
    lost,
    wrong_at: wrongAt,
    holds: isGood && centsWrong === 0 && lost === 0,
  }
}

function kindScore(kind: string, planted: number, tally: ScoreTally): KindScore {
  const {
    false: falsely,
    missed,
    missedAt,
    falseAt,
  } = tally.byKind.get(kind) ?? { false: 0, missed: 0, missedAt: [], falseAt: [] }
  const found = planted - missed
  const raised = found + falsely
  return {
    kind,
    planted,
    found,
    missed,
    false: falsely,
    recall: planted === 0 ? 1 : found / planted,
    precision: raised === 0 ? 1 : found / raised,
    missed_at: missedAt,
    false_at: falseAt,
  }
}
