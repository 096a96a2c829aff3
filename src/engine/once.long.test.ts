import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { effectsOf, keyedEffects, sendAnother } from '../../test/samples/keyed-effects.ts'

let at: TestEngine

beforeAll(async () => {
  at = await openTestEngine()
})
afterAll(() => at.close())

// Seen red with the claim made after the work, and with a kept answer given to another body.
test('1,000 keys x 50 retries at once, through two engines: one effect each, all get the first answer, another body is refused', async () => {
  const { counted, answers } = await keyedEffects([at.engine, await at.another()], { keys: 1_000, retries: 50 })
  expect(counted).toEqual({ effects: 1_000, subjects: 1_000 })
  expect(answers).toHaveLength(1_000)
  expect(answers.flatMap(([key, own]) => (own.size === 1 && !own.has('request_in_progress') ? [] : [key]))).toEqual([])
  const others = await sendAnother([at.engine, await at.another()], 1_000)
  expect([...new Set(others)]).toEqual(['idempotency_key_reused'])
  expect(await effectsOf(at.engine, 0, 2_000_000)).toEqual({ effects: 1_000, subjects: 1_000 })
})
