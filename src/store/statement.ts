import type pg from 'pg'
import { keepsPlans } from './kept-plans.ts'
import { storableParameter } from './storable-text.ts'

/**
 * Every SQL text of Clearday is a named statement, written as SQL where it is used and listed, all together, in the
 * committed `db/queries.sql`: reviewers read SQL. A test prepares each one against the real schema.
 */
export interface Statement {
  readonly name: string
  readonly text: string
  /** Absent: the server plans it each time, for the values that it has then. */
  readonly plan?: 'kept'
}

const statements = new Map<string, Statement>()

/** Registers a statement. The name is `noun.verb`, unique. */
export function statement(name: string, text: string): Statement {
  return registered({ name, text })
}

/**
 * The same of one that is run so often that planning it costs what it does, and whose plan is good for any values: it looks up by
 * keys. Where the connection allows, the server keeps its plan (`store/kept-plans.ts`).
 */
export function frequentStatement(name: string, text: string): Statement {
  return registered({ name, text, plan: 'kept' })
}

function registered(given: Statement): Statement {
  if (statements.has(given.name)) throw new Error(`two statements are named ${given.name}`)
  const made = { ...given, text: given.text.replace(/^\n/, '').replace(/\s+$/, '') }
  statements.set(given.name, made)
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
  const result = await run.query<Row>(queryOf(run, what), values.map(storableParameter))
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
  const result = await run.query(queryOf(run, what), values.map(storableParameter))
  return result.rowCount ?? 0
}

/** With its name, by which the server finds the plan that it keeps. */
function queryOf(run: Runner, { name, text, plan }: Statement): { readonly text: string; readonly name?: string } {
  return plan === 'kept' && keepsPlans(run) ? { name, text } : { text }
}
