import { createOpenedTemplate } from './postgres.ts'
import { openBooksOf } from './samples/engine.ts'

/**
 * vitest's global setup after that of PostgreSQL: the books of the institution of most tests are opened once, in a template of their
 * own. They are three accounts in each of a thousand buckets, which took most of the time of a test that begins with nothing.
 */
export async function setup(): Promise<void> {
  await createOpenedTemplate(openBooksOf)
}
