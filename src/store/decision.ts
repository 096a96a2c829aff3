import type pg from 'pg'
import type { Hand } from '../core/authority/asked.ts'
import type { Resolution } from '../core/exception.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { LetterRequest } from '../core/resolve/letter.ts'
import type { UnitEffect } from '../core/resolve/unit-effect.ts'
import { insertLetters } from './letter.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** A decision about an exception as it is stored. */
export interface NewDecision {
  readonly shard: number
  readonly exceptionId: number
  readonly resolution: string
  readonly code: string
  readonly makerId: number
  /** In whose place the maker decided. */
  readonly forId: number | undefined
  /** Everybody who had a hand in it, as they are now. */
  readonly hands: readonly Hand[]
  /** What was asked for, as JSON. */
  readonly asked: string
  /** `due`: it counts, and a second person looks at it afterwards. */
  readonly review: 'due' | undefined
  /** The act on many with which it is decided. */
  readonly bulkId?: number | undefined
  readonly amountMinor: number
  /** What limits add up by. Of several payees each counts with the whole amount; blanks stand between them. */
  readonly payee: string
  readonly cluster: string
  readonly reason: string
  /** YYYY-MM-DD. */
  readonly bookedOn: string
  readonly entryId: number | undefined
  /** The effect's words, and their SHA-256. */
  readonly effect: string
  readonly effectSha256: Uint8Array
  readonly decidedAt: Temporal.Instant
}

/** Why a decision needs a second person, and whether they see it before they say what is to happen. */
export interface Second {
  readonly needs: readonly string[]
  readonly keying: 'seen' | 'blind'
}

const INSERT = statement(
  'decision.insert',
  `
insert into decision (shard, exception_id, resolution, code, state, maker_id, amount_minor, payee, cluster, reason, booked_on, entry_id, effect, effect_sha256, decided_at,
  for_id, hands, asked, needs, keying, salt, review, bulk_id)
values ($1, $2, $3, $4, case when $18::text[] is null then 'done' else 'proposed' end, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
  $15, $16, $17, $18, $19, $20, $21, $22)
returning id`,
)
/** Adds a decision that counts, with what it asks for, and gives its id. */
export async function insertDecision(
  tx: pg.ClientBase,
  made: NewDecision,
  letters: readonly LetterRequest[],
): Promise<number> {
  const decisionId = await insertRow(tx, made, undefined)
  await insertLetters(tx, { shard: made.shard, decisionId, at: made.decidedAt }, letters)
  return decisionId
}

/** Adds a decision that waits for a second person, and gives its id. `salt`: of a blind one, 16 bytes that nobody can guess. */
export async function insertProposal(
  tx: pg.ClientBase,
  made: NewDecision,
  second: Second & { readonly salt: Uint8Array | undefined },
): Promise<number> {
  return insertRow(tx, made, second)
}

async function insertRow(
  tx: pg.ClientBase,
  made: NewDecision,
  second: (Second & { readonly salt: Uint8Array | undefined }) | undefined,
): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT, [
    made.shard,
    made.exceptionId,
    made.resolution,
    made.code,
    made.makerId,
    made.amountMinor,
    made.payee,
    made.cluster,
    made.reason,
    made.bookedOn,
    made.entryId ?? null,
    made.effect,
    made.effectSha256,
    made.decidedAt.toString(),
    made.forId ?? null,
    JSON.stringify(made.hands),
    made.asked,
    second?.needs ?? null,
    second?.keying ?? null,
    second?.salt ?? null,
    made.review ?? null,
    made.bulkId ?? null,
  ])
  if (row === undefined) throw new Error('a decision was inserted and gave no id')
  return row.id
}

const LAST = statement(
  'decision.last',
  `
select id, resolution, maker_id, booked_on::text, entry_id, effect, amount_minor, payee, cluster, reason
from decision
where shard = $1 and exception_id = $2 and state = 'done'
order by id desc
limit 1`,
)
const UNDO = statement(
  'decision.undo',
  `
-- greatest: a clock that was set back undoes nothing before it was decided
update decision
set state = 'undone', undone_by = $3, undone_at = greatest($4, decided_at, approved_at), undone_for_id = $5, undone_on = $6, undo_review = $7
where shard = $1 and id = $2 and state = 'done'`,
)

const LAST_OF_ITEM = statement(
  'decision.last-of-item',
  `
-- what is about a fee alone leaves the item as it is, before and after
select id, resolution, maker_id, booked_on::text, entry_id, effect, amount_minor, payee, cluster, reason
from decision
where shard = $1 and exception_id = $2 and state = 'done' and resolution not in ('fee', 'waive')
order by id desc
limit 1`,
)

interface DecisionRow {
  id: number
  resolution: Resolution
  maker_id: number
  booked_on: string
  entry_id: number | null
  effect: string
  amount_minor: number
  payee: string
  cluster: string
  reason: string
}

export interface StoredDecision {
  readonly id: number
  readonly resolution: Resolution
  readonly makerId: number
  readonly bookedOn: string
  readonly entryId: number | undefined
  readonly effect: Effect
  /** What limits added it up by, and add up by when it is taken back. */
  readonly keys: Pick<NewDecision, 'amountMinor' | 'payee' | 'cluster' | 'reason'>
}

/** The newest decision about an exception that stands; `what`: of those alone that are about more than a fee. */
export async function lastDecision(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
  what: 'any' | 'the item' = 'any',
): Promise<StoredDecision | undefined> {
  const row = await rowOf<DecisionRow>(run, what === 'any' ? LAST : LAST_OF_ITEM, [at.shard, at.exceptionId])
  if (row === undefined) return undefined
  const effect: Effect = JSON.parse(row.effect) // as `insertDecision` was given it
  return { ...storedOf(row), effect }
}

function storedOf(row: DecisionRow): Omit<StoredDecision, 'effect'> {
  const { id, resolution, booked_on: bookedOn, amount_minor: amountMinor, payee, cluster, reason } = row
  const keys = { amountMinor, payee, cluster, reason }
  return { id, resolution, makerId: row.maker_id, bookedOn, entryId: row.entry_id ?? undefined, keys }
}

/** Who takes a decision back, and when. */
export interface TakenBackBy {
  readonly personId: number
  /** In whose place. */
  readonly forId: number | undefined
  readonly at: Temporal.Instant
  /** The day on which that is booked, YYYY-MM-DD. */
  readonly on: string
  /** `due`: it counts, and a second person looks at it afterwards. */
  readonly review: 'due' | undefined
}

/** Marks a decision as taken back. Throws when it was before. */
export async function undoDecided(
  tx: pg.ClientBase,
  { shard, id }: { readonly shard: number; readonly id: number },
  by: TakenBackBy,
): Promise<void> {
  const values = [shard, id, by.personId, by.at.toString(), by.forId ?? null, by.on, by.review ?? null]
  if ((await changedBy(tx, UNDO, values)) !== 1) throw new Error(`decision ${id} was taken back before`)
}

/** The same of a batch or file that is held as a whole. */
export async function lastUnitDecision(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<(Omit<StoredDecision, 'effect'> & { readonly effect: UnitEffect }) | undefined> {
  const row = await rowOf<DecisionRow>(run, LAST, [at.shard, at.exceptionId])
  if (row === undefined) return undefined
  const effect: UnitEffect = JSON.parse(row.effect) // as `insertDecision` was given it
  return { ...storedOf(row), effect }
}

const IS_RECREDITED = statement(
  'decision.is-recredited',
  `
select exists (
  select from decision
  where shard = $1 and exception_id = $2 and state = 'done' and resolution in ('recredit', 'return') and entry_id is not null
) as recredited`,
)

/** Whether the customer of a claim has the money: what was decided so and stands. */
export async function isRecredited(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<boolean> {
  return (await rowOf<{ recredited: boolean }>(run, IS_RECREDITED, [at.shard, at.exceptionId]))?.recredited === true
}

const USED = statement(
  'decision.used',
  `
${counted('$2', '$7')}
select maker_id, for_id, booked_on::text, string_to_array(payee, ' ') && string_to_array($4, ' ') as same_payee, cluster = $5 as same_cluster, reason = $6 as same_reason, sum(amount_minor) as amount_minor
from counted
group by 1, 2, 3, 4, 5, 6`,
)
const APPROVED = statement(
  'decision.approved',
  `
select approver_id as maker_id, approver_for_id as for_id, booked_on::text, string_to_array(payee, ' ') && string_to_array($3, ' ') as same_payee, cluster = $4 as same_cluster, reason = $5 as same_reason,
  sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and booked_on >= $2 and approver_id is not null and state = 'done'
group by 1, 2, 3, 4, 5, 6`,
)
const UNDONE = statement(
  'decision.undone',
  `
select undone_by as maker_id, undone_for_id as for_id, undone_on::text as booked_on, string_to_array(payee, ' ') && string_to_array($3, ' ') as same_payee, cluster = $4 as same_cluster, reason = $5 as same_reason,
  sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and undone_on >= $2
group by 1, 2, 3, 4, 5, 6`,
)
const LOCK_PERSONS = statement(
  'person.lock',
  `
-- for no key update, in order: of one person one decision is added up after the other; rows that name the person are not held up
select id from person where shard = $1 and id = any ($2::bigint[]) order by id for no key update`,
)

/**
 * What counts in an act since the day in $3. What waits for a second person counts already: nothing is split by putting each part
 * before one. A fee that was let off, or given back, with another way out is a waiver of its amount, and so is one that was taken back: see
 * `feeUndoneBy`. `viewer`: who reads the sums; of what others proposed blind they would tell which act it is. Null for who adds up.
 */
export function counted(act: '$2' | '$4', viewer: '$7' | 'null' = 'null'): string {
  const isCounted = `state in ('done', 'proposed')${viewer === 'null' ? '' : ` and (${viewer}::bigint is null or state = 'done' or keying = 'seen' or maker_id = ${viewer})`}`
  return `with counted as (
  select maker_id, for_id, booked_on, payee, cluster, reason, amount_minor
  from decision
  where shard between $1 and $1 + 1023 and booked_on >= $3 and resolution = ${act} and ${isCounted}
  union all
  select maker_id, for_id, booked_on, concat(waived ->> 'shard', '/', waived ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (waived)
  where ${act} = 'waive' and shard between $1 and $1 + 1023 and booked_on >= $3 and resolution <> 'waive' and ${isCounted}
    and (effect like '%"step":"waived"%' or effect like '%"step":"refunded"%') and fee ->> 'step' in ('waived', 'refunded')
  union all
  select undone_by, undone_for_id, undone_on, concat(charged ->> 'shard', '/', charged ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (charged)
  where ${act} = 'waive' and shard between $1 and $1 + 1023 and undone_on >= $3 and (undone_by <> maker_id or undone_on > booked_on)
    and effect like '%"step":"charged"%' and fee ->> 'step' = 'charged'
)`
}

/** Acts whose use is told by other columns than those of whoever decided. */
const OF_ACTS: Readonly<Record<string, typeof USED>> = { approve: APPROVED, undo: UNDONE }

/** What one person decided in an act on one day, as far as it counts with a payee, cluster or reason. */
export interface UsedSum {
  readonly makerId: number
  /** In whose place. */
  readonly forId: number | undefined
  readonly bookedOn: string
  readonly samePayee: boolean
  readonly sameCluster: boolean
  readonly sameReason: boolean
  readonly amountMinor: bigint
}

/** Sums of what was decided in an act since a day and stands or waits for a second person, by person and day; of `approve` and `undo`, of what was approved and taken back. To a `viewer`, of others without what they proposed blind. */
export async function usedSums(
  run: Runner,
  of: {
    readonly orgShard: number
    readonly act: string
    readonly since: string
    readonly payee: string
    readonly cluster: string
    readonly reason: string
    readonly viewer?: number
  },
): Promise<readonly UsedSum[]> {
  const { orgShard, act, since, payee, cluster, reason, viewer = null } = of
  const rest = [since, payee, cluster, reason]
  const own = OF_ACTS[act]
  const [what, values] = own === undefined ? [USED, [orgShard, act, ...rest, viewer]] : [own, [orgShard, ...rest]]
  const rows = await rowsOf<{
    maker_id: number
    for_id: number | null
    booked_on: string
    same_payee: boolean
    same_cluster: boolean
    same_reason: boolean
    amount_minor: bigint
  }>(run, what, values)
  return rows.map(row => ({
    makerId: row.maker_id,
    forId: row.for_id ?? undefined,
    bookedOn: row.booked_on,
    samePayee: row.same_payee,
    sameCluster: row.same_cluster,
    sameReason: row.same_reason,
    amountMinor: row.amount_minor,
  }))
}

/** Waits until no other transaction adds up what these people decided, and holds it until the end of this one. */
export async function lockPersons(tx: pg.ClientBase, shard: number, ids: readonly number[]): Promise<void> {
  await rowsOf(tx, LOCK_PERSONS, [shard, ids])
}
