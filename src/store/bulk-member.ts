import type pg from 'pg'
import { NOTHING, type Tally } from '../core/tally.ts'
import type { BulkKey, BulkProgress, ShownMember } from './bulk-act.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

/** One of the many that an act on many is about, and what became of it. */
export interface StoredMember {
  readonly n: number
  /** The exception's, which is the decision's too. */
  readonly shard: number
  readonly itemId: number
  readonly expected: 'done' | 'proposed' | undefined
  /** Hex, of the effect that was shown. */
  readonly sha256: string | undefined
  readonly decisionId: number | undefined
  readonly state: 'waiting' | 'done' | 'proposed' | 'refused'
  readonly refused: string | undefined
  readonly why: string
  readonly value: Tally
}

const INSERT = statement(
  'bulk-member.insert',
  `
insert into bulk_member (shard, bulk_id, n, item_shard, item_id, debit_minor, credit_minor, expected, sha256, decision_id, state, refused, why)
select $1, $2, $3 + place - 1, item_shard, item_id, debit_minor, credit_minor, expected, decode(sha256, 'hex'), decision_id,
  case when refused is null then 'waiting' else 'refused' end, refused, why
from unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[])
  with ordinality as member (item_shard, item_id, debit_minor, credit_minor, expected, sha256, decision_id, refused, why, place)`,
)
const COLUMNS = `n, item_shard, item_id, debit_minor, credit_minor, expected, encode(sha256, 'hex') as sha256, decision_id, state, refused, why`
const WAITING = statement(
  'bulk-member.waiting',
  `select ${COLUMNS} from bulk_member where shard = $1 and bulk_id = $2 and state = 'waiting' order by n limit $3`,
)
const PAGE = statement(
  'bulk-member.page',
  `
select ${COLUMNS}
from bulk_member
where shard = $1 and bulk_id = $2 and n > $3 and ($4::text is null or state = $4) and ($5::text is null or refused = $5)
order by n
limit $6`,
)
const DECIDED = statement(
  'bulk-member.decided',
  `
select ${COLUMNS}
from bulk_member
where shard = $1 and bulk_id = $2 and state in ('done', 'proposed') and expected is not null
order by n desc`,
)
const SAVE = statement(
  'bulk-member.save',
  `
update bulk_member
set state = saved.state, decision_id = coalesce(saved.decision_id, bulk_member.decision_id), refused = saved.refused, why = saved.why
from unnest($3::integer[], $4::text[], $5::bigint[], $6::text[], $7::text[]) as saved (n, state, decision_id, refused, why)
where bulk_member.shard = $1 and bulk_member.bulk_id = $2 and bulk_member.n = saved.n and bulk_member.state = 'waiting'`,
)
const PROGRESS = statement(
  'bulk-member.progress',
  `
select state, count(*) as count, sum(debit_minor)::bigint as debit_minor, sum(credit_minor)::bigint as credit_minor
from bulk_member
where shard = $1 and bulk_id = $2
group by state`,
)
const REFUSED = statement(
  'bulk-member.refused',
  `
-- what was said to be done and was not
select refused, count(*) as count, sum(debit_minor)::bigint as debit_minor, sum(credit_minor)::bigint as credit_minor,
  (array_agg(why order by n))[1] as why, (array_agg(item_id order by n))[1:5]::text[] as items
from bulk_member
where shard = $1 and bulk_id = $2 and state = 'refused' and expected is not null
group by refused
order by count(*) desc`,
)

const STANDING = statement(
  'bulk-member.standing',
  `
-- what its decisions are now, whatever was done with each since
select decision.state, count(*) as count, sum(member.debit_minor)::bigint as debit_minor, sum(member.credit_minor)::bigint as credit_minor
from bulk_member as member
join decision on decision.shard = member.item_shard and decision.id = member.decision_id
where member.shard = $1 and member.bulk_id = $2 and member.state in ('done', 'proposed') and decision.state in ('done', 'proposed')
group by decision.state`,
)
const PROPOSED = statement(
  'decision.proposed-by-bulk',
  `
select bulk_id, count(*) as count, sum(amount_minor)::bigint as amount_minor
from decision
where shard between $1 and $1 + 1023 and state = 'proposed' and bulk_id = any ($2::bigint[])
group by bulk_id`,
)

/** Keeps members in their order, the first with the number `from`. */
export async function insertMembers(
  tx: pg.ClientBase,
  at: BulkKey & { readonly from: number },
  members: readonly ShownMember[],
): Promise<void> {
  await changedBy(tx, INSERT, [
    ...[at.shard, at.id, at.from, members.map(one => one.shard), members.map(one => one.itemId)],
    ...[members.map(one => one.value.debitMinor), members.map(one => one.value.creditMinor)],
    ...[members.map(one => one.expected ?? null), members.map(one => one.sha256 ?? null)],
    members.map(one => one.decisionId ?? null),
    ...[members.map(one => one.refused ?? null), members.map(one => one.why)],
  ])
}

/** The first of those that are still to be done. */
export async function waitingMembers(run: Runner, at: BulkKey, limit: number): Promise<readonly StoredMember[]> {
  return (await rowsOf<MemberRow>(run, WAITING, [at.shard, at.id, limit])).map(memberOf)
}

/** Members after the one numbered `afterN`. */
export async function pageMembers(
  run: Runner,
  at: BulkKey,
  wanted: {
    readonly afterN: number
    readonly state: StoredMember['state'] | undefined
    readonly reason: string | undefined
    readonly limit: number
  },
): Promise<readonly StoredMember[]> {
  const { afterN, state, reason, limit } = wanted
  const rows = await rowsOf<MemberRow>(run, PAGE, [at.shard, at.id, afterN, state ?? null, reason ?? null, limit])
  return rows.map(memberOf)
}

/** Those of which a decision was made, the last first. */
export async function decidedMembers(run: Runner, at: BulkKey): Promise<readonly StoredMember[]> {
  return (await rowsOf<MemberRow>(run, DECIDED, [at.shard, at.id])).map(memberOf)
}

export type MemberEnd = Pick<StoredMember, 'n' | 'decisionId' | 'refused' | 'why'> & {
  readonly state: 'done' | 'proposed' | 'refused'
}

/** Says what became of members that waited. Throws when one of them did not: then it would be done twice. */
export async function saveMembers(tx: pg.ClientBase, at: BulkKey, ends: readonly MemberEnd[]): Promise<void> {
  const columns = [ends.map(one => one.n), ends.map(one => one.state), ends.map(one => one.decisionId ?? null)]
  const values = [at.shard, at.id, ...columns, ends.map(one => one.refused ?? null), ends.map(one => one.why)]
  const saved = await changedBy(tx, SAVE, values)
  if (saved !== ends.length) throw new Error(`${ends.length} members of act ${at.id} were to be done; ${saved} waited`)
}

export async function bulkProgress(run: Runner, at: BulkKey): Promise<BulkProgress> {
  const rows = await rowsOf<{ state: StoredMember['state'] } & TallyRow>(run, PROGRESS, [at.shard, at.id])
  const of = (state: StoredMember['state']) => {
    const row = rows.find(one => one.state === state)
    return row === undefined ? NOTHING : tallyOf(row)
  }
  return { waiting: of('waiting'), done: of('done'), proposed: of('proposed'), refused: of('refused') }
}

/** What of the decisions of an act counts now, and what waits for a second person. */
export async function standingOf(run: Runner, at: BulkKey): Promise<Pick<BulkProgress, 'done' | 'proposed'>> {
  const rows = await rowsOf<{ state: 'done' | 'proposed' } & TallyRow>(run, STANDING, [at.shard, at.id])
  const of = (state: 'done' | 'proposed') => {
    const row = rows.find(one => one.state === state)
    return row === undefined ? NOTHING : tallyOf(row)
  }
  return { done: of('done'), proposed: of('proposed') }
}

/** What of each act waits for a second person; of those of which nothing does there is none. */
export async function proposedOf(
  run: Runner,
  orgShard: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, { readonly count: number; readonly amountMinor: number }>> {
  const rows = await rowsOf<{ bulk_id: number; count: number; amount_minor: number }>(run, PROPOSED, [orgShard, ids])
  return new Map(rows.map(row => [row.bulk_id, { count: row.count, amountMinor: row.amount_minor }]))
}

/** Why members were not done that were said to be, each reason with what it held back. */
export interface RefusedMembers {
  readonly reason: string
  readonly value: Tally
  readonly why: string
  readonly items: readonly number[]
}

export async function refusedMembers(run: Runner, at: BulkKey): Promise<readonly RefusedMembers[]> {
  const rows = await rowsOf<{ refused: string; why: string; items: string[] } & TallyRow>(run, REFUSED, [
    at.shard,
    at.id,
  ])
  return rows.map(row => ({ reason: row.refused, value: tallyOf(row), why: row.why, items: row.items.map(Number) }))
}

interface TallyRow {
  count: number
  debit_minor: number
  credit_minor: number
}

function tallyOf(row: TallyRow): Tally {
  return { count: row.count, debitMinor: row.debit_minor, creditMinor: row.credit_minor }
}

interface MemberRow {
  n: number
  item_shard: number
  item_id: number
  debit_minor: number
  credit_minor: number
  expected: 'done' | 'proposed' | null
  sha256: string | null
  decision_id: number | null
  state: StoredMember['state']
  refused: string | null
  why: string
}

function memberOf(row: MemberRow): StoredMember {
  return {
    n: row.n,
    ...{ shard: row.item_shard, itemId: row.item_id },
    ...{ expected: row.expected ?? undefined, sha256: row.sha256 ?? undefined },
    ...{ decisionId: row.decision_id ?? undefined, state: row.state, refused: row.refused ?? undefined, why: row.why },
    value: { count: 1, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
  }
}
