import type { PackName } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import { frequentStatement, type Runner, rowsOf } from './statement.ts'

const BY_KEYS = frequentStatement(
  'work-case.by-keys',
  `
select work_case.shard, work_case.id, pack, kind, queue, items, debit_minor, credit_minor, due_at, ours_at, opened_at,
  array(
    select exception.id from exception
    where exception.shard between $1 and $1 + 1023 and exception.case_shard = work_case.shard and exception.case_id = work_case.id and exception.state = 'open'
    order by exception.id) as exceptions,
  exists (
    select from exception join decision on decision.shard = exception.shard and decision.exception_id = exception.id and decision.state = 'proposed'
    where exception.shard between $1 and $1 + 1023 and exception.case_shard = work_case.shard and exception.case_id = work_case.id and exception.state = 'open'
      and decision.keying = 'blind') as keyed_blind
from unnest($2::bigint[], $3::bigint[]) as wanted (shard, id)
join work_case on work_case.shard = wanted.shard and work_case.id = wanted.id`,
)

const QUEUES = frequentStatement(
  'work-case.queues',
  `
select work_case.shard, work_case.id, work_case.queue
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join work_case on work_case.shard = wanted.shard and work_case.id = wanted.id`,
)

/** A case as people see it. */
export interface CaseFacts {
  readonly shard: number
  readonly id: number
  readonly pack: PackName
  readonly kind: string
  readonly queue: string
  readonly value: Tally
  readonly dueAt: Temporal.Instant | undefined
  readonly oursAt: Temporal.Instant | undefined
  readonly openedAt: Temporal.Instant
  /** Those that are open, by id. */
  readonly exceptions: readonly number[]
  /** Something of it was proposed blind, and waits. */
  readonly isKeyedBlind: boolean
}

interface Row {
  shard: number
  id: number
  pack: PackName
  kind: string
  queue: string
  items: number
  debit_minor: number
  credit_minor: number
  due_at: Date | null
  ours_at: Date | null
  opened_at: Date
  /** The elements of an array of bigint stay text. */
  exceptions: string[]
  keyed_blind: boolean
}

/** In which queue each of these cases is, in no order; one that is not there, or is another institution's, is left out. */
export async function queuesOfCases(
  run: Runner,
  keys: readonly { readonly caseShard: number; readonly caseId: number }[],
): Promise<readonly { readonly shard: number; readonly id: number; readonly queue: string }[]> {
  return rowsOf(run, QUEUES, [keys.map(one => one.caseShard), keys.map(one => one.caseId)])
}

/** The cases of these keys, in no order; one that is not there, or is another institution's, is left out. */
export async function casesByKeys(
  run: Runner,
  orgShard: number,
  keys: readonly { readonly caseShard: number; readonly caseId: number }[],
): Promise<readonly CaseFacts[]> {
  if (keys.length === 0) return []
  const rows = await rowsOf<Row>(run, BY_KEYS, [orgShard, keys.map(one => one.caseShard), keys.map(one => one.caseId)])
  return rows.map(
    ({ items, debit_minor, credit_minor, due_at, ours_at, opened_at, exceptions, keyed_blind, ...row }) => ({
      ...row,
      value: { count: items, debitMinor: debit_minor, creditMinor: credit_minor },
      dueAt: due_at === null ? undefined : instantOf(due_at),
      oursAt: ours_at === null ? undefined : instantOf(ours_at),
      openedAt: instantOf(opened_at),
      exceptions: exceptions.map(Number),
      isKeyedBlind: keyed_blind,
    }),
  )
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
