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

const decoder = new TextDecoder()

/** Everything until `end` stands in it, or the stream ends. */
async function heard(stream: ReadableStreamDefaultReader<Uint8Array> | undefined, end: string): Promise<string> {
  let text = ''
  for (let read = await stream?.read(); read?.done === false; read = await stream?.read()) {
    text += decoder.decode(read.value)
    if (text.includes(end)) return text
  }
  return `${text}(ended)`
}

// Seen red with a message for each piece of news: after 101 the page was dropped, and never heard of a change again.
test('whoever loses a desk of 150 cases in one moment hears of each, and of what comes after', async () => {
  const news = Array.from(
    { length: 150 },
    (_, n) => ({ personId: 1, kind: 'case_taken', caseId: `1-${n}`, itemId: undefined }) as const,
  )
  const heads = ['1', '2']
  const live = openLive({
    ...QUIET,
    head: async () => heads.shift() ?? '3',
    news: async from => ({ ends: new Map(), news: from === undefined ? [] : news.splice(0) }),
    sessionsOver: async () => new Set(),
  })
  const text = await heard(live.open(A)?.getReader(), 'id: 3')
  expect([...text.matchAll(/event: case_taken\ndata: /g)]).toHaveLength(150)
  live.close()
})

// Seen red with a page that was dropped and its stream left open: it waited for ever for what nobody sent it.
test('a page that was slow for too long is let go, so that it comes again and reads anew', async () => {
  let changes = 0
  const live = openLive({ ...QUIET, head: async () => String(changes++), sessionsOver: async () => new Set() })
  const slow = live.open(A)?.getReader()
  const other = live.open({ ...A, personId: 2 })?.getReader()
  await heard(other, 'id: 120\n')
  expect(await heard(slow, 'id: 121\n')).toMatch(/\(ended\)$/)
  live.close()
})

// Seen red with a look that was on its way when the last page left: it went on beside the one of the next page, for good.
test('a page that is loaded again while a look is on its way has one look after another, not two at once', async () => {
  const looks: (() => void)[] = []
  const head = () => new Promise<string>(resolve => looks.push(() => resolve(String(looks.length))))
  const live = openLive({ ...QUIET, head, sessionsOver: async () => new Set() })
  await live.open(A)?.getReader().cancel()
  const first = live.open(A)?.getReader()
  await expect.poll(() => looks.length).toBe(1)
  await first?.cancel()
  live.open(A)
  await expect.poll(() => looks.length).toBe(2)
  for (let times = 0; times < 20; times++) {
    for (const look of looks.splice(0)) look()
    await expect.poll(() => looks.length, { interval: 5 }).toBe(1)
  }
  live.close()
})
