import { BUCKETS, shardOf } from '../core/bucket.ts'
import type { Engine } from '../engine/engine.ts'
import type { DetectedRow } from '../simulate/score.ts'
import { type DetectedItem, detectedItems, detectedUnits, refusedNames } from '../store/detected.ts'

/** Everything a run made of a day, as the score reads it: items shard by shard, then batches, files, refused arrivals. */
export async function readDetected(
  engine: Engine,
  progress: (done: number, total: number) => void,
): Promise<readonly DetectedRow[]> {
  const { pool } = engine.database
  const orgShard = shardOf(engine.institution.orgId, 0)
  const rows: DetectedRow[] = []
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const items = await detectedItems(pool, orgShard + bucket, orgShard)
    const numbers = await numbersOf(engine, orgShard + bucket, items)
    for (const item of items) rows.push(...rowsOfItem(item, numbers))
    progress(bucket + 1, BUCKETS)
  }
  for (const unit of await detectedUnits(pool, orgShard)) {
    if (unit.claimRow !== undefined) {
      rows.push(claimRow(unit.claimRow, unit.kind))
      continue
    }
    rows.push({
      ...NOTHING_POSTED,
      path: unit.name,
      seq: undefined,
      scope: unit.scope,
      batch: unit.batch,
      kind: unit.kind,
      outcome: 'quarantine',
      decidedBy: whoOf(unit.decidedBy),
    })
  }
  for (const name of await refusedNames(pool, orgShard)) {
    // An archive's member is refused under `archive!member`; the plan knows the archive.
    const path = name.split('!')[0] ?? name
    rows.push({
      ...NOTHING_POSTED,
      path,
      seq: undefined,
      scope: 'receipt',
      batch: undefined,
      kind: 'duplicate-file',
      outcome: 'refuse',
      decidedBy: 'person',
    })
  }
  return rows
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
function rowsOfItem(item: DetectedItem, numbers: ReadonlyMap<number, string>): readonly DetectedRow[] {
  const amountMinor = item.postedMinor ?? 0
  const row: DetectedRow = {
    path: item.name,
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
