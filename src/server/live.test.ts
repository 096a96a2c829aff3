import { expect, test } from 'vitest'
import { liveAnswer, openLive } from './live.ts'

const NO_NEWS = { ends: new Map(), news: [] }
const A = { session: 'a', personId: 1 }
const QUIET = {
  head: async () => '1',
  news: async () => NO_NEWS,
  clientsChanged: () => {},
  failed: () => {},
  intervalMs: 1,
}

// Seen red with an answer of 503 that was no problem document: nothing said why.
test('one page too many that waits for changes is told so, and gets in when another leaves', async () => {
  const live = openLive({ ...QUIET, sessionsOver: async () => new Set() })
  const answers = Array.from({ length: 500 }, () => liveAnswer(live, A))
  expect(answers.every(answer => answer instanceof Response)).toBe(true)
  expect(liveAnswer(live, A)).toMatchObject({ refused: 'not_ready' })
  const [first] = answers
  if (first instanceof Response) await first.body?.cancel()
  expect(liveAnswer(live, A)).toBeInstanceOf(Response)
  live.close()
})

// Seen red with the streams of every session ended, and (it hangs) with none.
test('the stream of a session ends with it, and those of others go on', async () => {
  const over = new Set<string>()
  const live = openLive({ ...QUIET, sessionsOver: async sessions => new Set(sessions.filter(one => over.has(one))) })
  const streams = ['a', 'b'].map(session => live.open({ session, personId: 1 })?.getReader())
  for (const stream of streams) expect((await stream?.read())?.done).toBe(false)
  over.add('a')
  expect((await streams[0]?.read())?.done).toBe(true)
  let ended = false
  void streams[1]?.read().then(({ done }) => {
    ended = done
  })
  const third = live.open(A)?.getReader()
  await third?.read()
  expect((await third?.read())?.done).toBe(true)
  expect(ended).toBe(false)
  live.close()
})
