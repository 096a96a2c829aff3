import type { Question } from '../core/question/question.ts'
import { QUESTION_COLUMNS, type QuestionRow, questionOf } from './question.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

const WAITING = statement(
  'question.waiting',
  `
select ${QUESTION_COLUMNS}
from question
where question.shard between $1 and $1 + 1023 and question.state in ('open', 'taken') and (question.shard, question.id) > ($2, $3)
  -- a case that was decided meanwhile asks nobody any more
  and exists (select from work_case where work_case.shard = question.case_shard and work_case.id = question.case_id and work_case.state = 'open')
order by question.shard, question.id
limit $4`,
)
const ASKED_BY = statement(
  'question.asked-by',
  `
-- what waits first, then the newest
select ${QUESTION_COLUMNS}
from question
where shard between $1 and $1 + 1023 and asker_id = $2
order by state not in ('open', 'taken'), asked_at desc, shard, id
limit 100`,
)
const OF_CASE = statement(
  'question.of-case',
  `
select ${QUESTION_COLUMNS}
from question
where shard = $1 and case_shard = $2 and case_id = $3
order by asked_at, id
limit 100`,
)
const ANSWERED = statement(
  'question.answered-of-kind',
  `
select ${QUESTION_COLUMNS}
from question
where shard = any ($1::bigint[]) and pack = $2 and kind = $3 and state = 'answered'
order by ended_at desc, shard, id
limit $4`,
)
const ONE = statement('question.one', `select ${QUESTION_COLUMNS} from question where shard = $1 and id = $2`)
const FREES = statement(
  'question.frees',
  `
-- a report across shards: what is open of the same kind and cause, the case's own items among it; summed once for each cause
with wanted as (
  select own.shard, own.id, own.pack, own.kind, own.cause
  from unnest($2::bigint[], $3::bigint[]) as named (shard, id)
  join work_case as own on own.shard = named.shard and own.id = named.id),
freed as (
  select once.pack, once.kind, once.cause, sum(exception.items)::bigint as items
  from (select distinct pack, kind, cause from wanted) as once
  join work_case as alike on alike.shard between $1 and $1 + 1023 and alike.cause = once.cause and alike.state = 'open' and alike.pack = once.pack and alike.kind = once.kind
  join exception on exception.shard between $1 and $1 + 1023 and exception.case_shard = alike.shard and exception.case_id = alike.id and exception.state = 'open'
  group by once.pack, once.kind, once.cause)
select shard, id, items from wanted join freed using (pack, kind, cause)`,
)
const RECORD = statement(
  'question.record-of-person',
  `
select count(*) filter (where verdict = 'agreed') as agreed,
  -- the same way out again, of which neither says what is keyed with it, is neither: see proposalWas
  count(*) filter (where verdict = 'another' and proposal <> resolution) as another,
  count(*) filter (where verdict = 'do_next' or proposal is null or proposal = resolution) as not_judged
from question
where shard between $1 and $1 + 1023 and asker_id = $2 and state = 'answered'`,
)

/** Read at once. */
const CHUNK = 500

/** Everything that waits for an answer about a case that is open, whoever may give it, in the order of its keys: many at a time. */
export async function* questionsWaiting(run: Runner, orgShard: number): AsyncGenerator<readonly Question[]> {
  let after: Pick<Question, 'shard' | 'id'> = { shard: 0, id: 0 }
  for (let read = CHUNK; read === CHUNK; ) {
    const rows = await rowsOf<QuestionRow>(run, WAITING, [orgShard, after.shard, after.id, CHUNK])
    const some = rows.map(questionOf)
    if (some.length > 0) yield some
    read = some.length
    after = some.at(-1) ?? after
  }
}

/** What somebody asked: what waits first. */
export async function questionsAskedBy(run: Runner, orgShard: number, person: number): Promise<readonly Question[]> {
  return (await rowsOf<QuestionRow>(run, ASKED_BY, [orgShard, person])).map(questionOf)
}

/** Everything that was asked about a case, the first first. `shard`: the bucket of its queue. */
export async function questionsOfCase(
  run: Runner,
  of: { readonly shard: number; readonly caseShard: number; readonly caseId: number },
): Promise<readonly Question[]> {
  return (await rowsOf<QuestionRow>(run, OF_CASE, [of.shard, of.caseShard, of.caseId])).map(questionOf)
}

/** What was answered about a kind, the newest first. */
export async function answeredOfKind(
  run: Runner,
  shards: readonly number[],
  of: { readonly pack: string; readonly kind: string; readonly limit: number },
): Promise<readonly Question[]> {
  return (await rowsOf<QuestionRow>(run, ANSWERED, [shards, of.pack, of.kind, of.limit])).map(questionOf)
}

/** The question of a key, not locked: to be shown, or to know what to lock. */
export async function questionByKey(
  run: Runner,
  at: { readonly shard: number; readonly id: number },
): Promise<Question | undefined> {
  const row = await rowOf<QuestionRow>(run, ONE, [at.shard, at.id])
  return row === undefined ? undefined : questionOf(row)
}

/** How many open items of its kind and cause the answer about each case frees, by `shard-id` of the case. */
export async function freedByCase(
  run: Runner,
  orgShard: number,
  cases: readonly { readonly caseShard: number; readonly caseId: number }[],
): Promise<ReadonlyMap<string, number>> {
  if (cases.length === 0) return new Map()
  const rows = await rowsOf<{ shard: number; id: number; items: number }>(run, FREES, [
    orgShard,
    cases.map(one => one.caseShard),
    cases.map(one => one.caseId),
  ])
  return new Map(rows.map(row => [`${row.shard}-${row.id}`, row.items]))
}

/** How somebody's proposals stood against the answers: the same, another, or not judged. */
export interface ProposalRecord {
  readonly agreed: number
  readonly another: number
  readonly notJudged: number
}

export async function proposalRecordOf(run: Runner, orgShard: number, person: number): Promise<ProposalRecord> {
  const row = await rowOf<{ agreed: number; another: number; not_judged: number }>(run, RECORD, [orgShard, person])
  return { agreed: row?.agreed ?? 0, another: row?.another ?? 0, notJudged: row?.not_judged ?? 0 }
}
