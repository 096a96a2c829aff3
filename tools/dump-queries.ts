import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { allStatements } from '../src/store/statement.ts'

/** The committed list of every SQL text that Clearday runs, by name. */
export const QUERIES_FILE = fileURLToPath(new URL('../db/queries.sql', import.meta.url))

const STORE = new URL('../src/store/', import.meta.url)
const HEAD =
  '-- Every statement of src/store, by name. Written by `npm run schema`; a test fails when it is out of date.\n'

/** Loads every file of the store, each of which registers its statements, and gives them as one text. */
export async function dumpQueries(): Promise<string> {
  const files = readdirSync(STORE).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  for (const name of files) await import(new URL(name, STORE).href)
  const texts = allStatements().map(({ name, text }) => `-- ${name}\n${text};\n`)
  return [HEAD, ...texts].join('\n')
}
