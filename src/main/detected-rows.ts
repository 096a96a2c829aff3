import { BUCKETS } from '../core/bucket.ts'
import { invariant } from '../core/invariant.ts'
import type { Engine } from '../engine/engine.ts'
import { orgShardOf } from '../engine/org-shard.ts'
import type { DetectedRow } from '../simulate/score.ts'
import { type DetectedItem, type DetectedUnit, detectedItems, detectedUnits } from '../store/detected.ts'
import type { DayReceipts } from './day-receipts.ts'

/** Everything a run made of a day, as the score reads it: items shard by shard, then batches, files, refused arrivals. */
export async function readDetected(
  engine: Engine,
  day: Pick<DayReceipts, 'paths' | 'refused' | 'claims'>,
  progress: (done: number, total: number) => void,
): Promise<readonly DetectedRow[]> {
  const { pool } = engine.database
  const orgShard = orgShardOf(engine)
  const files = [...day.paths.keys()]
  const rows: DetectedRow[] = []
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const items = await detectedItems(pool, orgShard + bucket, files)
    const numbers = await numbersOf(engine, orgShard + bucket, items)
    for (const item of items) rows.push(...rowsOfItem(item, pathOf(day, item.receiptId), numbers))
    progress(bucket + 1, BUCKETS)
  }
  for (const unit of await detectedUnits(pool, orgShard, [...files, ...day.claims.keys()])) {
    const row = day.claims.get(unit.receiptId)
    rows.push(row === undefined ? unitRow(unit, pathOf(day, unit.receiptId)) : claimRow(row, unit.kind))
  }
  for (const path of day.refused) rows.push(refusedRow(path))
  return rows
}

function pathOf({ paths }: Pick<DayReceipts, 'paths'>, receiptId: number): string {
  const path = paths.get(receiptId)
  invariant(path !== undefined, `receipt ${receiptId} was not asked for`)
  return path
}

function unitRow(unit: DetectedUnit, path: string): DetectedRow {
  return {
    ...NOTHING_POSTED,
    path,
    seq: undefined,
    scope: unit.scope,
    batch: unit.batch,
    kind: unit.kind,
    outcome: 'quarantine',
    decidedBy: whoOf(unit.decidedBy),
  }
}

function refusedRow(path: string): DetectedRow {
  return {
    ...NOTHING_POSTED,
    path,
    seq: undefined,
    scope: 'receipt',
    batch: undefined,
    kind: 'duplicate-file',
    outcome: 'refuse',
    decidedBy: 'person',
  }
}

const NOTHING_POSTED = { postedAccount: '', postedMinor: 0, direction: undefined } as const

function whoOf(decidedBy: 'person' | 'policy' | undefined): 'auto' | 'person' {
  return decidedBy === 'policy' ? 'auto' : 'person'
}

/** The numbers of the customers' accounts that items of one bucket posted to, by id. */
async function numbersOf(
  engine: Engine,
  shard: number,
  items: readonly DetectedItem[],
): Promise<ReadonlyMap<number, string>> {
  const posted = items.flatMap(({ postedAccount }) => (postedAccount === undefined ? [] : [postedAccount]))
  const ids = new Set(posted.filter(one => one.internal === undefined).map(one => one.id))
  const wanted = [...ids].map(id => ({ shard, id }))
  const accounts = await engine.coreSystem.accountsById(engine.database.pool, wanted)
  return new Map(accounts.map(account => [account.id, account.number]))
}

/** The item's row, and the row of the claim that hangs on it. */
function rowsOfItem(item: DetectedItem, path: string, numbers: ReadonlyMap<number, string>): readonly DetectedRow[] {
  const amountMinor = item.postedMinor ?? 0
  const row: DetectedRow = {
    path,
    seq: item.seq,
    scope: 'item',
    batch: undefined,
    kind: item.claimRow === undefined ? (item.kind ?? '') : '',
    outcome: item.held ? 'quarantine' : item.kind === undefined || item.claimRow !== undefined ? 'post' : 'except',
    decidedBy: whoOf(item.decidedBy),
    postedAccount: item.postedAccount?.internal ?? numbers.get(item.postedAccount?.id ?? -1) ?? '',
    postedMinor: Math.abs(amountMinor),
    direction: amountMinor < 0 ? 'debit' : amountMinor > 0 ? 'credit' : item.direction,
  }
  if (item.claimRow === undefined) return [row]
  return [row, claimRow(item.claimRow, item.kind ?? '')]
}

/** What became of a claim, by its row in the file of claims. */
function claimRow(seq: number, kind: string): DetectedRow {
  return {
    ...NOTHING_POSTED,
    path: 'claims.csv',
    seq,
    scope: 'claim',
    batch: undefined,
    kind,
    outcome: 'except',
    decidedBy: 'person',
  }
}
