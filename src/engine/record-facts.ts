import { BUCKETS, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { type AccountLine, loadAccounts } from '../store/account.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { addFacts, type FactLine } from '../store/fact.ts'
import { sealShards } from '../store/seal.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { tellLoaded } from './post-chunk.ts'

/** A load from the core system, all or nothing: what is wrong further down takes back what stood above it. */
export interface Load {
  /** Accounts as they stand now; of what is loaded twice the later counts. Gives how many there were. */
  accounts(lines: readonly AccountLine[]): Promise<number>
  /** What packs look up: stops, issued checks, what was originated. Gives how many were new: what is known already stays as it is. */
  facts(facts: readonly FactLine[]): Promise<number>
}

/**
 * Runs `work` in one transaction with every bucket of the institution locked: no item is decided between two lines of a
 * load, and two loads follow one another. When `work` throws, nothing was loaded.
 */
export async function recordLoad(engine: Engine, work: (load: Load) => Promise<void>): Promise<void> {
  const { orgId } = engine.institution
  await inBulk(engine.database, async tx => {
    await lockBuckets(
      tx,
      Array.from({ length: BUCKETS }, (_, bucket) => shardOf(orgId, bucket)),
    )
    const counts = { accounts_loaded: 0, facts_loaded: 0 }
    const touched = { accounts_loaded: new Set<number>(), facts_loaded: new Set<number>() }
    const given = { accounts_loaded: 0, facts_loaded: 0 }
    await work({
      async accounts(lines) {
        given.accounts_loaded += lines.length
        for (const { shard } of lines) touched.accounts_loaded.add(shard)
        counts.accounts_loaded += await loadAccounts(tx, lines)
        return lines.length
      },
      async facts(facts) {
        for (const { shard } of facts) touched.facts_loaded.add(shard)
        const added = await addFacts(tx, facts)
        given.facts_loaded += facts.length
        counts.facts_loaded += added
        return added
      },
    })
    await tellLoaded(engine, tx, touched.accounts_loaded)
    for (const kind of ['accounts_loaded', 'facts_loaded'] as const)
      if (given[kind] > 0)
        await recordLoaded(engine, tx, kind, { rows: counts[kind], given: given[kind], shards: [...touched[kind]] })
  })
}

/** Loads accounts from the core system; repeating a load changes nothing but what differs. */
export async function recordAccounts(engine: Engine, lines: readonly AccountLine[]): Promise<void> {
  await recordLoad(engine, async load => void (await load.accounts(lines)))
}

/** Adds facts that the packs look up. */
export async function recordFacts(engine: Engine, facts: readonly FactLine[]): Promise<void> {
  await recordLoad(engine, async load => void (await load.facts(facts)))
}

async function recordLoaded(
  engine: Engine,
  tx: Transaction,
  kind: 'accounts_loaded' | 'facts_loaded',
  { shards, ...body }: { readonly rows: number; readonly given: number; readonly shards: readonly number[] },
): Promise<void> {
  const shard = orgShardOf(engine)
  const now = engine.now()
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  const event = { kind, actor: ENGINE_ACTOR, subject: engine.institution.orgId, body }
  const sealed = await sealShards(tx, kind === 'accounts_loaded' ? 'accounts' : 'facts', shards)
  await appendEvents(tx, new Map([[shard, [event, sealed]]]), { day, at: now })
}
