import type { SignInAttempts } from '../core/sign-in-attempt.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

const MAKE = statement(
  'sign-in-attempt.make',
  `
insert into sign_in_attempt (shard, place, failed, last_at)
select $1, place, 0, '-infinity' from unnest($2::integer[]) as place
on conflict (shard, place) do nothing`,
)

const LOCK = statement(
  'sign-in-attempt.lock',
  `
-- for update, in order of place: attempts of one login or address are counted one after the other; the order prevents deadlocks
select place, failed, nullif(last_at, '-infinity') as last_at
from sign_in_attempt
where shard = $1 and place = any ($2::integer[])
order by place
for update`,
)

const PUT = statement(
  'sign-in-attempt.put',
  `
update sign_in_attempt set failed = changed.failed, last_at = changed.last_at
from unnest($2::integer[], $3::integer[], $4::timestamptz[]) as changed (place, failed, last_at)
where shard = $1 and sign_in_attempt.place = changed.place`,
)

/** Locks the places until the transaction ends, and gives what was tried there. */
export async function lockAttempts(
  tx: Runner,
  shard: number,
  places: readonly number[],
): Promise<ReadonlyMap<number, SignInAttempts>> {
  await changedBy(tx, MAKE, [shard, places])
  const rows = await rowsOf<{ place: number; failed: number; last_at: Date | null }>(tx, LOCK, [shard, places])
  return new Map(
    rows.flatMap(({ place, failed, last_at: at }) =>
      at === null ? [] : [[place, { failed, lastAt: Temporal.Instant.fromEpochMilliseconds(at.getTime()) }]],
    ),
  )
}

export async function putAttempts(
  tx: Runner,
  shard: number,
  attempts: ReadonlyMap<number, SignInAttempts>,
): Promise<void> {
  const all = [...attempts.values()]
  await changedBy(tx, PUT, [
    shard,
    [...attempts.keys()],
    all.map(one => one.failed),
    all.map(one => one.lastAt.toString()),
  ])
}
