import type pg from 'pg'
import type { QueuePlace } from '../core/work/place.ts'
import type { OutOfTurn } from '../core/work/place-acts.ts'
import { OWN_ACCOUNTS } from './own-accounts.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

const INSERT = statement(
  'case-skip.insert',
  `
insert into case_skip (shard, case_shard, case_id, fence, queue, person_id, reason, skipped_on, skipped_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)
const COUNT = statement(
  'case-skip.count',
  `
-- of the natural person: another account of theirs has no other measure
with recursive ${OWN_ACCOUNTS}
select count(*) as skips
from case_skip
where shard between $1 and $1 + 1023 and person_id in (select account_id from own_account) and skipped_on = $3`,
)
const OF_DAY = statement(
  'case-skip.of-day',
  `
select person_id, queue, reason, count(*) as skips, count(distinct (case_shard, case_id)) as cases
from case_skip
where shard between $1 and $1 + 1023 and skipped_on = $2
group by person_id, queue, reason
order by skips desc, person_id, queue, reason
limit 1000`,
)

export async function insertSkip(
  tx: pg.ClientBase,
  skip: {
    readonly place: QueuePlace
    readonly personId: number
    readonly reason: OutOfTurn
    /** YYYY-MM-DD. */
    readonly on: string
    readonly at: Temporal.Instant
  },
): Promise<void> {
  const { place, personId, reason, on, at } = skip
  const { shard, caseShard, caseId, fence, queue } = place
  await changedBy(tx, INSERT, [shard, caseShard, caseId, fence, queue, personId, reason, on, at.toString()])
}

/** How often a natural person passed something over or gave it back on a day, YYYY-MM-DD, by whichever account. */
export async function countSkips(
  run: Runner,
  orgShard: number,
  of: { readonly personId: number; readonly on: string },
): Promise<number> {
  return (await rowsOf<{ skips: number }>(run, COUNT, [orgShard, [of.personId], of.on]))[0]?.skips ?? 0
}

/** Skips of one day, YYYY-MM-DD, added up by person, queue and reason: what a supervisor looks at. The most first. */
export async function skipsOfDay(
  run: Runner,
  orgShard: number,
  on: string,
): Promise<
  readonly {
    readonly personId: number
    readonly queue: string
    readonly reason: OutOfTurn
    readonly skips: number
    readonly cases: number
  }[]
> {
  const rows = await rowsOf<{ person_id: number; queue: string; reason: OutOfTurn; skips: number; cases: number }>(
    run,
    OF_DAY,
    [orgShard, on],
  )
  return rows.map(({ person_id: personId, ...row }) => ({ personId, ...row }))
}
