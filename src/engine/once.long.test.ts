import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { keyedEffects } from '../../test/samples/keyed-effects.ts'

let at: TestEngine

beforeAll(async () => {
  at = await openTestEngine()
})
afterAll(() => at.close())

// Seen red with the claim made after the work.
test('1,000 keys x 50 retries at once, through two processes: one effect each, and all get the first answer', async () => {
  const { counted, answers } = await keyedEffects([at.engine, await at.another()], { keys: 1_000, retries: 50 })
  expect(counted).toEqual({ effects: 1_000, subjects: 1_000 })
  expect(answers).toHaveLength(1_000)
  expect(answers.flatMap(([key, own]) => (own.size === 1 && !own.has('request_in_progress') ? [] : [key]))).toEqual([])
})
