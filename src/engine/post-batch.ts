import { BUCKETS } from '../core/bucket.ts'
import { dateOfDayNumber, dayNumber } from '../core/calendar/day.ts'
import type { LedgerAccount } from '../core/core-system.ts'
import { invariant } from '../core/invariant.ts'
import { refuseAsked, type Transfer, type TransferAnswer } from '../core/transfer.ts'
import { decideTransfers, type NewTransfer, placeOf, type TransferFacts } from '../core/transfer-batch.ts'
import { transferId } from '../core/transfer-id.ts'
import { changesOf, legsOf } from '../core/transfer-legs.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { type ChainEnd, chainEnd, eventWrites } from '../store/event.ts'
import { changedTogether } from '../store/one-trip.ts'
import { outboxWrite } from '../store/outbox.ts'
import type { Runner } from '../store/statement.ts'
import {
  hashOfLegs,
  hashOfTransfers,
  KeyClaimedMeanwhile,
  legWrites,
  shardOfKey,
  transfersByKey,
  transferWrite,
} from '../store/transfer.ts'
import { inGatheredRequest } from '../store/write-request.ts'
import { firstOpenDay } from './closed-days.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { postChunk } from './post-chunk.ts'

/** What a batch is posted with beside the engine. */
export interface BatchBooks {
  /** Ids of the clearing accounts, by shard: they never change. */
  readonly clearing: ReadonlyMap<number, number>
  /** Posting day, days since 1970-01-01; its month is there and the next ones. On a closed day it is the next that is open. */
  readonly day: number
}

/**
 * Posts transfers in the order in which they are given, in one transaction: locks their buckets, decides, and writes claims, entries,
 * balances, the outbox and one event for all of them. An answer for each, in order. Of a transaction that does not commit nothing
 * happened. Throws `KeyClaimedMeanwhile` when another transaction took a key first: it is then done again.
 *
 * The event stands in the chain of one of the buckets it moves money in and tells of the rows of all: a link for each would be as
 * many rows as the postings themselves (decisions/0022).
 */
export async function postBatch(
  engine: Engine,
  asked: readonly Transfer[],
  books: BatchBooks,
): Promise<readonly TransferAnswer[]> {
  const { currency, orgId } = engine.institution
  const sound = asked.filter(transfer => refuseAsked(transfer, currency) === undefined)
  invariant(
    sound.every(({ from, to }) => isOurs(orgId, from.shard) && isOurs(orgId, to.shard)),
    'accounts are looked for in the shards of the institution that asks',
  )
  const [first] = sound
  if (first === undefined) return decideTransfers(asked, nothingKnown(currency)).answers
  return inGatheredRequest(engine.database, orgId, {
    first: run => lockedFor(engine, run, sound, { day: books.day, shard: first.from.shard }),
    work: async (tx, locked) => {
      const decided = decideTransfers(asked, await factsOf(engine, tx, sound, locked))
      if (decided.fresh.length > 0) await keep(engine, tx, decided.fresh, { ...locked, clearing: books.clearing })
      engine.step('transfers written')
      return decided.answers
    },
  })
}

/** What stands when the buckets are locked. */
interface Locked {
  readonly day: number
  readonly end: ChainEnd
  readonly known: TransferFacts['known']
}

/** Locks the buckets in their order, and reads what the lock keeps as it is; the event is to stand in the chain of that shard. */
async function lockedFor(
  engine: Engine,
  run: Runner,
  sound: readonly Transfer[],
  wanted: { readonly day: number; readonly shard: number },
): Promise<Locked> {
  const { currency, orgId } = engine.institution
  const shards = [...new Set(sound.flatMap(({ from, to }) => [from.shard, to.shard]))].sort((a, b) => a - b)
  const keys = [...new Set(sound.map(transfer => transfer.key))]
  const [, day, end, known] = await Promise.all([
    lockShards(run, shards),
    firstOpenDay(engine, run, dateOfDayNumber(wanted.day)),
    chainEnd(run, wanted.shard),
    transfersByKey(run, orgId, keys, currency),
  ])
  return { day: dayNumber(day), end, known }
}

/** What is asked wrongly needs no facts. */
function nothingKnown(currency: string): TransferFacts {
  return { currency, accounts: new Map(), known: new Map(), day: '', idOf: () => 0 }
}

function isOurs(orgId: number, shard: number): boolean {
  return Math.floor(shard / BUCKETS) === orgId
}

async function factsOf(
  engine: Engine,
  tx: Transaction,
  sound: readonly Transfer[],
  { day, end, known }: Locked,
): Promise<TransferFacts> {
  const wanted = new Map(sound.flatMap(({ from, to }) => [from, to]).map(account => [placeOf(account), account]))
  const found = await engine.coreSystem.accounts(tx, [...wanted.values()])
  const accounts = new Map<string, LedgerAccount>(found.map(account => [placeOf(account), account]))
  const place = { bucket: end.shard % BUCKETS, event: end.nextEvent }
  const idOf = (index: number) => transferId({ ...place, index })
  return { currency: engine.institution.currency, accounts, known, day: dateOfDayNumber(day).toString(), idOf }
}

async function keep(
  engine: Engine,
  tx: Transaction,
  fresh: readonly NewTransfer[],
  { day, end, clearing }: BatchBooks & { readonly end: ChainEnd },
): Promise<void> {
  const { orgId } = engine.institution
  const clearingIn = (shard: number) => {
    const id = clearing.get(shard)
    invariant(id !== undefined, `shard ${shard} has no clearing account; open the institution first`)
    return id
  }
  const legs = fresh.flatMap(made => legsOf(made, clearingIn))
  const first = fresh[0]?.id ?? 0
  const rows = { transfers: fresh.length, transfersSha256: hashOfTransfers(orgId, day, fresh) }
  const body = { ...rows, postings: legs.length, postingsSha256: hashOfLegs(day, legs) }
  const event = { kind: 'transfers_posted', actor: ENGINE_ACTOR, subject: first, body } as const
  const moves =
    legs.length === 0 ? [] : [...legWrites(day, legs), outboxWrite(fresh.flatMap(made => toldOf(orgId, made)))]
  const [claimed] = await changedTogether(tx, [
    transferWrite(orgId, day, fresh),
    ...moves,
    ...eventWrites(end, [event], { day, at: engine.now() }),
  ])
  if (claimed !== fresh.length) throw new KeyClaimedMeanwhile('a key was claimed by another transaction')
  if (legs.length === 0) return
  await postChunk(engine, tx, { key: `transfers ${first}`, day, changes: changesOf(legs) })
}

function toldOf(orgId: number, { id, accounts, transfer }: NewTransfer) {
  if (accounts === undefined) return []
  const { key } = transfer
  return [{ shard: accounts.from.shard, transferId: id, transferShard: shardOfKey(orgId, key), transferKey: key }]
}
