import type pg from 'pg'
import type { BulkActName, BulkMember, BulkShown } from '../core/bulk/bulk-act.ts'
import type { Tally } from '../core/tally.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'
import { storableJson } from './storable-text.ts'

/** Acts on many: what was shown, and how far they are. Their members lie beside them, see `bulk-member.ts`. */
export interface StoredBulk {
  readonly shard: number
  readonly id: number
  readonly act: BulkActName
  readonly personId: number
  readonly personName: string
  readonly session: 'signed-in' | 'stepped-up'
  readonly ofId: number | undefined
  /** As `NewBulk` was given them. */
  readonly selection: unknown
  readonly asked: string | undefined
  readonly why: string | undefined
  readonly state: 'shown' | 'running' | 'ended'
  readonly shown: BulkShown
  /** Hex. */
  readonly sha256: string
  readonly shownAt: Temporal.Instant
  readonly endedAt: Temporal.Instant | undefined
}

/** A member of a dry run, or of what begins at once. */
export interface ShownMember extends Pick<BulkMember, 'shard' | 'itemId' | 'value'> {
  /** What it would become; left out where nothing does. */
  readonly expected?: 'done' | 'proposed'
  /** Hex, of the effect. */
  readonly sha256?: string
  /** Of one that was made already, which is answered or taken back. */
  readonly decisionId?: number
  readonly refused?: string
  /** Of one that needs a second person: the first of the reasons, in a word. */
  readonly proposedFor?: string
  /** Why not, or why it needs a second person; empty where it is done. */
  readonly why: string
}

export interface NewBulk
  extends Pick<
    StoredBulk,
    'shard' | 'act' | 'personId' | 'session' | 'ofId' | 'selection' | 'asked' | 'why' | 'shown'
  > {
  readonly sha256: Uint8Array
  readonly shownAt: Temporal.Instant
}

const SHOW = statement(
  'bulk-act.show',
  `
-- of each person one dry run: the next one takes its place
insert into bulk_act (shard, act, person_id, session, of_id, selection, asked, state, shown, sha256, shown_at, members)
values ($1, $2, $3, $4, $5, $6, $7, 'shown', $8, $9, $10, $11)
on conflict (shard, person_id) where state = 'shown' do update
set act = excluded.act, session = excluded.session, of_id = excluded.of_id, selection = excluded.selection, asked = excluded.asked, shown = excluded.shown,
  sha256 = excluded.sha256, shown_at = excluded.shown_at, members = excluded.members
returning id`,
)
const INSERT = statement(
  'bulk-act.insert',
  `
insert into bulk_act (shard, act, person_id, session, of_id, selection, why, state, shown, sha256, shown_at, started_at)
values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, $10)
returning id`,
)
const MEMBERS = statement(
  'bulk-act.members',
  `select members from bulk_act where shard = $1 and id = $2 and state = 'shown'`,
)
const COLUMNS = `bulk_act.shard, bulk_act.id, act, person_id, person.name as person_name, session, of_id, selection, asked, why, bulk_act.state, shown, encode(sha256, 'hex') as sha256,
  shown_at, ended_at`
const BY_ID = statement(
  'bulk-act.by-id',
  `
select ${COLUMNS}
from bulk_act join person on person.shard = bulk_act.shard and person.id = bulk_act.person_id
where bulk_act.shard = $1 and bulk_act.id = $2`,
)
const LOCK = statement(
  'bulk-act.lock',
  `
-- for update: one at a time does some of its members, so that none is done twice
select state from bulk_act where shard = $1 and id = $2 for update`,
)
const START = statement(
  'bulk-act.start',
  `
-- greatest: a clock that was set back starts nothing before it was shown
update bulk_act set state = 'running', session = $3, started_at = greatest($4, shown_at), members = null where shard = $1 and id = $2 and state = 'shown'`,
)
const END = statement(
  'bulk-act.end',
  `update bulk_act set state = 'ended', ended_at = greatest($3, started_at) where shard = $1 and id = $2 and state = 'running'`,
)
const RUNNING = statement(
  'bulk-act.running',
  `select id from bulk_act where shard = $1 and state = 'running' and id > $2 order by id limit 1`,
)
const RECENT = statement(
  'bulk-act.recent',
  `
select ${COLUMNS}
from bulk_act join person on person.shard = bulk_act.shard and person.id = bulk_act.person_id
where bulk_act.shard = $1 and bulk_act.state <> 'shown' and ($2::bigint is null or bulk_act.id < $2)
order by bulk_act.id desc
limit $3`,
)

/** Keeps a dry run in the place of the one before of the same person, and gives its number. */
export async function showBulk(tx: pg.ClientBase, of: NewBulk, members: readonly ShownMember[]): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, SHOW, [
    ...[of.shard, of.act, of.personId, of.session, of.ofId ?? null, storableJson(of.selection), of.asked ?? null],
    ...[storableJson(of.shown), of.sha256, of.shownAt.toString(), storableJson(members)],
  ])
  if (row === undefined) throw new Error('a dry run was kept and gave no id')
  return row.id
}

/** Keeps an act that begins at once, and gives its number. */
export async function insertBulk(tx: pg.ClientBase, of: NewBulk): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT, [
    ...[of.shard, of.act, of.personId, of.session, of.ofId ?? null, storableJson(of.selection), of.why ?? null],
    ...[storableJson(of.shown), of.sha256, of.shownAt.toString()],
  ])
  if (row === undefined) throw new Error('an act on many was inserted and gave no id')
  return row.id
}

/** The members of a dry run, in their order; none once it was begun. */
export async function shownMembers(run: Runner, at: BulkKey): Promise<readonly ShownMember[]> {
  return (await rowOf<{ members: readonly ShownMember[] }>(run, MEMBERS, [at.shard, at.id]))?.members ?? []
}

export interface BulkKey {
  readonly shard: number
  readonly id: number
}

export async function bulkById(run: Runner, at: BulkKey): Promise<StoredBulk | undefined> {
  const row = await rowOf<BulkRow>(run, BY_ID, [at.shard, at.id])
  return row === undefined ? undefined : bulkOf(row)
}

/** Those that were begun, the newest first. */
export async function recentBulks(
  run: Runner,
  shard: number,
  wanted: { readonly beforeId: number | undefined; readonly limit: number },
): Promise<readonly StoredBulk[]> {
  return (await rowsOf<BulkRow>(run, RECENT, [shard, wanted.beforeId ?? null, wanted.limit])).map(bulkOf)
}

/** Its state, locked until the transaction ends. */
export async function lockBulk(tx: pg.ClientBase, at: BulkKey): Promise<StoredBulk['state'] | undefined> {
  return (await rowOf<Pick<StoredBulk, 'state'>>(tx, LOCK, [at.shard, at.id]))?.state
}

/** Begins it. The caller has its lock; throws when it was begun before. */
export async function startBulk(
  tx: pg.ClientBase,
  of: BulkKey & Pick<StoredBulk, 'session'> & { readonly at: Temporal.Instant },
): Promise<void> {
  if ((await changedBy(tx, START, [of.shard, of.id, of.session, of.at.toString()])) !== 1)
    throw new Error(`act ${of.id} on many was begun before`)
}

/** Ends it. The caller has its lock; throws when it does not run. */
export async function endBulk(tx: pg.ClientBase, of: BulkKey & { readonly at: Temporal.Instant }): Promise<void> {
  if ((await changedBy(tx, END, [of.shard, of.id, of.at.toString()])) !== 1)
    throw new Error(`act ${of.id} on many does not run`)
}

/** The oldest behind a number that is not at its end. */
export async function runningBulk(
  run: Runner,
  { shard, afterId }: { readonly shard: number; readonly afterId: number },
): Promise<number | undefined> {
  return (await rowOf<{ id: number }>(run, RUNNING, [shard, afterId]))?.id
}

interface BulkRow {
  shard: number
  id: number
  act: BulkActName
  person_id: number
  person_name: string
  session: StoredBulk['session']
  of_id: number | null
  selection: unknown
  asked: string | null
  why: string | null
  state: StoredBulk['state']
  shown: BulkShown
  sha256: string
  shown_at: Date
  ended_at: Date | null
}

function bulkOf(row: BulkRow): StoredBulk {
  const { person_id, person_name, of_id, asked, why, shown_at, ended_at, ...rest } = row
  return {
    ...rest,
    ...{ personId: person_id, personName: person_name, ofId: of_id ?? undefined },
    ...{ asked: asked ?? undefined, why: why ?? undefined },
    shownAt: instantOf(shown_at),
    endedAt: ended_at === null ? undefined : instantOf(ended_at),
  }
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}

/** What became of the members so far. */
export interface BulkProgress {
  readonly waiting: Tally
  readonly done: Tally
  readonly proposed: Tally
  readonly refused: Tally
}
