import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { zipOf } from '../../test/samples/archives.ts'
import { ask, receive } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import {
  accepted,
  ended,
  failureOf,
  mend,
  refuseBatches,
  refuseItems,
  withSmallParts,
} from '../../test/samples/failing-files.ts'
import { addOperators } from '../../test/samples/operators.ts'
import { takeUnitBack } from '../../test/samples/take-back.ts'
import type { BatchClosed, ReceivedItem } from '../core/pack.ts'
import { ach as achPack } from '../packs/ach/pack.ts'
import { batchesOf } from '../store/batch.ts'
import { failedFileExceptionId } from '../store/failed-file.ts'
import { readyParts } from '../store/part.ts'
import { receiptById } from '../store/receipt.ts'
import { endReceipt } from './attempt-receipt.ts'
import { claimNext } from './claim-next.ts'
import { closeEmptyCases } from './close-empty-cases.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { orgShardOf } from './org-shard.ts'
import { previewUnit } from './preview-unit.ts'
import { processPart } from './process-part.ts'
import { proveDay } from './prove-day.ts'
import { readItem } from './read-item.ts'
import { resolveUnit } from './resolve-unit.ts'
import { restageParts } from './restage-parts.ts'
import { resumeReceipts } from './resume-receipts.ts'
import { type Retry, retryReceipt } from './retry-receipt.ts'

/** A file whose processing failed for good is attempted again: nothing lost, nothing twice, sum 0. */
const accounts = accountNumbers(30)
const at = engineOfEachTest(accounts)

const A = { entries: entries(60, { accounts }) }
const B = { entries: entries(5, { accounts, from: 100 }) }
/** Held as it is read: its control says other debits. */
const HELD = { entries: entries(20, { accounts, from: 200 }), control: { totalDebit: 5 } }

const states = () =>
  ask(at().engine, 'select state, count(*), count(distinct id) as ids from item group by 1 order by 1')
const problems = async () => (await proveDay(at().engine)).problems
const retry = (id: number, engine = at().engine) => retryReceipt(engine, id, 'os:kim')
const stateAfter = (one: Retry) => (one.outcome === 'tried' ? one.receipt.state : one.why)

// Seen red with items that do not tell of the retry; with the reversal of the suspended value left out; with what was lost left in the receipt; and with the proof
// counting what was retried among the exceptions of the file.
test.each([
  ['that could not be read into parts', refuseBatches],
  ['of which no part could be processed', (engine: Engine) => refuseItems(engine, 'true')],
])('a file %s is processed by a retry, and its exception and position end', async (_, refuse) => {
  const { engine } = at()
  await refuse(engine)
  const id = await ended(engine, achFile([A, HELD]))
  expect(await problems()).toEqual([])
  await mend(engine)
  expect(await retry(id)).toMatchObject({ outcome: 'tried', failed: [], receipt: { state: 'done', why: undefined } })
  expect(await states()).toEqual([
    { state: 'posted', count: 60, ids: 60 },
    { state: 'suspended', count: 20, ids: 20 },
  ])
  expect(await failureOf(engine, id)).toMatchObject({ state: 'closed', closedAs: 'retried' })
  expect(await ask(engine, 'select count(*) from suspense_position where closed_on is null')).toEqual([{ count: 1 }])
  expect(
    await ask(engine, `select kind, reverses is not null as is_of_another from entry where kind = 'reversal'`),
  ).toEqual([{ kind: 'reversal', is_of_another: true }])
  const [item] = await ask<{ id: number }>(engine, 'select id from item order by id limit 1')
  const story = await readItem(engine, item?.id ?? 0)
  expect(story?.events.filter(one => one.kind === 'file_retried').map(one => one.actor)).toEqual(['os:kim'])
  const proof = await proveDay(engine)
  expect([proof.problems, proof.all.received.count, proof.all.terms.posted.count]).toEqual([[], 80, 60])
})

// Seen red with every part opened again, those that were done too: what was posted before is posted twice, which the keys refuse.
test('of a file that failed half way a retry does what is left, and what was done stays done', async () => {
  const engine = withSmallParts(at().engine)
  await refuseItems(engine, 'shard % 1024 >= 512')
  const id = await ended(engine, achFile([A, HELD]))
  const before = await ask(engine, 'select id, xmin::text from item order by id')
  expect(before.length).toBeGreaterThan(10)
  expect(before.length).toBeLessThan(70)
  await mend(engine)
  expect(stateAfter(await retry(id, engine))).toBe('done')
  expect(await states()).toEqual([
    { state: 'posted', count: 60, ids: 60 },
    { state: 'suspended', count: 20, ids: 20 },
  ])
  const after = await ask(engine, 'select id, xmin::text from item order by id')
  expect(after.filter(one => before.some(row => row.id === one.id))).toEqual(before)
  expect(await problems()).toEqual([])
})

// Seen red with the second failure under the name of the first, which is taken.
test('a retry that fails is quarantined again at once, each time under an exception of its own, until one succeeds', async () => {
  const engine = withSmallParts(at().engine)
  await refuseItems(engine, 'shard % 1024 >= 512')
  const id = await ended(engine, achFile([A, HELD]))
  await mend(engine)
  // The second time less of it fails.
  for (const [time, from] of [512, 768].entries()) {
    await refuseItems(engine, `shard % 1024 >= ${from}`)
    expect(stateAfter(await retry(id, engine))).toBe('quarantined')
    expect(await failureOf(engine, id, time + 1)).toMatchObject({ state: 'closed' })
    expect(await failureOf(engine, id, time + 2)).toMatchObject({ state: 'open' })
    expect((await failureOf(engine, id, time + 2))?.sentence).toContain(`failed ${6 + time} times`)
    expect(await problems()).toEqual([])
    await mend(engine)
  }
  expect(stateAfter(await retry(id, engine))).toBe('done')
  expect((await states())[0]).toEqual({ state: 'posted', count: 60, ids: 60 })
  expect(await problems()).toEqual([])
})

// Seen red with the older batch left to be processed by the retry: its items were excepted one by one.
test('what came again meanwhile in another file is held as a duplicate by the retry, and the rest is processed', async () => {
  const { engine } = at()
  await refuseItems(engine, 'true')
  const first = await ended(engine, achFile([A, B, HELD]))
  await mend(engine)
  const second = await ended(engine, achFile([B]))
  expect(stateAfter(await retry(first))).toBe('done')
  expect(await states()).toEqual([
    { state: 'posted', count: 65, ids: 65 },
    { state: 'suspended', count: 25, ids: 25 },
  ])
  expect(await ask(engine, `select batch, sentence from exception where kind = 'duplicate-batch'`)).toEqual([
    { batch: 1, sentence: expect.stringContaining(`already came in receipt ${second}, batch 1`) },
  ])
  expect(await problems()).toEqual([])
})

// Seen red with the items of held batches counted among what is left to process.
test('a file of which everything came again meanwhile is not retried', async () => {
  const { engine } = at()
  await refuseItems(engine, 'true')
  const first = await ended(engine, achFile([A, B]))
  await mend(engine)
  const second = await ended(engine, achFile([B, A]))
  expect(await retry(first)).toEqual({
    outcome: 'refused',
    why: `Nothing of receipt ${first} is left to process: its batches were sent again in other files and are processed in those (batch 1 in receipt ${second}, batch 2 in receipt ${second}). Reject its exception as a duplicate.`,
  })
  expect((await states())[0]).toEqual({ state: 'posted', count: 65, ids: 65 })
  expect(await problems()).toEqual([])
})

// Seen red with any receipt that is quarantined taken for one that failed.
test('what is processed, refused, held for what is in it or not there is not retried, with the reason', async () => {
  const { engine } = at()
  const done = await ended(engine, achFile([B]))
  const held = await ended(engine, new TextEncoder().encode('no format of ours'))
  const again = await receive(engine, { bytes: achFile([B]) })
  const refused = again.outcome === 'duplicate' ? again.receiptId : 0
  expect([await retry(done), await retry(held), await retry(refused), await retry(99)].map(stateAfter)).toEqual([
    `Receipt ${done} is processed; nothing of it is left to retry.`,
    expect.stringContaining(
      `Receipt ${held} is held for what is in it, which a retry does not change: The first bytes are`,
    ),
    expect.stringContaining(`If that one failed: clearday retry ${done}.`),
    'There is no receipt 99. clearday exceptions --kind file-not-processed lists what can be retried.',
  ])
})

// Seen red with the format that an archive was quarantined under kept: it was read as an ACH file.
test('of an archive a member is retried, and so is an archive that could not be opened', async () => {
  const { engine } = at()
  const member = achFile([B])
  const id = await accepted(engine, zipOf([{ name: 'bad.ach', content: member }]), 'day.zip')
  await refuseItems(engine, `id / 67108864 = ${id + 1}`)
  await endReceipt(engine, id)
  expect(stateAfter(await retry(id))).toContain(`Of its members these are quarantined: ${id + 1}.`)
  await mend(engine)
  expect(stateAfter(await retry(id + 1))).toBe('done')

  const fails = () => {
    throw new TypeError('cannot open it')
  }
  const other = await accepted(engine, zipOf([{ name: 'other.ach', content: achFile([A]) }]), 'other.zip')
  await endReceipt({ ...engine, openArchive: fails }, other)
  expect((await failureOf(engine, other))?.count).toBe(0)
  expect(stateAfter(await retry(other))).toBe('done')
  expect((await states())[0]).toEqual({ state: 'posted', count: 65, ids: 65 })
  expect(await problems()).toEqual([])
})

// Seen red with parts that can be taken by whoever read them before they were opened again.
test('who read the parts of a file before it failed cannot process them after it was opened again', async () => {
  const { engine, another } = at()
  const slow = await another()
  const id = await accepted(engine, achFile([A, B]))
  const stopped = Object.assign(new Error('the process stops here'), { code: '57P01' })
  at().steps.at = name => {
    if (name === 'stage committed') throw stopped
  }
  await expect(endReceipt(engine, id)).rejects.toBe(stopped)
  const bucket0 = orgShardOf(engine)
  const receipt = await receiptById(slow.database.pool, bucket0, id)
  const [part] = await readyParts(slow.database.pool, { shard: bucket0, receiptId: id })
  const batches = await batchesOf(slow.database.pool, { shard: bucket0, receiptId: id })
  if (receipt === undefined || part === undefined) throw new Error('the file is staged')
  at().steps.at = () => {}
  await refuseItems(engine, 'true')
  await endReceipt(engine, id)
  await mend(engine)
  const newer = await ended(engine, achFile([B]))
  at().steps.at = name => {
    if (name === 'retry committed') throw stopped
  }
  await expect(retry(id)).rejects.toBe(stopped)
  at().steps.at = () => {}
  await restageParts(engine, (await receiptById(engine.database.pool, bucket0, id)) ?? receipt, engine.packs.ach)
  const job = { receipt, pack: engine.packs.ach, batches, fileHeld: false, part }
  expect(await processPart(slow, job)).toBe(false)
  expect(stateAfter(await retry(id))).toBe('done')
  expect(
    await ask(
      engine,
      `select id / 67108864 as receipt, count(*) from item where state = 'posted' group by 1 order by 1`,
    ),
  ).toEqual([
    { receipt: id, count: 60 },
    { receipt: newer, count: 5 },
  ])
  expect(await problems()).toEqual([])
})

// Seen red with a failed receipt that is not locked before it is opened: the second found parts of the first.
test('retried by two engines at once, while its batches and its bytes come again, everything posts once', async () => {
  const other = withSmallParts(await at().another())
  const engine = withSmallParts(at().engine)
  await refuseItems(engine, 'shard % 1024 >= 512')
  const ids = [
    await ended(engine, achFile([A])),
    await ended(engine, achFile([B, HELD])),
    await ended(engine, achFile([{ entries: entries(3, { accounts, from: 400 }) }])),
  ]
  await mend(engine)
  const newer = await accepted(engine, achFile([{ entries: entries(2, { accounts, from: 500 }) }, B]))
  const retried = ids.flatMap(id => [retry(id, engine), retry(id, other)])
  const again = [endReceipt(other, newer), receive(other, { bytes: achFile([A]) })]
  await Promise.all([...retried, ...again])
  await resumeReceipts(engine)
  expect(await ask(engine, `select id, state from receipt where state in ('arrived', 'staged')`)).toEqual([])
  const posted = await ask(
    engine,
    `select count(*), count(distinct item_id) as ids from posting where item_id is not null and entry_id % 67108864 < 64`,
  )
  const items = await ask<{ count: number }>(engine, `select count(*) from item where state = 'posted'`)
  expect(posted).toEqual([{ count: items[0]?.count, ids: items[0]?.count }])
  expect(items[0]?.count).toBe(60 + 5 + 3 + 2)
  expect(await problems()).toEqual([])
})

// Seen red with only what is to be processed counted as left: the retry was refused, and the held items were never written down.
test('what came again is held, and a batch that was held already is written down, also where nothing else is left', async () => {
  const { engine } = at()
  await refuseItems(engine, 'true')
  const first = await ended(engine, achFile([A, HELD]))
  await mend(engine)
  await ended(engine, achFile([A]))
  expect(stateAfter(await retry(first))).toBe('done')
  expect(await states()).toEqual([
    { state: 'posted', count: 60, ids: 60 },
    { state: 'suspended', count: 80, ids: 80 },
  ])
  expect(await problems()).toEqual([])
})

/** A version of the program that reads ACH otherwise than the one that read the file first. */
function withReader(engine: Engine, createReader: Engine['packs']['ach']['createReader']): Engine {
  const { ach, checks } = engine.packs
  return { ...engine, packs: { ach: { ...ach, createReader }, checks } }
}

// Seen red with the exception saying only how much is left; with the rest read from the file, which left the receipt staged for ever; and with a file that is staged again whatever it
// is read as now: the retry ended, with items under the numbers of others.
test.each<[string, string, Engine['packs']['ach']['createReader']]>([
  [
    'cannot read the file any more',
    'with TypeError,',
    () => {
      throw new TypeError('cannot read it')
    },
  ],
  [
    'reads one item less, of those that are done',
    'reads receipt 1 otherwise than the one that read it first: 79 items where that one read 80, or',
    (sink, settings) => {
      let less = 0
      const item = (one: ReceivedItem) => {
        if (less === 0 && one.bucket < 512) less++
        else sink.item({ ...one, seq: one.seq - less })
      }
      const batchClosed = (batch: BatchClosed) => {
        const computed = { ...batch.computed, count: batch.computed.count - (batch.ordinal === 0 ? less : 0) }
        sink.batchClosed({ ...batch, computed })
      }
      return achPack.createReader({ ...sink, item, batchClosed }, settings)
    },
  ],
])(
  'a retry by a program that %s is quarantined again, and one that reads it as before finishes it',
  async (_, says, createReader) => {
    const engine = withSmallParts(at().engine)
    await refuseItems(engine, 'shard % 1024 >= 512')
    const id = await ended(engine, achFile([A, HELD]))
    await mend(engine)
    const before = await failureOf(engine, id)
    expect(stateAfter(await retry(id, withReader(engine, createReader)))).toBe('quarantined')
    const { count, debitMinor, creditMinor, sentence } = (await failureOf(engine, id, 2)) ?? {}
    expect(sentence).toContain(says)
    expect({ count, debitMinor, creditMinor }).toEqual({
      count: before?.count,
      debitMinor: before?.debitMinor,
      creditMinor: before?.creditMinor,
    })
    expect(await problems()).toEqual([])
    expect(stateAfter(await retry(id, engine))).toBe('done')
    expect(await states()).toEqual([
      { state: 'posted', count: 60, ids: 60 },
      { state: 'suspended', count: 20, ids: 20 },
    ])
    expect(await problems()).toEqual([])
  },
)

// Seen red with open exceptions alone taken for those of a failure: it was said to be held for what is in it.
test('a file whose exception somebody has claimed is retried all the same', async () => {
  const { engine } = at()
  await refuseItems(engine, 'true')
  const id = await ended(engine, achFile([B]))
  await mend(engine)
  await openCases(engine)
  await addOperators(engine, [{ id: 1 }])
  const claimed = (await claimNext(engine, [1])).get(1)
  expect(claimed).toMatchObject({ outcome: 'claimed', place: { queue: 'ach-intake' } })
  expect(stateAfter(await retry(id))).toBe('done')
  expect(await problems()).toEqual([])
  await closeEmptyCases(engine)
  expect(await ask(engine, 'select state from work_case')).toEqual([{ state: 'closed' }])
  expect(await problems()).toEqual([])
})

// Seen red with the exception opened again, with nothing in it and its position closed.
test('law: what was asked of a file before its retry is not taken back after it: its exception stays at its end', async () => {
  const { engine } = at()
  const { ann, bob } = await openDesk(engine)
  await refuseItems(engine, 'true')
  const id = await ended(engine, achFile([A]))
  const exceptionId = failedFileExceptionId(id, 1)
  const asked = { resolution: 'refer', to: 'sender', words: 'Is it meant to be processed?' } as const
  const preview = await previewUnit(engine, { exceptionId, asked, by: ann })
  const previewSha256 = preview.is === 'previewed' ? preview.sha256 : ''
  expect(await resolveUnit(engine, { exceptionId, asked, by: ann, previewSha256 })).toMatchObject({ is: 'done' })
  await mend(engine)
  expect(await retry(id)).toMatchObject({ outcome: 'tried', failed: [] })
  expect(await takeUnitBack(engine, { exceptionId, by: bob })).toMatchObject({
    refused: 'nothing_to_undo',
    why: expect.stringContaining('came to its end'),
  })
  expect(await failureOf(engine, id)).toMatchObject({ state: 'closed', closedAs: 'retried' })
  expect(await problems()).toEqual([])
})
