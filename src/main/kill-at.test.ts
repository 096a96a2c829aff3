import { expect, it, test } from 'vitest'
import type { StepName } from '../engine/engine.ts'
import { stepsThatKill } from './kill-at.ts'

/** How many steps passed before the process would have ended. */
function killedAfter(killAt: string, steps: readonly StepName[]): number | undefined {
  let passed = 0
  let killed: number | undefined
  const step = stepsThatKill({ CLEARDAY_KILL_AT: killAt }, () => {
    killed ??= passed
  })
  for (const name of steps) {
    passed += 1
    step(name)
  }
  return killed
}

const STEPS: readonly StepName[] = ['blob stored', 'part written', 'blob stored', 'retry written', 'blob stored']

it.each([
  ['', undefined],
  ['blob stored', 1],
  ['blob stored:2', 3],
  ['blob stored:4', undefined],
  ['retry written', 4],
])('%j ends the process after %s steps', (killAt, steps) => {
  expect(killedAfter(killAt, STEPS)).toBe(steps)
})

// Seen red with any name taken: a test of kills with a misspelt step passed, and nothing was killed.
test('a step that there is none of, or a count that never comes, is refused', () => {
  expect(() => stepsThatKill({ CLEARDAY_KILL_AT: 'blob storde:2' })).toThrow(
    /^CLEARDAY_KILL_AT: should be a step of blob stored, .*retry committed, .*transfers committed, not blob storde\./,
  )
  for (const count of ['0', '-1', 'x', '', '1:1'])
    expect(() => stepsThatKill({ CLEARDAY_KILL_AT: `blob stored:${count}` })).toThrow(
      'should be STEP or STEP:N with N from 1',
    )
})
