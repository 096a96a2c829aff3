import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { accepted, ended, failureOf, mend, refuseItems, withSmallParts } from '../../test/samples/failing-files.ts'
import { endReceipt } from './attempt-receipt.ts'
import { proveDay } from './prove-day.ts'
import { readBatches } from './read-pages.ts'

/** Batches that come again after the file in which they came first failed and nothing of them was processed. */
const accounts = accountNumbers(6)
const at = engineOfEachTest(accounts)

const A = { entries: entries(6, { accounts }) }
const B = { entries: entries(5, { accounts, from: 100 }) }
const C = { entries: entries(4, { accounts, from: 200 }) }

const owners = () => ask(at().engine, 'select receipt_id, ordinal from batch_claim order by 1, 2')
const fates = (receiptId: number) =>
  ask(at().engine, 'select ordinal, fate from batch where receipt_id = $1 order by 1', [receiptId])
const itemsOf = (receiptId: number) =>
  ask(at().engine, 'select state, count(*) from item where id / 67108864 = $1 group by 1 order by 1', [receiptId])

// Seen red with the earlier claim left standing (the newer batch was held as a duplicate); with the older batch left to be
// processed; with its file not sealed again;
// and with a batch that is held for no reason where batches are listed.
test('a batch of a file that failed before anything of it was processed is processed where it comes again, and the first file says so', async () => {
  const { engine } = at()
  await refuseItems(engine, 'true')
  const first = await ended(engine, achFile([A, B]))
  expect((await proveDay(engine)).problems).toEqual([])
  await mend(engine)
  const second = await ended(engine, achFile([C, A]))
  expect(await itemsOf(first)).toEqual([])
  expect(await itemsOf(second)).toEqual([{ state: 'posted', count: 10 }])
  expect(await owners()).toEqual([
    { receipt_id: first, ordinal: 1 },
    { receipt_id: second, ordinal: 0 },
    { receipt_id: second, ordinal: 1 },
  ])
  expect(await fates(first)).toEqual([
    { ordinal: 0, fate: 'quarantine' },
    { ordinal: 1, fate: 'process' },
  ])
  const batches = await readBatches(engine, { receiptId: first, limit: 10 })
  expect(batches.map(one => one.exception?.kind)).toEqual(['file-not-processed', undefined])
  const failure = await failureOf(engine, first)
  expect(failure).toMatchObject({ count: 11, state: 'open' })
  expect(failure?.sentence).toContain(
    `Batch 1 of it came again in receipt ${second} and is processed there: not a second time from here.`,
  )
  const proof = await proveDay(engine)
  expect([proof.problems, proof.all.terms.posted.count, proof.all.terms.suspended.count]).toEqual([[], 10, 11])
})

// Seen red with `writtenItems` that finds none: half of the batch posted a second time.
test('a batch of which anything was processed is a duplicate when it comes again', async () => {
  const engine = withSmallParts(at().engine)
  const many = { entries: entries(60, { accounts: accountNumbers(30) }) }
  await refuseItems(engine, 'shard % 1024 >= 512')
  const first = await ended(engine, achFile([many]))
  await mend(engine)
  const second = await ended(engine, achFile([many, A]))
  expect(await fates(second)).toEqual([
    { ordinal: 0, fate: 'quarantine' },
    { ordinal: 1, fate: 'process' },
  ])
  expect((await failureOf(engine, first))?.sentence).not.toContain('came again')
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with neither the failed receipt nor bucket 0 locked: files failed on each other's claims.
test('of six files that bring the batch at once one takes it over, and the others are duplicates of that one', async () => {
  const { engine, another } = at()
  const other = await another()
  await refuseItems(engine, 'true')
  const first = await ended(engine, achFile([A, B]))
  await mend(engine)
  // Each with a batch of its own, so that no two are the same bytes; every other one brings them in the other order.
  const newer = await Promise.all(
    Array.from({ length: 6 }, (_, n) => {
      const own = { entries: entries(1, { accounts, from: 300 + n }) }
      return accepted(engine, achFile(n % 2 === 0 ? [A, B, own] : [B, own, A]))
    }),
  )
  await Promise.all(newer.map((id, n) => endReceipt(n % 2 === 0 ? engine : other, id)))
  const posted = await ask(engine, `select count(*) from item where state = 'posted'`)
  expect(posted).toEqual([{ count: 6 + 5 + 6 }])
  expect((await owners()).filter(one => one.receipt_id === first)).toEqual([])
  const duplicates = await ask(
    engine,
    `select finding -> 'facts' ->> 'receipt' as of from exception where kind = 'duplicate-batch'`,
  )
  expect(duplicates).toHaveLength(10)
  for (const one of duplicates) expect(newer.map(String)).toContain(one.of)
  expect(await ask(engine, 'select id from receipt where failures > 0')).toEqual([{ id: first }])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with batches taken over from the first file alone: what the second had taken over was held for ever.
test('what failed again where it was taken over may be taken over again', async () => {
  const { engine } = at()
  await refuseItems(engine, 'true')
  const first = await ended(engine, achFile([A]))
  const second = await ended(engine, achFile([A, B]))
  await mend(engine)
  const third = await ended(engine, achFile([B, A]))
  expect(await itemsOf(third)).toEqual([{ state: 'posted', count: 11 }])
  expect((await failureOf(engine, first))?.sentence).toContain(`receipt ${second}`)
  expect((await failureOf(engine, second))?.sentence).toContain(`Batches 1, 2 of it came again in receipt ${third}`)
  expect((await proveDay(engine)).problems).toEqual([])
})
