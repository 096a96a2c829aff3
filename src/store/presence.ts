import type pg from 'pg'
import type { Presence } from '../core/work/presence.ts'
import { changedBy, statement } from './statement.ts'

const SET = statement(
  'presence.set',
  `
insert into presence (shard, person_id, state, since)
values ($1, $2, $3, $4)
on conflict (shard, person_id) do update set state = excluded.state, since = excluded.since
where presence.state <> excluded.state`,
)

/** True when it is another than before. */
export async function setPresence(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly personId: number; readonly presence: Presence; readonly at: Temporal.Instant },
): Promise<boolean> {
  return (await changedBy(tx, SET, [of.shard, of.personId, of.presence, of.at.toString()])) === 1
}
