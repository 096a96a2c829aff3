import { afterEach, beforeEach } from 'vitest'
import { shareTemplate } from '../postgres.ts'
import { openAccounts } from './arrivals.ts'
import { type Desk, deskOf, openDesk } from './desk.ts'
import { openTestEngine, type TestEngine, withEngineOn } from './engine.ts'

/** An engine for each test of the file that calls it, with these accounts open. Asked for inside a test. */
export function engineOfEachTest(accounts: readonly string[]): () => TestEngine {
  return ofEachTest(async () => {
    const at = await openTestEngine()
    await openAccounts(at.engine, accounts)
    return at
  })
}

/** The same where the people of the desk are there already: a template holds them, because each of them holds a hundred rights. */
export function deskOfEachTest(accounts: readonly string[]): () => TestEngine & { readonly desk: Desk } {
  return ofEachTest(async () => {
    const at = await openTestEngine({}, await shareTemplate(STAFFED))
    await openAccounts(at.engine, accounts)
    return { ...at, desk: await deskOf(at.engine) }
  })
}

const STAFFED = {
  name: 'staffed',
  from: 'opened',
  fill: ({ url }: { readonly url: string }) => withEngineOn(url, openDesk),
} as const

function ofEachTest<Opened extends TestEngine>(open: () => Promise<Opened>): () => Opened {
  let at: Opened | undefined
  beforeEach(async () => {
    at = await open()
  })
  afterEach(() => at?.close())
  return () => {
    if (at === undefined) throw new Error('an engine is there inside a test only')
    return at
  }
}
