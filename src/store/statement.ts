import type pg from 'pg'
import { storableParameter } from './storable-text.ts'

/**
 * Every SQL text of Clearday is a named statement, written as SQL where it is used and listed, all together, in the
 * committed `db/queries.sql`: reviewers read SQL. A test prepares each one against the real schema.
 */
export interface Statement {
  readonly name: string
  readonly text: string
}

const statements = new Map<string, Statement>()

/** Registers a statement. The name is `noun.verb`, unique. */
export function statement(name: string, text: string): Statement {
  if (statements.has(name)) throw new Error(`two statements are named ${name}`)
  const made = { name, text: text.replace(/^\n/, '').replace(/\s+$/, '') }
  statements.set(name, made)
  return made
}

/** All statements that the loaded modules registered, by name. */
export function allStatements(): readonly Statement[] {
  return [...statements.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What can run a statement: a pooled client inside a transaction, or the pool itself for a single read. */
export type Runner = Pick<pg.ClientBase, 'query'>

/** Runs a statement and gives its rows. Row types are checked by the tests that run each statement against PostgreSQL. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  run: Runner,
  what: Statement,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const result = await run.query<Row>(what.text, values.map(storableParameter))
  return result.rows
}

/** The single row, or undefined. More than one is a defect. */
export async function rowOf<Row extends pg.QueryResultRow>(
  run: Runner,
  what: Statement,
  values: readonly unknown[] = [],
): Promise<Row | undefined> {
  const rows = await rowsOf<Row>(run, what, values)
  if (rows.length > 1) throw new Error(`${what.name} gave ${rows.length} rows where one at most was expected`)
  return rows[0]
}

/** Runs a statement that changes rows and gives how many it changed. */
export async function changedBy(run: Runner, what: Statement, values: readonly unknown[] = []): Promise<number> {
  const result = await run.query(what.text, values.map(storableParameter))
  return result.rowCount ?? 0
}
