import { type Runner, rowsOf, statement } from './statement.ts'

const ONE_HAND = statement(
  'decision.one-hand',
  `
-- a report across shards: the accounts in $2 are one person's, and two of them stand in the same decision as two people
select decision.shard, decision.id, decision.exception_id, second.gave, second.person_id as second_id, min(had.person_id) as first_id, second.at, count(*) over () as of_all
from decision
cross join lateral (values
  ('approved', case when approver_id = any ($2::bigint[]) then approver_id else approver_for_id end, approved_at),
  ('reviewed', reviewed_by, reviewed_at),
  ('reviewed', undo_reviewed_by, undo_reviewed_at)) as second (gave, person_id, at)
cross join lateral (
  select maker_id union select for_id union select (one ->> 'person')::bigint from jsonb_array_elements(hands) as one
  union select person_id from second_key where second_key.shard = decision.shard and decision_id = decision.id
  union select approver_id where second.gave = 'reviewed'
  union select undone_by where second.person_id = undo_reviewed_by) as had (person_id)
where decision.shard between $1 and $1 + 1023
  and (approver_id = any ($2) or approver_for_id = any ($2) or reviewed_by = any ($2) or undo_reviewed_by = any ($2))
  and second.person_id = any ($2) and had.person_id = any ($2) and had.person_id <> second.person_id
group by decision.shard, decision.id, decision.exception_id, second.gave, second.person_id, second.at
order by second.at desc, decision.shard, decision.id
limit $3`,
)

/** A decision that two accounts of one person made as two people, before it was said whose they are. */
export interface OneHand {
  readonly shard: number
  readonly id: number
  /** The number of its item; negative of what is held as a whole. */
  readonly exceptionId: number
  /** What the second account did: said yes to it, or looked at it afterwards. */
  readonly gave: 'approved' | 'reviewed'
  readonly secondId: number
  /** The account that had a hand in it before; the first that was added, where several had. */
  readonly firstId: number
  readonly at: Temporal.Instant
}

/** The newest of them, and how many there are in all. `accounts`: all of one natural person. */
export async function oneHandOf(
  run: Runner,
  of: { readonly orgShard: number; readonly accounts: readonly number[]; readonly limit: number },
): Promise<{ readonly count: number; readonly newest: readonly OneHand[] }> {
  const rows = await rowsOf<{
    shard: number
    id: number
    exception_id: number
    gave: OneHand['gave']
    second_id: number
    first_id: number
    at: Date
    of_all: number
  }>(run, ONE_HAND, [of.orgShard, of.accounts, of.limit])
  const newest = rows.map(({ shard, id, exception_id: exceptionId, gave, second_id, first_id, at }) => {
    const moment = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    return { shard, id, exceptionId, gave, secondId: second_id, firstId: first_id, at: moment }
  })
  return { count: rows[0]?.of_all ?? 0, newest }
}
