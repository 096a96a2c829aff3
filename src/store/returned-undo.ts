import type { Resolution } from '../core/exception.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** That something is taken back, as somebody asked for it and a second person returned it, while no case is there to come back with it. */
export interface ReturnedUndo {
  readonly shard: number
  /** Of the proposal. */
  readonly id: number
  /** Below zero of what is held as a whole. */
  readonly exceptionId: number
  /** What stands, and was to be taken back. */
  readonly resolution: Resolution
  readonly by: { readonly id: number; readonly name: string }
  readonly why: string
  readonly at: Temporal.Instant
}

/** More than anybody has returned to them; the oldest first, so that none is hidden for good. */
const SHOWN_MAX = 50

const OF_MAKER = statement(
  'decision.undos-returned',
  `
-- of what is open the case comes back; and whoever asked for it has answered with what they decided or wrote about it since
select returned.shard, returned.id, returned.exception_id, stands.resolution, returned.ended_by, person.name as ended_by_name, returned.ended_why, returned.ended_at
from decision as returned
join decision as stands on stands.shard = returned.shard and stands.id = returned.undoes and stands.state = 'done'
join exception on exception.shard = returned.shard and exception.id = returned.exception_id and exception.state <> 'open'
join person on person.shard = $1 and person.id = returned.ended_by
where returned.shard between $1 and $1 + 1023 and returned.maker_id = $2 and returned.state = 'returned' and returned.undoes is not null
  and not exists (select from decision as later where later.shard = returned.shard and later.exception_id = returned.exception_id and later.id > returned.id)
  and not exists (
    select from note
    where note.author_id = $2 and note.written_at >= returned.ended_at
      and ((note.shard = returned.shard and note.about = 'item' and note.subject_id = returned.exception_id)
        or (note.shard = exception.case_shard and note.about = 'case' and note.subject_id = exception.case_id)))
order by returned.ended_at, returned.shard, returned.id
limit ${SHOWN_MAX}`,
)

/** What somebody asked to have taken back, and has back themselves, the first first. */
export async function returnedUndosOf(
  run: Runner,
  of: { readonly orgShard: number; readonly personId: number },
): Promise<readonly ReturnedUndo[]> {
  const rows = await rowsOf<{
    shard: number
    id: number
    exception_id: number
    resolution: Resolution
    ended_by: number
    ended_by_name: string
    ended_why: string
    ended_at: Date
  }>(run, OF_MAKER, [of.orgShard, of.personId])
  return rows.map(({ shard, id, ...row }) => ({
    ...{ shard, id, exceptionId: row.exception_id, resolution: row.resolution, why: row.ended_why },
    by: { id: row.ended_by, name: row.ended_by_name },
    at: Temporal.Instant.fromEpochMilliseconds(row.ended_at.getTime()),
  }))
}
