import type pg from 'pg'
import type { ForwardingAfter } from '../core/forwarding.ts'
import { changedBy, type Runner, rowOf, statement } from './statement.ts'

const INSERT = statement(
  'forwarding.insert',
  `
insert into forwarding (shard, decision_id, recipient, state, chases, acknowledge_by)
values ($1, $2, $3, $4, $5, $6)`,
)
const OF_DECISION = statement(
  'forwarding.of-decision',
  'select recipient, state, chases, acknowledge_by from forwarding where shard = $1 and decision_id = $2',
)
const NEWEST = statement(
  'forwarding.newest',
  `
-- the newest step that was not taken back
select recipient, forwarding.state, chases, acknowledge_by
from forwarding
join decision on decision.shard = forwarding.shard and decision.id = forwarding.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id desc
limit 1`,
)

/** Adds the step of a forwarding that a decision took. */
export async function insertForwarding(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly decisionId: number },
  after: ForwardingAfter | undefined,
): Promise<void> {
  if (after === undefined) return
  const { recipient, state, chases, acknowledgeBy } = after
  await changedBy(tx, INSERT, [of.shard, of.decisionId, recipient, state, chases, acknowledgeBy])
}

/** The step that a decision took; undefined for every other decision. */
export async function forwardingOf(
  run: Runner,
  at: { readonly shard: number; readonly decisionId: number },
): Promise<ForwardingAfter | undefined> {
  return afterOf(await rowOf<ForwardingRow>(run, OF_DECISION, [at.shard, at.decisionId]))
}

/** The forwarding of an exception as it stands, answered or not; undefined where there was none, or it was taken back. */
export async function newestForwarding(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<ForwardingAfter | undefined> {
  return afterOf(await rowOf<ForwardingRow>(run, NEWEST, [at.shard, at.exceptionId]))
}

interface ForwardingRow {
  readonly recipient: string
  readonly state: ForwardingAfter['state']
  readonly chases: number
  readonly acknowledge_by: Date
}

function afterOf(row: ForwardingRow | undefined): ForwardingAfter | undefined {
  if (row === undefined) return undefined
  const { recipient, state, chases, acknowledge_by: at } = row
  const acknowledgeBy = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toString()
  return { recipient, state, chases, acknowledgeBy }
}
