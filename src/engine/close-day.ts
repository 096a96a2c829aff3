import { decideAct } from '../core/authority/decide-act.ts'
import { BUCKETS, shardOf } from '../core/bucket.ts'
import { isOpen } from '../core/calendar/calendar.ts'
import { dayNumber, nameOfDay } from '../core/calendar/day.ts'
import { Against, type AgainstClosing } from '../core/day/close-reason.ts'
import type { TallySum } from '../core/tally.ts'
import { lockShards } from '../store/bucket.ts'
import { ALL_IS_READ, type RunningTransaction, settingOf, type Transaction } from '../store/database.ts'
import {
  beginClose,
  closedThrough,
  closesOfDay,
  type DayClose,
  endLeftCloses,
  entriesThrough,
  finishClose,
  refuseClose,
  tryCloseAlone,
} from '../store/day-close.ts'
import { type EventKind, insertEvents } from '../store/event.ts'
import { inReadRequest } from '../store/read-request.ts'
import { CLOSES_A_DAY_MAX, sealDayClose } from '../store/seal.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { addAgainst, closeAsked } from './against-closing.ts'
import type { Decider } from './authorise-decision.ts'
import { type DayDrawers, dayDrawers } from './day-drawers.ts'
import type { Engine } from './engine.ts'
import type { ExportSigner } from './export-audit.ts'
import { openDay, today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { peopleWithin } from './people-now.ts'
import { type Proof, proveWithin } from './prove-day.ts'
import type { HeadLedger } from './sign-heads.ts'
import { whyLaterClosed } from './why-later-closed.ts'
import { type WrittenList, writeCloseList } from './write-close-list.ts'

/** Why a day is not closed, in order of precedence. */
export type CloseRefusal =
  | 'not_authorised'
  | 'day_unknown'
  | 'day_ahead'
  | 'already_closed'
  | 'closing_now'
  | 'not_clear'

export type DayClosed =
  | {
      readonly is: 'closed'
      readonly day: string
      readonly no: number
      /** Of the signed list, hex. */
      readonly listSha256: string
      readonly listBytes: number
      /** What stays open. */
      readonly open: TallySum
    }
  | CloseRefused

export interface CloseRefused {
  readonly is: 'refused'
  readonly refused: CloseRefusal
  readonly why: string
  /** Of `not_clear`: everything that stands against it. */
  readonly against?: AgainstClosing
}

export interface CloseOrder {
  readonly day: Temporal.PlainDate
  readonly by: Decider
}

/** What a closing is held against and signed with. */
export type CloseLedger = Pick<HeadLedger, 'read'> & Pick<ExportSigner, 'sign'>

/** What the closing of a day stands against, looked at in one snapshot; changes nothing. Everything that would be named, named. */
export async function lookAtClosing(
  engine: Engine,
  day: Temporal.PlainDate,
  ledger: CloseLedger | undefined,
): Promise<AgainstClosing> {
  const orgShard = orgShardOf(engine)
  const signed = await ledger?.read()
  return inSnapshot(engine, async tx => {
    const against = new Against()
    await addAgainst(engine, tx, closeAsked(engine, orgShard, day), against)
    if (ledger !== undefined) {
      addDifferences(await dayDrawers(engine, tx, day), against)
      addProblems(await proveWithin(tx, orgShard, signed, engine.now()), against)
    }
    return against.result()
  })
}

/**
 * Closes a day, or says everything that stands against it. The books of the day are shut first, in a moment for which everybody
 * who books waits; then everything is read in one snapshot, while people and files go on and are booked on the next day; then the
 * day is closed with the signed list of what stays open, or its books are opened again. So what is closed is one moment, and
 * nobody stands still for it. Writes the end of it with `tx`, the transaction of the request.
 */
export async function closeDay(
  engine: Engine,
  tx: Transaction,
  order: CloseOrder,
  ledger: CloseLedger,
): Promise<DayClosed> {
  const may = await authoriseCloser(engine, tx, order)
  if ('refused' in may) return may
  const early = refuseDay(engine, order.day)
  if (early !== undefined) return early
  await openDay(engine, today(engine))
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async alone => {
    if (!(await tryCloseAlone(alone, shardOf(orgId, 0)))) return CLOSING_NOW
    await openLeft(engine, order)
    // Before what stands against it: nothing stands against closing a day that is closed. In a snapshot of its own, after the tries that were left.
    const closed = await inReadRequest(engine.database, orgId, now => refuseClosed(now, shardOf(orgId, 0), order.day))
    if (closed !== undefined) return closed
    // What is seen at once is told at once: the books of the day are not shut for it.
    const first = await lookAtClosing(engine, order.day, undefined)
    if (first.total > 0) return notClear(order.day, first)
    const begun = await begin(engine, order, may)
    if ('refused' in begun) return begun
    const looked = await look(engine, { ...order, ...begun }, ledger).catch(async (error: unknown) => {
      // Where that fails too, whoever closes next does it.
      await openLeft(engine, order).catch(() => undefined)
      throw error
    })
    return finish(engine, tx, { ...order, ...begun }, looked)
  })
}

/**
 * Opens the books again that a try left shut which ended before it was done: of a process that was killed, or of a defect. Only whoever closes
 * alone may; it waits for a try whose end is being written just now. Nothing is written where there is none, as nearly always.
 */
async function openLeft(engine: Engine, { by }: CloseOrder): Promise<void> {
  const { orgId } = engine.institution
  const shard = shardOf(orgId, 0)
  await inWriteRequest(engine.database, orgId, async tx => {
    await tx.query(WAIT_LONG)
    await lockShards(tx, [shard])
    for (const left of await endLeftCloses(tx, shard))
      await tell(engine, tx, {
        ...left,
        kind: 'day_close_refused',
        actor: `person ${by.personId}`,
        body: { left: true },
      })
  })
}

/** By whose right somebody closes, or why they may not. */
export async function authoriseCloser(
  engine: Engine,
  tx: Transaction,
  { by }: Pick<CloseOrder, 'by'>,
): Promise<Pick<DayClose, 'closerForId'> | CloseRefused> {
  const now = engine.now()
  const people = await peopleWithin(engine, tx)
  const asked = {
    by: by.personId,
    act: 'close_day',
    at: now,
    session: by.session,
    used: () => 0n,
    told: 'you',
  } as const
  const decided = decideAct(asked, people)
  if (!decided.allowed) return refused('not_authorised', decided.reasons.map(one => one.sentence).join(' '))
  const { authority } = decided
  return { closerForId: authority.by === 'delegation' ? authority.from : undefined }
}

function refuseDay(engine: Engine, day: Temporal.PlainDate): CloseRefused | undefined {
  const verdict = isOpen(engine.institution.calendars.counters['ucc-banking-day'], day)
  if (!verdict.open) return refused('day_unknown', `${nameOfDay(day)} is no banking day (${verdict.why}).`)
  if (Temporal.PlainDate.compare(day, today(engine)) > 0)
    return refused('day_ahead', `${nameOfDay(day)} has not begun. A day is closed when its last cutoff has passed.`)
  return undefined
}

interface Begun {
  readonly no: number
  /** The newest list of this day, where it was closed before. */
  readonly before: DayClose | undefined
}

/** Shuts the books of the day: with every bucket locked nobody is in the middle of booking, and whoever comes next sees it. */
async function begin(
  engine: Engine,
  { day, by }: CloseOrder,
  { closerForId }: Pick<DayClose, 'closerForId'>,
): Promise<Begun | CloseRefused> {
  const { orgId } = engine.institution
  const shard = shardOf(orgId, 0)
  return inWriteRequest(engine.database, orgId, async tx => {
    await tx.query(WAIT_LONG)
    await lockShards(
      tx,
      Array.from({ length: BUCKETS }, (_, bucket) => shard + bucket),
    )
    const tries = await closesOfDay(tx, shard, day.toString())
    const standing = await refuseClosed(tx, shard, day)
    if (standing !== undefined) return standing
    if (tries.length >= CLOSES_A_DAY_MAX) return refused('already_closed', `${nameOfDay(day)} was tried too often.`)
    const closing = { day: day.toString(), closerId: by.personId, closerForId }
    const no = await beginClose(tx, { ...closing, shard, at: engine.now() })
    const body = closerForId === undefined ? {} : { for: `person ${closerForId}` }
    await tell(engine, tx, { day: day.toString(), no, kind: 'day_closing', actor: `person ${by.personId}`, body })
    return { no, before: tries.findLast(one => one.closed !== undefined) }
  })
}

/** Where the books of the day are closed already, alone or with a later day: says so, and what would open them. */
async function refuseClosed(tx: Transaction, shard: number, of: Temporal.PlainDate): Promise<CloseRefused | undefined> {
  const [day, through] = [of.toString(), await closedThrough(tx, shard)]
  if (through === undefined || through < day) return undefined
  const later = through === day ? undefined : await whyLaterClosed(tx, shard, { day, through })
  const isOwn = (await closesOfDay(tx, shard, day)).some(one => one.state === 'closed')
  if (!isOwn && later !== undefined) return refused('already_closed', later)
  const reopened = later ?? 'A supervisor who did not close it may reopen it.'
  return refused('already_closed', `${nameOfDay(of)} is closed. ${reopened}`)
}

/** A file that is being booked is waited for as long as one part of it takes: a minute. */
const WAIT_LONG = `set local statement_timeout = '60s'`

async function finish(
  engine: Engine,
  tx: Transaction,
  of: CloseOrder & Begun,
  looked: Looked | AgainstClosing,
): Promise<DayClosed> {
  const { no } = of
  const [day, actor] = [of.day.toString(), `person ${of.by.personId}`]
  const shard = orgShardOf(engine)
  await lockShards(tx, [shard])
  if ('total' in looked) {
    await refuseClose(tx, { shard, day, no })
    const reasons = Object.fromEntries(looked.counts)
    await tell(engine, tx, { day, no, kind: 'day_close_refused', actor, body: { reasons } })
    return notClear(of.day, looked)
  }
  const { list, entries } = looked
  const { open } = list
  const { sha256: listSha256, sizeBytes: listBytes } = list.blob
  const sums = { openItems: open.count, openDebitMinor: open.debitMinor, openCreditMinor: open.creditMinor }
  const beforeSha256 = of.before?.closed?.listSha256
  const closed = { at: engine.now(), entries, listSha256, listBytes, ...sums, beforeSha256 }
  await finishClose(tx, { shard, day, no }, closed)
  const hex = Buffer.from(listSha256).toString('hex')
  const value = { debit: open.debitMinor.toString(), credit: open.creditMinor.toString() }
  const body = { listSha256: hex, listBytes, open: open.count, ...value, entries, before: hexOf(beforeSha256) }
  await tell(engine, tx, { day, no, kind: 'day_closed', actor, body })
  return { is: 'closed', day, no, listSha256: hex, listBytes, open }
}

interface Looked {
  readonly list: WrittenList
  readonly entries: number
}

/** One snapshot, taken after the books were shut: what stands against closing, or else the list. */
async function look(engine: Engine, of: CloseOrder & Begun, ledger: CloseLedger): Promise<Looked | AgainstClosing> {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const signed = await ledger.read()
  return inSnapshot(engine, async tx => {
    const against = new Against()
    await addAgainst(engine, tx, closeAsked(engine, orgShard, of.day), against)
    const drawers = await dayDrawers(engine, tx, of.day)
    addDifferences(drawers, against)
    const now = engine.now()
    const proof = await proveWithin(tx, orgShard, signed, now)
    addProblems(proof, against)
    const result = against.result()
    if (result.total > 0) return result
    const before = hexOf(of.before?.closed?.listSha256)
    const head = {
      org: orgId,
      day: of.day.toString(),
      no: of.no,
      at: now.toString(),
      by: `person ${of.by.personId}`,
      before,
    }
    const list = await writeCloseList(engine, tx, { head, proof, orgShard, ...drawers }, ledger.sign)
    return { list, entries: await entriesThrough(tx, orgShard, of.day.toString()) }
  })
}

/** That the engine is at work on files of later days stands against nothing; of this one's its receipts are named. */
function addProblems({ problems, unfinished }: Proof, against: Against): void {
  for (const sentence of problems.filter(one => !unfinished.includes(one)))
    against.add({ kind: 'proof_fails', thing: { is: 'proof' }, sentence })
}

/** What of the drawers does not prove to zero. */
export function addDifferences({ differences }: DayDrawers, against: Against): void {
  for (const { personId, sentence } of differences)
    against.add({ kind: 'drawer_off', thing: { is: 'person', id: personId }, sentence })
}

/** Everything that is looked at is of one moment, under row-level security; as long as the proof of a large bank takes. */
function inSnapshot<T>(engine: Engine, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const looking = async (tx: RunningTransaction) => {
    await tx.query(settingOf(ALL_IS_READ))
    return work(tx)
  }
  return inReadRequest(engine.database, engine.institution.orgId, looking, SNAPSHOT_SECONDS_MAX)
}

const SNAPSHOT_SECONDS_MAX = 900

/** Seals a try as it stands now and tells what became of it. The caller holds the lock of bucket 0. */
export async function tell(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly day: string
    readonly no: number
    readonly kind: EventKind
    readonly actor: string
    readonly body: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  const { day, no, kind, actor, body } = of
  const shard = orgShardOf(engine)
  const number = dayNumber(Temporal.PlainDate.from(day))
  const sealed = await sealDayClose(tx, { shard, dayNumber: number, no })
  const event = { kind, actor, subject: number, body: { day, no, ...body } }
  await insertEvents(tx, new Map([[shard, [event, sealed]]]), { day: dayNumber(today(engine)), at: engine.now() })
}

function hexOf(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : Buffer.from(bytes).toString('hex')
}

function refused(why: CloseRefusal, sentence: string): CloseRefused {
  return { is: 'refused', refused: why, why: sentence }
}

const CLOSING_NOW = refused('closing_now', 'Somebody is closing a day just now. Look again when that is done.')

function notClear(day: Temporal.PlainDate, against: AgainstClosing): CloseRefused {
  const things = against.total === 1 ? 'One thing stands' : `${against.total} things stand`
  return { ...refused('not_clear', `${things} against closing ${nameOfDay(day)}.`), against }
}
