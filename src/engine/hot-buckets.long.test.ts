import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import type { Engine } from './engine.ts'
import { proveDay } from './prove-day.ts'
import { recordEvent } from './record-event.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'

/** Thirty-two writers on ten accounts at once: everybody waits in order, nobody is told of a deadlock. */

const WRITERS = 32
const PROCESSES = 4
const SECONDS = 60
const ENTRIES = 12
/** A sender has 36 files a day. */
const RELEASED_MAX = 30

let at: TestEngine
let engines: readonly Engine[]
const hot = accountNumbers(10)
const strangers = accountNumbers(3, 500)

beforeAll(async () => {
  at = await openTestEngine()
  engines = [at.engine, await at.another(), await at.another(), await at.another()]
  await openAccounts(at.engine, hot)
})
afterAll(() => at.close())

// Seen red with buckets locked in any order instead of their own.
test(`${WRITERS} writers on ten hot accounts for ${SECONDS} seconds surface no error, and the books hold`, async () => {
  const until = performance.now() + SECONDS * 1000
  let files = 0
  let released = 0
  const errors: unknown[] = []
  const writer = async (number: number) => {
    const engine = engines[number % PROCESSES] ?? at.engine
    while (performance.now() < until && errors.length === 0) {
      const from = files++ * ENTRIES
      const to = [...hot.slice(number % 10), ...hot.slice(0, number % 10), strangers[number % 3] ?? '']
      try {
        await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(ENTRIES, { accounts: to, from }) }]) })
        if (number % 16 === 0 && released++ < RELEASED_MAX) await releaseOutboundFiles(engine)
        if (number % 8 === 1) await recordEvent(engine, aLook(number))
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)))
  expect(errors).toEqual([])
  expect(files).toBeGreaterThan(WRITERS)
  expect(await ask(at.engine, 'select count(*) from item')).toEqual([{ count: files * ENTRIES }])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

function aLook(subject: number) {
  return { kind: 'data_revealed' as const, actor: 'test', subject, body: {} }
}
