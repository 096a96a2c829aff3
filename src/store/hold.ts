import type pg from 'pg'
import type { HoldAfter } from '../core/hold.ts'
import { changedBy, type Runner, rowOf, statement } from './statement.ts'

const INSERT = statement(
  'hold.insert',
  `
insert into hold (shard, decision_id, party, awaits, until_at, ends_by, extensions)
values ($1, $2, $3, $4, $5, $6, $7)`,
)
const OF_DECISION = statement(
  'hold.of-decision',
  'select party, awaits, until_at, ends_by, extensions from hold where shard = $1 and decision_id = $2',
)
const NEWEST = statement(
  'hold.newest',
  `
-- the newest one that was not taken back
select party, awaits, until_at, ends_by, extensions
from hold
join decision on decision.shard = hold.shard and decision.id = hold.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id desc
limit 1`,
)

/** Adds the hold that a decision made, or made longer. */
export async function insertHold(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly decisionId: number },
  after: HoldAfter | undefined,
): Promise<void> {
  if (after === undefined) return
  const { party, awaits, until, endsBy, extensions } = after
  await changedBy(tx, INSERT, [of.shard, of.decisionId, party, awaits, until, endsBy, extensions])
}

/** The hold that a decision made; undefined for every other decision. */
export async function holdOf(
  run: Runner,
  at: { readonly shard: number; readonly decisionId: number },
): Promise<HoldAfter | undefined> {
  return afterOf(await rowOf<HoldRow>(run, OF_DECISION, [at.shard, at.decisionId]))
}

/** The hold of an exception as it stands, ended or not; undefined where there was none, or it was taken back. */
export async function newestHold(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<HoldAfter | undefined> {
  return afterOf(await rowOf<HoldRow>(run, NEWEST, [at.shard, at.exceptionId]))
}

interface HoldRow {
  readonly party: HoldAfter['party']
  readonly awaits: HoldAfter['awaits']
  readonly until_at: Date
  readonly ends_by: Date
  readonly extensions: number
}

function afterOf(row: HoldRow | undefined): HoldAfter | undefined {
  if (row === undefined) return undefined
  const { party, awaits, until_at: until, ends_by: endsBy, extensions } = row
  return { party, awaits, until: instantOf(until), endsBy: instantOf(endsBy), extensions }
}

function instantOf(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toString()
}
