import type { AccountId, PostedChunk, ReversedChunk } from '../core/core-system.ts'
import { type LedgerEvent, ledgerEventOf, ledgerKey } from '../core/work/awaited.ts'
import { awaitedInLedger, insertCame } from '../store/awaited.ts'
import type { Transaction } from '../store/database.ts'
import type { Engine } from './engine.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/**
 * Everything that the engine posts goes through here, so that no event of the ledger passes whoever waits for it: it is told in the
 * transaction in which it happens, under the locks of its buckets. Where nobody waits for the ledger that is one look into an empty
 * index.
 */
export async function postChunk(engine: Engine, tx: Transaction, chunk: PostedChunk): Promise<void> {
  await engine.coreSystem.post(tx, chunk)
  await tellBalances(engine, tx, chunk.changes)
}

/** The same of a chunk that is taken back. */
export async function reverseChunk(engine: Engine, tx: Transaction, reversal: ReversedChunk): Promise<void> {
  await engine.coreSystem.reverse(tx, reversal)
  await tellBalances(engine, tx, reversal.changes)
}

/** Says that these items are in suspense no more, to whoever waits for one of them. The caller holds the locks of their buckets. */
export async function tellEnded(
  engine: Engine,
  tx: Transaction,
  items: readonly { readonly shard: number; readonly id: number }[],
): Promise<void> {
  if (items.length === 0) return
  const awaited = new Set((await awaitedEvents(engine, tx)).flatMap(one => (one.is === 'item' ? [one.itemId] : [])))
  if (awaited.size === 0) return
  const came = items.filter(one => awaited.has(one.id))
  await tell(
    engine,
    tx,
    came.map(({ shard, id }) => ({ shard, event: { is: 'item', itemId: id } })),
  )
}

/** Says which balances that somebody waits for the accounts of these buckets have, after they were loaded anew. */
export async function tellLoaded(engine: Engine, tx: Transaction, shards: ReadonlySet<number>): Promise<void> {
  const awaited = (await awaitedEvents(engine, tx)).filter(one => one.is === 'balance' && shards.has(one.account.shard))
  await tellReached(engine, tx, awaited)
}

async function tellBalances(engine: Engine, tx: Transaction, changes: readonly AccountId[]): Promise<void> {
  if (changes.length === 0) return
  const awaited = await awaitedEvents(engine, tx)
  if (awaited.length === 0) return
  const changed = new Set(changes.map(placeOf))
  await tellReached(
    engine,
    tx,
    awaited.filter(one => one.is !== 'item' && changed.has(placeOf(one.account))),
  )
}

/** Of what somebody waits for those that hold now. */
async function tellReached(engine: Engine, tx: Transaction, events: readonly LedgerEvent[]): Promise<void> {
  const accounts = events.flatMap(one => (one.is === 'balance' ? [one.account] : []))
  const found = accounts.length === 0 ? [] : await engine.coreSystem.accountsById(tx, accounts)
  const balances = new Map(found.map(one => [placeOf(one), one.balanceMinor]))
  const came = events.flatMap(event => {
    if (event.is === 'item') return []
    const isSo = event.is === 'posting' || (balances.get(placeOf(event.account)) ?? Number.NaN) >= event.amountMinor
    return isSo ? [{ shard: event.account.shard, event }] : []
  })
  await tell(engine, tx, came)
}

async function tell(
  engine: Engine,
  tx: Transaction,
  came: readonly { readonly shard: number; readonly event: LedgerEvent }[],
): Promise<void> {
  for (const [shard, own] of Map.groupBy(came, one => one.shard))
    await insertCame(tx, { shard, on: 'ledger', keys: own.map(one => ledgerKey(one.event)) }, engine.now())
}

async function awaitedEvents(engine: Engine, tx: Transaction): Promise<readonly LedgerEvent[]> {
  const keys = await awaitedInLedger(tx, shardsOf(queuesOf(engine).values()))
  return keys.flatMap(key => ledgerEventOf(key) ?? [])
}

function placeOf({ shard, id }: AccountId): string {
  return `${shard}/${id}`
}
