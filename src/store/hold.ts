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

const AWAITING = statement(
  'hold.awaiting',
  `
-- the letter of the newest hold that was not taken back, while nobody answered it; also after its end: what comes late comes too
select newest.awaits, newest.letter
from (
  select hold.awaits, letter.answered_on, decision.shard || '-' || decision.id || '-1' as letter
  from decision
  join hold on hold.shard = decision.shard and hold.decision_id = decision.id
  left join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id and letter.n = 1
  where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
  order by decision.id desc
  limit 1
) as newest
where newest.answered_on is null`,
)

/** What somebody was asked for about an exception and did not give yet, with the number of the letter that asks; undefined where nobody owes anything. */
export async function awaitedOf(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<{ readonly awaits: HoldAfter['awaits']; readonly letter: string } | undefined> {
  return rowOf<{ awaits: HoldAfter['awaits']; letter: string }>(run, AWAITING, [at.shard, at.exceptionId])
}
