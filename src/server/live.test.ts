import { expect, test } from 'vitest'
import { liveAnswer, openLive } from './live.ts'

// Seen red with an answer of 503 that was no problem document: nothing said why.
test('one page too many that waits for changes is told so, and gets in when another leaves', async () => {
  const live = openLive({ head: async () => '1', clientsChanged: () => {}, failed: () => {} })
  const answers = Array.from({ length: 500 }, () => liveAnswer(live))
  expect(answers.every(answer => answer instanceof Response)).toBe(true)
  expect(liveAnswer(live)).toMatchObject({ refused: 'not_ready' })
  const [first] = answers
  if (first instanceof Response) await first.body?.cancel()
  expect(liveAnswer(live)).toBeInstanceOf(Response)
  live.close()
})
