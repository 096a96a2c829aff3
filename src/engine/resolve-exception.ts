import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import { decideResolution, type ResolutionFacts } from '../core/resolve/decide-resolution.ts'
import { type Effect, effectText, type Leg, type LegAccount } from '../core/resolve/effect.ts'
import { tallyOf } from '../core/tally.ts'
import { postingRow } from '../store/books.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import { insertDecision, lettersOf } from '../store/decision.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import {
  decideException,
  endItem,
  insertOutbound,
  insertResolutionEntry,
  nextResolutionEntry,
  postingsOfEntry,
  readBack,
} from '../store/resolve.ts'
import { RowDigest } from '../store/row-digest.ts'
import { sealExceptions } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { findDecidable, hashOf, type Preview, type ResolutionWanted } from './preview-resolution.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'

/** A resolution that somebody takes, knowing what it does. */
export interface ResolutionOrder extends ResolutionWanted {
  readonly personId: number
  /** Hex: the hash of the preview that the person saw. */
  readonly previewSha256: string
}

export type Resolved =
  | { readonly is: 'done'; readonly decisionId: number; readonly effect: Effect }
  /** What it would do now is not what was shown: nothing was changed. */
  | { readonly is: 'changed'; readonly effect: Effect; readonly sha256: string }
  | Extract<Preview, { is: 'refused' }>

/**
 * Takes a resolution: decides it again on what stands under the bucket's lock, and when that is to the byte what was previewed,
 * writes its rows, reads them back, and keeps them with the decision, its events and seals in one transaction (law 5).
 */
export async function resolveException(engine: Engine, order: ResolutionOrder): Promise<Resolved> {
  const found = await findDecidable(engine, order.itemId)
  if (found.is === 'refused') return found
  const { decidable } = found
  const { shard } = decidable.item
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const own = (await lockBuckets(tx, [shard])).get(shard)
    invariant(own !== undefined, `the books of shard ${shard} are not locked`)
    const facts = await resolutionFacts(engine, tx, decidable)
    const decided = decideResolution(order.asked, facts)
    if (decided.is === 'refused') return decided
    const { effect } = decided
    const { hex: sha256 } = hashOf(effect)
    if (sha256 !== order.previewSha256) return { is: 'changed', effect, sha256 }
    const decisionId = await commit(engine, tx, { order, decidable, facts, effect, books: own })
    return { is: 'done', decisionId, effect }
  })
}

interface Commit {
  readonly order: ResolutionOrder
  readonly decidable: Decidable
  readonly facts: ResolutionFacts
  readonly effect: Effect
  readonly books: BucketBooks
}

async function commit(engine: Engine, tx: Transaction, of: Commit): Promise<number> {
  const { order, decidable, facts, effect, books } = of
  const { exception, item, outbound } = effect
  const { shard } = exception
  const now = engine.now()
  const isFirst = exception.state === 'open' || (await decideException(tx, exception, now))
  invariant(isFirst, `exception ${exception.id} was decided under the lock of its bucket`)
  if (item !== undefined) await endItem(tx, item, exception.id)
  const entry = await postLegs(engine, tx, of)
  if (outbound !== undefined) {
    const { raw } = decidable.original
    const of = { pack: facts.pack, batch: decidable.batch.ordinal, raw, day: decidable.item.day }
    await insertOutbound(tx, outbound, of)
  }
  const { words, sha256, hex } = hashOf(effect)
  const decision = {
    ...{
      shard,
      exceptionId: exception.id,
      resolution: exception.resolution,
      code: exception.code,
      makerId: order.personId,
    },
    ...limitsOf(of),
    ...{ bookedOn: facts.bookedOn, entryId: entry?.id, effect: words, effectSha256: sha256, decidedAt: now },
  }
  const decisionId = await insertDecision(tx, decision, effect.letters)
  await proveWritten(tx, { ...of, books, decisionId, entryId: entry?.id })
  if (item !== undefined) await moveTallies(tx, tallyMoves(of, item.state))
  const body = { decision: decisionId, resolution: exception.resolution, code: exception.code, effectSha256: hex }
  const actor = `person ${order.personId}`
  const made: NewEvent = { kind: 'decision_made', actor, subject: exception.id, body }
  const sealed = await sealExceptions(tx, [exception])
  const events = [made, ...(entry === undefined ? [] : [entry.event]), ...sealed.values()]
  await insertEvents(tx, new Map([[shard, events]]), { day: dayOf(facts.bookedOn), at: now })
  return decisionId
}

/** What limits add this decision up by: the account that it is about, the batch it came in, the kind of its exception. */
function limitsOf({ decidable, facts }: Commit) {
  const { item } = decidable
  return {
    amountMinor: item.amountMinor,
    payee: facts.account === undefined ? '' : `${item.shard}/${facts.account.id}`,
    cluster: `${receiptOfItem(item.id)}/${item.batch}`,
    reason: decidable.kind,
  }
}

/** Posts the legs as one entry, and tells it with the hash of its postings. */
async function postLegs(
  engine: Engine,
  tx: Transaction,
  { order, decidable, effect, books }: Commit,
): Promise<{ readonly id: number; readonly event: NewEvent } | undefined> {
  const [first] = effect.legs
  if (first === undefined) return undefined
  const { shard, day } = first
  const itemId = decidable.item.id
  const id = await nextResolutionEntry(tx, shard, day)
  const legs = effect.legs.map(leg => ({ ...rowOfLeg(leg, books), amountMinor: leg.amountMinor }))
  await insertResolutionEntry(tx, { shard, day, id, itemId }, legs)
  const rows = new CopyRows()
  const hashed = new RowDigest(1 << 8)
  for (const [line, leg] of legs.entries())
    hashed.add(postingRow(rows, { ...leg, shard, day: dayOf(day), entryId: id, line, itemId }))
  const changes = legs.flatMap(({ accountId, contraId, amountMinor }) => [
    { shard, id: accountId, amountMinor },
    { shard, id: contraId, amountMinor: -amountMinor },
  ])
  await engine.coreSystem.post(tx, { key: `resolution ${shard}/${day}/${id}`, day: dayOf(day), changes })
  const body = { entry: id, postings: legs.length, postingsSha256: hashed.take() }
  return { id, event: { kind: 'entry_posted', actor: `person ${order.personId}`, subject: itemId, body } }
}

/** A posting is to an account from its contra account. */
function rowOfLeg({ from, to }: Leg, books: BucketBooks): { readonly accountId: number; readonly contraId: number } {
  return { accountId: idOf(to, books), contraId: idOf(from, books) }
}

function idOf(account: LegAccount, books: BucketBooks): number {
  return 'id' in account ? account.id : books[account.role]
}

/** Reads every row of the decision back and holds it against the effect: what differs is a defect, and nothing is kept. */
async function proveWritten(
  tx: Transaction,
  of: Commit & { readonly decisionId: number; readonly entryId: number | undefined },
): Promise<void> {
  const { effect, decidable, books } = of
  const { item } = decidable
  const { shard, id } = effect.exception
  const rows = await readBack(tx, { shard, exceptionId: id, day: item.day, itemId: item.id })
  invariant(rows !== undefined, `exception ${id} was decided and is gone`)
  const [leg] = effect.legs
  const posted =
    leg === undefined || of.entryId === undefined
      ? []
      : await postingsOfEntry(tx, { shard, day: leg.day, id: of.entryId })
  const written: Effect = {
    exception: { ...effect.exception, state: rows.state, code: rows.code, closedAs: rows.closed_as },
    item:
      rows.closed_on === null || effect.item === undefined
        ? undefined
        : { shard, id: item.id, day: item.day, state: rows.item_state, positionClosedOn: rows.closed_on },
    legs: posted.map(row => ({
      ...{ shard, day: leg?.day ?? '' },
      from: accountOf(row.contra_id, books),
      to: accountOf(row.account_id, books),
      amountMinor: row.amount_minor,
    })),
    outbound:
      rows.outbound_code === null || rows.due_at === null
        ? undefined
        : {
            ...{ shard, itemId: item.id, kind: 'return', code: rows.outbound_code },
            dueAt: Temporal.Instant.fromEpochMilliseconds(rows.due_at.getTime()).toString(),
          },
    letters: await lettersOf(tx, { shard, decisionId: of.decisionId }),
  }
  const [meant, stands] = [effectText(effect), effectText(written)]
  invariant(meant === stands, `a decision would write something else than it was: ${stands}, not ${meant}`)
}

function accountOf(id: number, books: BucketBooks): LegAccount {
  const roles = ['suspense', 'settlement.ach', 'settlement.checks', 'originations', 'claims'] as const
  const role = roles.find(one => books[one] === id)
  return role === undefined ? { id } : { role }
}

function tallyMoves({ decidable, effect }: Commit, state: NonNullable<Effect['item']>['state']) {
  const { item } = decidable
  const tally = tallyOf(item.direction, item.amountMinor)
  const at = { shard: effect.exception.shard, receiptId: receiptOfItem(item.id) }
  const less = { count: -1, debitMinor: -tally.debitMinor, creditMinor: -tally.creditMinor }
  return [
    { ...at, state: 'suspended' as const, tally: less },
    { ...at, state, tally },
  ]
}

function dayOf(text: string): number {
  const day = parseDay(text)
  invariant(day !== undefined, `${text} is no day`)
  return dayNumber(day)
}
