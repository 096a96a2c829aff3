import { expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { aTransfer, transferBooks } from '../../test/samples/transfers.ts'
import { createRandom } from '../simulate/random.ts'
import { postTransfers } from './post-transfers.ts'
import { proveDay } from './prove-day.ts'

const HOT = accountNumbers(10)
const [A = '', B = ''] = HOT
const at = engineOfEachTest(HOT)
const SECONDS = 60

// Reliability 8. Its small form, in post-transfers.int.test.ts, was seen red with accounts read before the lock.
test(`32 writers on 10 hot accounts for ${SECONDS} s: no error, and balances are the sums of their postings`, async () => {
  const { engine } = at()
  const posters = [await postTransfers(engine), await postTransfers(await at().another())]
  const random = createRandom(8)
  const until = performance.now() + SECONDS * 1000
  const posted = new Map(HOT.map(number => [number, 1_000_000]))
  let count = 0
  const writer = async (_: unknown, n: number) => {
    while (performance.now() < until) {
      const from = random.pick(HOT)
      const to = random.pick(HOT.filter(number => number !== from))
      const amountMinor = random.between(1, 50_000)
      const answer = await posters[n % 2]?.post(aTransfer({ key: `${n} ${count++}`, from, to, amountMinor }))
      if (answer?.at !== 'posted') continue
      posted.set(from, (posted.get(from) ?? 0) - amountMinor)
      posted.set(to, (posted.get(to) ?? 0) + amountMinor)
    }
  }
  await Promise.all(Array.from({ length: 32 }, writer))
  for (const poster of posters) await poster.close()
  const books = await transferBooks(engine)
  expect(books.transfers + books.refused).toBe(count)
  expect(books.balances).toEqual(Object.fromEntries(posted))
  expect(books.clearingSum).toBe(0)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Reliability 5. Its small form, in post-transfers.int.test.ts, was seen red with known keys that are posted again.
test('1,000 keys asked for 50 times each at once: one effect each, and a changed body is refused', async () => {
  const { engine } = at()
  const posters = [await postTransfers(engine), await postTransfers(await at().another())]
  const keys = Array.from({ length: 1_000 }, (_, n) => `key ${n}`)
  const ask = (key: string, n: number, amountMinor: number) =>
    posters[n % 2]?.post(aTransfer({ key, from: A, to: B, amountMinor }))
  const retries = Array.from({ length: 50 }, (_, n) => n)
  const answers = await Promise.all(
    retries.flatMap(n => keys.map(async key => `${key} ${JSON.stringify(await ask(key, n, 10))}`)),
  )
  const changed = await Promise.all(keys.map(async (key, n) => JSON.stringify(await ask(key, n, 11))))
  for (const poster of posters) await poster.close()
  expect(new Set(answers).size).toBe(1_000)
  expect(changed.every(answer => answer.includes('key_used'))).toBe(true)
  const books = await transferBooks(engine)
  expect(books).toMatchObject({ transfers: 1_000, refused: 0, told: 1_000, clearingSum: 0 })
  expect(books.balances).toMatchObject({ [A]: 990_000, [B]: 1_010_000 })
  expect((await proveDay(engine)).problems).toEqual([])
})
