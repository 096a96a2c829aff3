import type { Act } from '../core/authority/act.ts'
import { countedWith } from '../core/authority/counted-with.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** What people decided, added up: what a limit is held against, for one decision and, by payee, batch and reason, for many. */

const USED = statement(
  'decision.used',
  `
${counted('$2')}
select maker_id, for_id, booked_on::text, act, is_blind, string_to_array(payee, ' ') && string_to_array($4, ' ') as same_payee, cluster = $5 as same_cluster, reason = $6 as same_reason, sum(amount_minor) as amount_minor
from counted
group by 1, 2, 3, 4, 5, 6, 7, 8`,
)
const APPROVED = statement(
  'decision.approved',
  `
select approver_id as maker_id, approver_for_id as for_id, booked_on::text, 'approve' as act, false as is_blind, string_to_array(payee, ' ') && string_to_array($3, ' ') as same_payee, cluster = $4 as same_cluster, reason = $5 as same_reason,
  sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and booked_on >= $2 and approver_id is not null and state = 'done'
group by 1, 2, 3, 4, 5, 6, 7, 8`,
)
const UNDONE = statement(
  'decision.undone',
  `
${countedUndos('$2')}
select maker_id, for_id, booked_on::text, 'undo' as act, false as is_blind, string_to_array(payee, ' ') && string_to_array($3, ' ') as same_payee, cluster = $4 as same_cluster, reason = $5 as same_reason,
  sum(amount_minor) as amount_minor
from counted
group by 1, 2, 3, 4, 5, 6, 7, 8`,
)
/**
 * What counts in some acts since the day in $3. What waits for a second person counts already: nothing is split by putting each part
 * before one. A fee that was let off, or given back, with another way out is a waiver of its amount, and so is one that was taken back: see
 * `feeUndoneBy`. What waits blind is told apart, see `UsedSum`.
 */
function counted(acts: '$2' | '$4'): string {
  const isCounted = `state in ('done', 'proposed')`
  const isBlind = `state = 'proposed' and keying = 'blind' as is_blind`
  return `with counted as (
  select maker_id, for_id, booked_on, resolution as act, payee, cluster, reason, amount_minor, ${isBlind}
  from decision
  where shard between $1 and $1 + 1023 and booked_on >= $3 and resolution = any (${acts}::text[]) and ${isCounted}
  union all
  select maker_id, for_id, booked_on, 'waive', concat(waived ->> 'shard', '/', waived ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint, ${isBlind}
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (waived)
  where 'waive' = any (${acts}::text[]) and shard between $1 and $1 + 1023 and booked_on >= $3 and resolution <> 'waive' and ${isCounted}
    and (effect like '%"step":"waived"%' or effect like '%"step":"refunded"%') and fee ->> 'step' in ('waived', 'refunded')
  union all
  select undone_by, undone_for_id, undone_on, 'waive', concat(charged ->> 'shard', '/', charged ->> 'id'), cluster, reason, (fee ->> 'feeMinor')::bigint, false
  from decision
  cross join lateral (select effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (charged)
  where 'waive' = any (${acts}::text[]) and shard between $1 and $1 + 1023 and undone_on >= $3 and (undone_by <> maker_id or undone_on > booked_on)
    and effect like '%"step":"charged"%' and fee ->> 'step' = 'charged'
  union all
  select undoing.maker_id, undoing.for_id, undoing.booked_on, 'waive', concat(charged ->> 'shard', '/', charged ->> 'id'), undoing.cluster, undoing.reason, (fee ->> 'feeMinor')::bigint, false
  from decision as undoing
  join decision as undone on undone.shard = undoing.shard and undone.id = undoing.undoes
  cross join lateral (select undone.effect::jsonb -> 'fee') as of_effect (fee)
  cross join lateral (select fee -> 'account') as of_fee (charged)
  where 'waive' = any (${acts}::text[]) and undoing.shard between $1 and $1 + 1023 and undoing.booked_on >= $3 and undoing.state = 'proposed'
    and (undoing.maker_id <> undone.maker_id or undoing.booked_on > undone.booked_on) and undone.effect like '%"step":"charged"%' and fee ->> 'step' = 'charged'
)`
}

/** What counts as taken back since a day: what was, by whoever asked for it, and what waits for a second person. */
function countedUndos(since: '$2' | '$3'): string {
  return `with counted as (
  select undone_by as maker_id, undone_for_id as for_id, undone_on as booked_on, payee, cluster, reason, amount_minor
  from decision
  where shard between $1 and $1 + 1023 and undone_on >= ${since}
  union all
  select maker_id, for_id, booked_on, payee, cluster, reason, amount_minor
  from decision
  where shard between $1 and $1 + 1023 and booked_on >= ${since} and resolution = 'undo' and state = 'proposed'
)`
}

/** Acts whose use is told by other columns than those of whoever decided. */
const OF_ACTS: Readonly<Record<string, typeof USED>> = { approve: APPROVED, undo: UNDONE }

/** What one person decided in one act on one day, as far as it counts with a payee, cluster or reason. */
export interface UsedSum {
  readonly makerId: number
  /** In whose place. */
  readonly forId: number | undefined
  readonly bookedOn: string
  readonly act: Act
  /** It waits, and what was proposed is told to nobody but its maker: the act whose sum it adds to would tell it. */
  readonly isBlind: boolean
  readonly samePayee: boolean
  readonly sameCluster: boolean
  readonly sameReason: boolean
  readonly amountMinor: bigint
}

/** Sums of what was decided in an act, and in those that add up with it, since a day and stands or waits for a second person, by person and day; of `approve` and `undo`, of what was approved, and of what was taken back or waits to be. */
export async function usedSums(
  run: Runner,
  of: {
    readonly orgShard: number
    readonly act: Act
    readonly since: string
    readonly payee: string
    readonly cluster: string
    readonly reason: string
  },
): Promise<readonly UsedSum[]> {
  const { orgShard, act, since, payee, cluster, reason } = of
  const rest = [since, payee, cluster, reason]
  const own = OF_ACTS[act]
  const [what, values] = own === undefined ? [USED, [orgShard, countedWith(act), ...rest]] : [own, [orgShard, ...rest]]
  const rows = await rowsOf<{
    maker_id: number
    for_id: number | null
    booked_on: string
    act: Act
    is_blind: boolean
    same_payee: boolean
    same_cluster: boolean
    same_reason: boolean
    amount_minor: bigint
  }>(run, what, values)
  return rows.map(row => ({
    makerId: row.maker_id,
    forId: row.for_id ?? undefined,
    bookedOn: row.booked_on,
    act: row.act,
    isBlind: row.is_blind,
    samePayee: row.same_payee,
    sameCluster: row.same_cluster,
    sameReason: row.same_reason,
    amountMinor: row.amount_minor,
  }))
}

const BY_PEOPLE = statement(
  'decision.by-people',
  `
${counted('$4')}
select maker_id, for_id, booked_on::text, act, is_blind, payee, cluster, reason, sum(amount_minor) as amount_minor
from counted
where (maker_id = any ($2::bigint[]) or for_id = any ($2::bigint[]))
group by 1, 2, 3, 4, 5, 6, 7, 8`,
)
const APPROVED_BY_PEOPLE = statement(
  'decision.approved-by-people',
  `
select approver_id as maker_id, approver_for_id as for_id, booked_on::text, 'approve' as act, false as is_blind, payee, cluster, reason, sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and booked_on >= $3 and state = 'done' and approver_id is not null
  and (approver_id = any ($2::bigint[]) or approver_for_id = any ($2::bigint[]))
group by 1, 2, 3, 4, 5, 6, 7, 8`,
)
const UNDONE_BY_PEOPLE = statement(
  'decision.undone-by-people',
  `
${countedUndos('$3')}
select maker_id, for_id, booked_on::text, 'undo' as act, false as is_blind, payee, cluster, reason, sum(amount_minor) as amount_minor
from counted
where maker_id = any ($2::bigint[]) or for_id = any ($2::bigint[])
group by 1, 2, 3, 4, 5, 6, 7, 8`,
)

/** Acts whose use is told by other columns than those of whoever decided. */
const BY_PEOPLE_OF: Readonly<Record<string, typeof BY_PEOPLE>> = {
  approve: APPROVED_BY_PEOPLE,
  undo: UNDONE_BY_PEOPLE,
}

/** What some people decided, or approved, on one day to one payee, of one batch and kind. */
export interface PeopleSum extends Pick<UsedSum, 'makerId' | 'forId' | 'bookedOn' | 'act' | 'isBlind' | 'amountMinor'> {
  readonly payee: string
  readonly cluster: string
  readonly reason: string
}

/** What these people decided in an act, and in those that add up with it, since a day, themselves or by somebody in their place; of `approve` and `undo`, what they approved, and what they took back or wait to. */
export async function sumsOfPeople(
  run: Runner,
  of: { readonly orgShard: number; readonly act: Act; readonly people: readonly number[]; readonly since: string },
): Promise<readonly PeopleSum[]> {
  const { orgShard, act, people, since } = of
  const values = [orgShard, people, since]
  const own = BY_PEOPLE_OF[act]
  const [what, all] = own === undefined ? [BY_PEOPLE, [...values, countedWith(act)]] : [own, values]
  const rows = await rowsOf<{
    maker_id: number
    for_id: number | null
    booked_on: string
    act: Act
    is_blind: boolean
    payee: string
    cluster: string
    reason: string
    amount_minor: bigint
  }>(run, what, all)
  return rows.map(({ payee, cluster, reason, ...row }) => ({
    makerId: row.maker_id,
    forId: row.for_id ?? undefined,
    bookedOn: row.booked_on,
    act: row.act,
    isBlind: row.is_blind,
    ...{ payee, cluster, reason, amountMinor: row.amount_minor },
  }))
}
