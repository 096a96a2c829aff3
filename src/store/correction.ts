import type pg from 'pg'
import type { CorrectedField } from '../core/correction.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

const INSERT = statement(
  'correction.insert',
  `
insert into correction (shard, decision_id, n, field, value, sensitive)
select $1, $2, n, field, value, nullif(sensitive, '')
from unnest($3::text[], $4::text[], $5::text[]) with ordinality as corrected (field, value, sensitive, n)`,
)
const OF_DECISION = statement(
  'correction.of-decision',
  'select field, value, sensitive from correction where shard = $1 and decision_id = $2 order by n',
)
const OF_EXCEPTION = statement(
  'correction.of-exception',
  `
-- of the decision that stands: what was taken back stays in the history and counts no more
select field, value, sensitive
from correction
join decision on decision.shard = correction.shard and decision.id = correction.decision_id
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done'
order by decision.id, n
limit 100`,
)
const NOTICE_GONE = statement(
  'outbound-item.notice-gone',
  `select exists (select from outbound_item where shard = $1 and item_id = $2 and kind = 'notice' and state = 'sent') as gone`,
)

/** Adds the corrected values of a decision, in their order. */
export async function insertCorrections(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly decisionId: number },
  fields: readonly CorrectedField[],
): Promise<void> {
  const columns = [fields.map(one => one.field), fields.map(one => one.value), fields.map(one => one.sensitive ?? '')]
  if (fields.length > 0) await changedBy(tx, INSERT, [of.shard, of.decisionId, ...columns])
}

/** The corrected values of a decision, in order. */
export async function correctionsOf(
  run: Runner,
  at: { readonly shard: number; readonly decisionId: number },
): Promise<readonly CorrectedField[]> {
  return fieldsOf(await rowsOf<CorrectionRow>(run, OF_DECISION, [at.shard, at.decisionId]))
}

/** What stands in the place of what was received of an item, by the decision about its exception that stands. */
export async function correctionsOfException(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<readonly CorrectedField[]> {
  return fieldsOf(await rowsOf<CorrectionRow>(run, OF_EXCEPTION, [at.shard, at.exceptionId]))
}

/** Whether a notice about the item went out: it cannot be called back, and no second one goes. */
export async function hasNoticeGone(
  run: Runner,
  at: { readonly shard: number; readonly itemId: number },
): Promise<boolean> {
  return (await rowOf<{ gone: boolean }>(run, NOTICE_GONE, [at.shard, at.itemId]))?.gone === true
}

interface CorrectionRow {
  readonly field: string
  readonly value: string
  readonly sensitive: CorrectedField['sensitive'] | null
}

function fieldsOf(rows: readonly CorrectionRow[]): readonly CorrectedField[] {
  return rows.map(({ field, value, sensitive }) => ({ field, value, ...(sensitive == null ? {} : { sensitive }) }))
}
