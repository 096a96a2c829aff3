import { accountHere } from '../core/account-here.ts'
import type { Act } from '../core/authority/act.ts'
import { shardOf } from '../core/bucket.ts'
import type { BulkMember, BulkOutcome } from '../core/bulk/bulk-act.ts'
import { type FeeBefore, withFeesBefore } from '../core/fee.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Transaction } from '../store/database.ts'
import type { StoredException } from '../store/exception.ts'
import { pageExceptions } from '../store/exception-page.ts'
import { type Hindrance, hindrancesOf } from '../store/items-of-exceptions.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type WorthBefore, worthAfter } from './adjustment-facts.ts'
import type { Decider } from './authorise-decision.ts'
import { type BulkAuthority, bulkAuthority, type JudgedOne } from './bulk-authority.ts'
import type { BulkSelection } from './bulk-selection.ts'
import { firstOpenDay } from './closed-days.ts'
import { feeKeys, keysOf } from './decision-keys.ts'
import type { Engine } from './engine.ts'
import { inChunks } from './in-chunks.ts'
import { hashOf, whyNothing } from './preview-resolution.ts'
import { noSources, readDecidables, refusedUnreadable } from './read-decidables.ts'
import { bookingDay, type Decidable, type KnownFacts, resolutionFacts } from './resolution-facts.ts'
import { heldBy, KEYED_BLIND } from './resolve-exception.ts'
import { secondKeyFor, secondKeySentence } from './second-key-for.ts'
import { shardOfQueue } from './settle-case.ts'

/**
 * The exceptions that are chosen, the smallest first, because sums add up in this order: what is over a limit by itself keeps nothing
 * from being done that is not. None where something else is chosen.
 */
export async function matching(
  engine: Engine,
  selection: BulkSelection,
  limit: number,
): Promise<readonly StoredException[]> {
  if (selection.by !== 'exceptions') return []
  const { orgId } = engine.institution
  const all = await inReadRequest(engine.database, orgId, tx =>
    pageExceptions(tx, shardOf(orgId, 0), { ...selection.filter, limit }),
  )
  return all.toSorted((a, b) => worthOf(a) - worthOf(b))
}

/** What one of many is worth. Minor units. */
export function worthOf({ value }: Pick<StoredException, 'value'>): number {
  return value.debitMinor + value.creditMinor
}

/** What a resolution would do to each of them now, decided by the functions that decide one. */
export async function judgeExceptions(
  engine: Engine,
  of: {
    readonly by: Decider
    readonly asked: ResolutionAsked
    readonly all: readonly StoredException[]
    readonly chunk: number
  },
): Promise<readonly BulkMember[]> {
  const { by, asked, all, chunk } = of
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const authorityOf = (act: Act) => inReadRequest(engine.database, orgId, tx => bulkAuthority(engine, tx, { by, act }))
  const authority = await authorityOf(asked.resolution)
  const waiving = asked.waiver === undefined ? undefined : await authorityOf('waive')
  const fees: FeeBefore[] = []
  const before: WorthBefore[] = []
  const act = { by, asked, authority, waiving, fees, before }
  const sources = noSources()
  return inChunks(engine, all, chunk, async (tx, some) => {
    const { decidables, unreadable } = await readDecidables(engine, tx, some, sources)
    const known = await knownFacts(engine, tx, some, decidables)
    const queued = some.map(({ shard, id, queue }) => ({ shard, id, queueShard: shardOfQueue(engine, queue) }))
    const hindrances = await hindrancesOf(tx, queued, { orgShard, now: engine.now() })
    const judged: BulkMember[] = []
    for (const exception of some) {
      const { shard, id: itemId, value } = exception
      const decidable = decidables.get(itemId)
      const read = { decidable, unreadable: unreadable.get(itemId) }
      const found = { exception, ...read, known: known.get(itemId), hindrance: hindrances.get(itemId) }
      judged.push({ shard, itemId, value, outcome: await outcomeOf(engine, tx, { ...found, ...act }) })
    }
    return judged
  })
}

interface Judging {
  readonly exception: StoredException
  readonly decidable: Decidable | undefined
  /** See `Decidables`. */
  readonly unreadable: string | undefined
  readonly known: KnownFacts | undefined
  readonly hindrance: Hindrance | undefined
  readonly by: Decider
  readonly asked: ResolutionAsked
  readonly authority: BulkAuthority
  /** That of letting off the fees, where somebody does. */
  readonly waiving: BulkAuthority | undefined
  /** What was done about fees of those before it in the act. */
  readonly fees: FeeBefore[]
  /** What those before it in the act made their items worth. */
  readonly before: WorthBefore[]
}

/** In the order in which `resolveWithin` refuses. */
async function outcomeOf(engine: Engine, tx: Transaction, of: Judging): Promise<BulkOutcome> {
  const { exception, decidable, unreadable, known, hindrance, by, asked, fees, before } = of
  if (unreadable !== undefined) return refusedUnreadable(unreadable)
  if (decidable === undefined || known === undefined)
    return { as: 'refused', reason: 'nothing_to_decide', why: whyNothing(exception) }
  const hindered = whyHindered(hindrance, by)
  if (hindered !== undefined) return hindered
  const alone = await resolutionFacts(engine, tx, decidable, asked, { known, before })
  const facts = { ...alone, fees: withFeesBefore(alone.fees, fees) }
  const decided = decideResolution(asked, facts)
  if (decided.is === 'refused') return { as: 'refused', reason: decided.refused, why: decided.why }
  const { effect } = decided
  const keys = keysOf(decidable, facts, effect)
  const policy = secondKeyFor(engine, asked, facts, { ...keys, kind: decidable.kind })
  if (policy?.keying === 'blind') return { as: 'refused', reason: KEYED_BLIND.refused, why: KEYED_BLIND.why }
  const all = mayAll({ ...of, decidable, effect, keys, barred: hindrance?.barred ?? [], forRole: hindrance?.forRole })
  const shut = all.find(({ judged }) => !judged.allowed && judged.proposal === undefined)
  if (shut !== undefined) return { as: 'refused', reason: shut.reason, why: shut.why }
  for (const one of all) one.count()
  const stops = effect.takenOver === undefined ? {} : { stops: { answers: 1, notices: 0, letters: 0 } }
  const what = { effect, sha256: hashOf(effect).hex, ...stops }
  if (policy === undefined && all.every(({ judged }) => judged.allowed)) {
    if (effect.fee !== undefined) fees.push({ ...effect.fee, bookedOn: facts.bookedOn, isRefunded: false })
    before.push(...worthAfter(decidable, effect, facts.adjustment?.standing))
    return { as: 'done', ...what }
  }
  const whys = [...all.map(one => one.why), ...(policy === undefined ? [] : [secondKeySentence(engine, policy)])]
  const reason = all.find(one => one.reason !== '')?.reason ?? 'policy'
  return { as: 'proposed', ...what, reason, why: whys.filter(text => text !== '').join(' ') }
}

/** Whether the person may, and whether they may let off the fee where they do: an act of its own, by the fee. */
function mayAll({
  authority,
  waiving,
  effect: { fee },
  ...of
}: Pick<Judging, 'authority' | 'waiving'> & { readonly effect: Effect } & Parameters<
    BulkAuthority['judge']
  >[0]): readonly JudgedOne[] {
  const { decidable, keys, barred, forRole } = of
  const one = authority.judge({ decidable, keys, barred, forRole })
  if (waiving === undefined || fee?.step !== 'waived') return [one]
  return [one, waiving.judge({ decidable, keys: feeKeys(keys, fee), barred, forRole })]
}

/** Why somebody else has to answer for it first: it waits for a second person, or somebody else has its case. */
export function whyHindered(
  hindrance: Hindrance | undefined,
  by: Decider,
): Extract<BulkOutcome, { as: 'refused' }> | undefined {
  if (hindrance === undefined) return undefined
  const { maker, holder } = hindrance
  if (maker !== undefined) {
    const why = `A decision of ${maker.name} about it waits for a second person.`
    return { as: 'refused', reason: 'proposal_waits', why }
  }
  if (holder === undefined || holder.id === by.personId) return undefined
  return { as: 'refused', reason: 'case_held', why: heldBy(holder).why }
}

/** What is read of all of them at once: the accounts that they name, and the days on which they would be booked. */
async function knownFacts(
  engine: Engine,
  tx: Transaction,
  some: readonly StoredException[],
  decidables: ReadonlyMap<number, Decidable>,
): Promise<ReadonlyMap<number, KnownFacts>> {
  const all = [...decidables.values()]
  const named = all
    .map(({ item, original }) => ({ shard: item.shard, number: accountHere(original.parsed) }))
    .filter(one => one.number !== '')
  // By their numbers: the bucket of an account follows from its number.
  const accounts = new Map((await engine.coreSystem.accounts(tx, named)).map(one => [one.number, one]))
  const days = new Map<string, Temporal.PlainDate>()
  for (const day of new Set(all.map(one => one.item.day)))
    days.set(day, await firstOpenDay(engine, tx, bookingDay(engine, day)))
  const known = new Map<number, KnownFacts>()
  for (const exception of some) {
    const decidable = decidables.get(exception.id)
    const bookedOn = decidable && days.get(decidable.item.day)
    if (decidable === undefined || bookedOn === undefined) continue
    known.set(exception.id, { exception, account: accounts.get(accountHere(decidable.original.parsed)), bookedOn })
  }
  return known
}
