import type pg from 'pg'
import { changedBy, type Runner, rowOf, statement } from './statement.ts'

/** By when the value of an exception has to leave suspense. */

const OF_EXCEPTION = statement(
  'suspense-position.exit',
  'select opened_on::text, exit_on::text from suspense_position where shard = $1 and exception_id = $2',
)
const SET = statement(
  'suspense-position.set-exit',
  'update suspense_position set exit_on = $3 where shard = $1 and exception_id = $2',
)

/** The days on which its position opened and by which it has to be gone, YYYY-MM-DD; undefined where it holds nothing. */
export async function exitOfPosition(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<{ readonly openedOn: string; readonly exitOn: string } | undefined> {
  const row = await rowOf<{ opened_on: string; exit_on: string }>(run, OF_EXCEPTION, [at.shard, at.exceptionId])
  return row && { openedOn: row.opened_on, exitOn: row.exit_on }
}

/** Sets the day by which it has to be gone. Throws where there is no position. */
export async function setExit(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly exceptionId: number; readonly exitOn: string },
): Promise<void> {
  if ((await changedBy(tx, SET, [at.shard, at.exceptionId, at.exitOn])) !== 1)
    throw new Error(`exception ${at.exceptionId} has no position that could leave suspense`)
}
