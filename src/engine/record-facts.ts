import { shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { type AccountLine, loadAccounts } from '../store/account.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents, type EventKind } from '../store/event.ts'
import { type FactLine, insertFacts } from '../store/fact.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'

/** Loads accounts from the core system; repeating a load changes nothing but what differs. */
export async function recordAccounts(engine: Engine, lines: readonly AccountLine[]): Promise<number> {
  return inBulk(engine.database, async tx => {
    const loaded = await loadAccounts(tx, lines)
    await recordLoad(engine, tx, 'accounts_loaded', loaded)
    return loaded
  })
}

/** Adds facts that the packs look up: stops, issued checks, what was originated. */
export async function recordFacts(engine: Engine, facts: readonly FactLine[]): Promise<void> {
  await inBulk(engine.database, async tx => {
    await insertFacts(tx, facts)
    await recordLoad(engine, tx, 'facts_loaded', facts.length)
  })
}

async function recordLoad(engine: Engine, tx: Transaction, kind: EventKind, rows: number): Promise<void> {
  const shard = shardOf(engine.institution.orgId, 0)
  const now = engine.now()
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  await lockBuckets(tx, [shard])
  await appendEvents(
    tx,
    new Map([[shard, [{ kind, actor: ENGINE_ACTOR, subject: engine.institution.orgId, body: { rows } }]]]),
    { day, at: now },
  )
}
