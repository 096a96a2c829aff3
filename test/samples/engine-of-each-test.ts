import { afterEach, beforeEach } from 'vitest'
import { openAccounts } from './arrivals.ts'
import { openTestEngine, type TestEngine } from './engine.ts'

/** An engine for each test of the file that calls it, with these accounts open. Asked for inside a test. */
export function engineOfEachTest(accounts: readonly string[]): () => TestEngine {
  let at: TestEngine | undefined
  beforeEach(async () => {
    at = await openTestEngine()
    await openAccounts(at.engine, accounts)
  })
  afterEach(() => at?.close())
  return () => {
    if (at === undefined) throw new Error('an engine is there inside a test only')
    return at
  }
}
