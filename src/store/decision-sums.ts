import { counted, type UsedSum } from './decision.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** What people decided, added up by payee, batch and kind: what a bundle of items is held against. */

const BY_PEOPLE = statement(
  'decision.by-people',
  `
${counted('$4')}
select maker_id, for_id, booked_on::text, payee, cluster, reason, sum(amount_minor) as amount_minor
from counted
where (maker_id = any ($2::bigint[]) or for_id = any ($2::bigint[]))
group by 1, 2, 3, 4, 5, 6`,
)
const APPROVED_BY_PEOPLE = statement(
  'decision.approved-by-people',
  `
select approver_id as maker_id, approver_for_id as for_id, booked_on::text, payee, cluster, reason, sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and booked_on >= $3 and state = 'done' and approver_id is not null
  and (approver_id = any ($2::bigint[]) or approver_for_id = any ($2::bigint[]))
group by 1, 2, 3, 4, 5, 6`,
)
const UNDONE_BY_PEOPLE = statement(
  'decision.undone-by-people',
  `
select undone_by as maker_id, undone_for_id as for_id, undone_on::text as booked_on, payee, cluster, reason, sum(amount_minor) as amount_minor
from decision
where shard between $1 and $1 + 1023 and undone_on >= $3 and (undone_by = any ($2::bigint[]) or undone_for_id = any ($2::bigint[]))
group by 1, 2, 3, 4, 5, 6`,
)

/** Acts whose use is told by other columns than those of whoever decided. */
const BY_PEOPLE_OF: Readonly<Record<string, typeof BY_PEOPLE>> = {
  approve: APPROVED_BY_PEOPLE,
  undo: UNDONE_BY_PEOPLE,
}

/** What some people decided, or approved, on one day to one payee, of one batch and kind. */
export interface PeopleSum extends Pick<UsedSum, 'makerId' | 'forId' | 'bookedOn' | 'amountMinor'> {
  readonly payee: string
  readonly cluster: string
  readonly reason: string
}

/** What these people decided in an act since a day, themselves or by somebody in their place; of `approve` and `undo`, what they approved and took back. */
export async function sumsOfPeople(
  run: Runner,
  of: { readonly orgShard: number; readonly act: string; readonly people: readonly number[]; readonly since: string },
): Promise<readonly PeopleSum[]> {
  const { orgShard, act, people, since } = of
  const values = [orgShard, people, since]
  const own = BY_PEOPLE_OF[act]
  const [what, all] = own === undefined ? [BY_PEOPLE, [...values, act]] : [own, values]
  const rows = await rowsOf<{
    maker_id: number
    for_id: number | null
    booked_on: string
    payee: string
    cluster: string
    reason: string
    amount_minor: bigint
  }>(run, what, all)
  return rows.map(({ payee, cluster, reason, ...row }) => ({
    makerId: row.maker_id,
    forId: row.for_id ?? undefined,
    bookedOn: row.booked_on,
    ...{ payee, cluster, reason, amountMinor: row.amount_minor },
  }))
}
