import type { Word } from '../core/authority/asked.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const WORDS = statement(
  'words.about-exceptions',
  `
-- What was said before it was keyed, by notes and by proposals that were sent back, and whatever is said in questions: whoever keyed it
-- first may tell it in one afterwards. Of an exception that waits for nobody everything counts that was said until now.
select wanted.id, said.person, said.what
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join exception on exception.shard = wanted.shard and exception.id = wanted.id
left join decision as waiting on waiting.shard = wanted.shard and waiting.exception_id = wanted.id and waiting.state = 'proposed'
cross join lateral (
  select had.rank, had.person, had.what
  from question
  cross join lateral (
    values (1, case when question.state in ('answered', 'refused') then question.ended_by end, 'answerer'),
      (2, question.asker_id, 'asker'), (3, question.taken_by, 'taker')
  ) as had (rank, person, what)
  where question.shard = any ($3::bigint[]) and question.case_shard = exception.case_shard and question.case_id = exception.case_id
    and had.person is not null
  union
  select 4, (passed.one ->> 'by')::bigint, 'passer'
  from question
  cross join lateral jsonb_array_elements(question.passed) as passed (one)
  where question.shard = any ($3::bigint[]) and question.case_shard = exception.case_shard and question.case_id = exception.case_id
  union
  select 5, note.author_id, 'author'
  from note
  where ((note.shard = wanted.shard and note.subject_id = wanted.id and note.about = 'item')
      or (note.shard = exception.case_shard and note.subject_id = exception.case_id and note.about = 'case'))
    and (waiting.id is null or note.written_at <= waiting.decided_at)
  union
  select 6, decision.ended_by, 'returner'
  from decision
  where decision.shard = wanted.shard and decision.exception_id = wanted.id and decision.state = 'returned'
) as said
order by wanted.id, said.rank, said.person
-- a bound for safety: so many people have nothing to do with a page of what waits
limit 50000`,
)

/**
 * Who said something about each of these exceptions, or was asked, by the number of the exception: the strongest of each person
 * first. Of those about which nothing was said there is none. `queueShards`: where questions lie.
 */
export async function wordsAbout(
  run: Runner,
  of: readonly { readonly shard: number; readonly exceptionId: number }[],
  queueShards: readonly number[],
): Promise<ReadonlyMap<number, readonly Word[]>> {
  const columns = [of.map(one => one.shard), of.map(one => one.exceptionId), queueShards]
  const rows = await rowsOf<{ id: number; person: number; what: Word['as'] }>(run, WORDS, columns)
  const grouped = Map.groupBy(rows, row => row.id)
  return new Map([...grouped].map(([id, some]) => [id, some.map(({ person, what: as }) => ({ person, as }))]))
}
