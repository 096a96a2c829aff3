import type pg from 'pg'

/** A node of what PostgreSQL did for a statement, as it says of it while doing it. */
export interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Plan[]
}

/** Runs the statement and gives every node of its plan. */
export async function plansOf(tx: pg.ClientBase, text: string, values: readonly unknown[]): Promise<readonly Plan[]> {
  const { rows } = await tx.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(
    `explain (analyze, timing off, format json) ${text}`,
    [...values],
  )
  return rows.flatMap(row => nodesOf(row['QUERY PLAN'][0].Plan))
}

function nodesOf(plan: Plan): readonly Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

/** Rows that the nodes looked at, also those that they threw away. */
export function rowsRead(nodes: readonly Plan[]): number {
  return nodes.reduce(
    (sum, node) =>
      sum + ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0),
    0,
  )
}
