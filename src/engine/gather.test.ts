import { expect, test } from 'vitest'
import { gather } from './gather.ts'

const LIMITS = { inFlightMax: 1, togetherMax: 3 }

/** Serves by hand: what is asked together, and when it is answered. */
function byHand() {
  const rounds: { readonly keys: readonly string[]; answer(): void; fail(): void }[] = []
  const serve = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      const answer = () => resolve(new Map(keys.filter(key => key !== 'none').map(key => [key, `of ${key}`])))
      rounds.push({ keys, answer, fail: () => reject(new Error(`refused ${keys}`)) })
    })
  return { rounds, serve }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

// Seen red with a key asked for as often as it was given.
test('who asks in the same moment is served together, once for equal keys, and who comes later by the next round', async () => {
  const { rounds, serve } = byHand()
  const ask = gather(serve, LIMITS)
  const first = Promise.all([ask('a'), ask('a'), ask('none')])
  await turn()
  const second = Promise.all([ask('a'), ask('b'), ask('c'), ask('d')])
  await turn()
  expect(rounds.map(round => round.keys)).toEqual([['a', 'none']])
  rounds[0]?.answer()
  expect(await first).toEqual(['of a', 'of a', undefined])
  await turn()
  expect(rounds[1]?.keys).toEqual(['a', 'b', 'c'])
  rounds[1]?.answer()
  await turn()
  await turn()
  rounds[2]?.answer()
  expect(await second).toEqual(['of a', 'of b', 'of c', 'of d'])
})

// Seen red with a round that fails counted as still on its way.
test('what fails fails for those who asked with it, and the next are served', async () => {
  const { rounds, serve } = byHand()
  const ask = gather(serve, LIMITS)
  const failed = Promise.allSettled([ask('a'), ask('b')])
  await turn()
  const next = ask('c')
  rounds[0]?.fail()
  expect((await failed).map(one => one.status)).toEqual(['rejected', 'rejected'])
  await turn()
  await turn()
  rounds[1]?.answer()
  expect(await next).toBe('of c')
})
