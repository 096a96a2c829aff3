import { createHash, type Hash } from 'node:crypto'

/** Rows that an event stands for: how many, and the SHA-256 of their bytes. */
export interface ToldRows {
  readonly rows: number
  readonly sha256: string
}

/**
 * Hashes rows again, group by group, and holds them against what was told of them. Reports a group by its key and what is wrong
 * with it. Gives how many rows there are.
 *
 * @param keyOf The group of a row: rows of one group stand together.
 * @param tail Bytes at the end of a row that only place it, and that no event told.
 */
export async function compareRows(
  batches: AsyncIterable<readonly Buffer[]>,
  keyOf: (row: Buffer) => string,
  told: ReadonlyMap<string, ToldRows>,
  report: (key: string, what: string) => void,
  tail = 0,
): Promise<number> {
  const missing = new Set(told.keys())
  let rows = 0
  let group: { readonly key: string; readonly hash: Hash; rows: number } | undefined
  const close = () => {
    if (group === undefined) return
    missing.delete(group.key)
    const said = told.get(group.key)
    if (said === undefined) report(group.key, 'stand under no event: they were added.')
    else if (said.rows !== group.rows) report(group.key, `are ${group.rows}, and ${said.rows} were written.`)
    else if (group.hash.digest('hex') !== said.sha256) report(group.key, 'are not as they were written.')
  }
  for await (const batch of batches) {
    for (const row of batch) {
      const key = keyOf(row)
      if (group?.key !== key) {
        close()
        group = { key, hash: createHash('sha256'), rows: 0 }
      }
      group.hash.update(tail === 0 ? row : row.subarray(0, row.length - tail))
      group.rows++
      rows++
    }
  }
  close()
  for (const key of missing) report(key, `are gone: ${told.get(key)?.rows} were written.`)
  return rows
}
