import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allStatements, type Statement } from '../../src/store/statement.ts'
import { dumpQueries, QUERIES_FILE } from '../../tools/dump-queries.ts'
import { migratedDatabase } from '../samples/migrated-database.ts'

const own = migratedDatabase()

/** PostgreSQL's own word on a statement: it parses, and every table, column and type in it exists. */
async function refusalOf({ name, text }: Statement): Promise<readonly string[]> {
  try {
    await own.client.query(preparable(text))
    await own.client.query('deallocate all')
    return []
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : error}`]
  }
}

/** COPY cannot be prepared; reading the same columns asks the same of the schema. */
function preparable(text: string): string {
  const copy = /^copy\s+(\w+)\s*\(([^)]*)\)/i.exec(text)
  return `prepare asked as ${copy === null ? text : `select ${copy[2]} from ${copy[1]}`}`
}

/** A lock without its shard would, on several nodes, be refused or reach too far; one without its reason is removed by the next reader. */
function lockFaults({ name, text }: Statement): readonly string[] {
  if (!/\bfor (no key )?update\b|\bfor (key )?share\b|\block table\b/i.test(text.replaceAll(/--.*$/gm, ''))) return []
  return [
    ...(/\bshard\b/.test(text) ? [] : [`${name}: a row lock names its shard.`]),
    ...(/--\s*\S/.test(text) ? [] : [`${name}: SQL says why it locks, in a comment of its own.`]),
  ]
}

test('db/queries.sql is what the store runs', async () => {
  expect(await dumpQueries(), 'write it anew: npm run schema').toBe(readFileSync(QUERIES_FILE, 'utf8'))
})

test('every statement fits the schema', async () => {
  await dumpQueries()
  const refused: string[] = []
  for (const statement of allStatements()) refused.push(...(await refusalOf(statement)))
  expect(allStatements().length).toBeGreaterThan(0)
  expect(refused).toEqual([])
})

test('every lock names its shard and its reason', async () => {
  await dumpQueries()
  expect(allStatements().flatMap(lockFaults)).toEqual([])
})

test('planted faults are found', async () => {
  expect(await refusalOf({ name: 'planted', text: 'select no_such_column from receipt' })).toHaveLength(1)
  expect(
    await refusalOf({ name: 'planted', text: 'copy receipt (shard, no_such_column) from stdin (format binary)' }),
  ).toHaveLength(1)
  expect(
    lockFaults({ name: 'planted', text: 'select id from receipt where id = $1 for update skip locked' }),
  ).toHaveLength(2)
  expect(
    lockFaults({ name: 'planted', text: '-- one at a time\nselect id from receipt where shard = $1 for update' }),
  ).toEqual([])
})
