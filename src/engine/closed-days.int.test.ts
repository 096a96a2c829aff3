import { createHash } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Closers, closeOn, openClosers, reopenOn, TEST_LEDGER } from '../../test/samples/closers.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { ended, mend, refuseItems, withSmallParts } from '../../test/samples/failing-files.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { aTransfer } from '../../test/samples/transfers.ts'
import { CloseListCheck } from '../core/day/close-list-check.ts'
import { fileExceptionId } from '../store/exception.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { postTransfers } from './post-transfers.ts'
import { previewResolution } from './preview-resolution.ts'
import { previewUnit } from './preview-unit.ts'
import { proveDay, proveWithin } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { resolveException } from './resolve-exception.ts'
import { resolveUnit } from './resolve-unit.ts'
import { retryReceipt } from './retry-receipt.ts'

const [CLEAR = '', OTHER = '', ...ESTATES] = accountNumbers(5)
const MONDAY = Temporal.PlainDate.from('2026-11-23')
const EVENING = Temporal.Instant.from('2026-11-24T04:30:00Z')
const at = engineOfEachTest([CLEAR, OTHER])
let people: Closers
beforeEach(async () => {
  const { engine } = at()
  people = await openClosers(engine)
  await recordAccounts(
    engine,
    ESTATES.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(4, { accounts: [CLEAR, ...ESTATES] }) }]) })
  await openCases(engine)
})

async function decide(engine: Engine, itemId: number, by: Decider): Promise<void> {
  const wanted = { itemId, asked: { resolution: 'post' }, by } as const
  const preview = await previewResolution(engine, wanted)
  if (preview.is === 'refused') throw new Error(preview.why)
  const resolved = await resolveException(engine, { ...wanted, previewSha256: preview.sha256 })
  expect(resolved.is).toBe('done')
}

const exceptions = (engine: Engine) => ask<{ id: number }>(engine, 'select id from exception order by id')
const daysOf = async (engine: Engine, kind: string) =>
  (await ask<{ day: string }>(engine, 'select day::text from entry where kind = $1 order by id, day', [kind])).map(
    one => one.day,
  )

// Seen red with `firstOpenDay` giving the day that is wanted, in each of its callers: the database refuses what requests book, and the proof counts the rest.
test('what is decided, undone, transferred or sent after the close is booked on the next banking day', async () => {
  const { engine, clock } = at()
  const [first, second] = await exceptions(engine)
  await decide(engine, first?.id ?? 0, people.ann)
  clock.now = EVENING
  expect(await closeOn(engine, MONDAY, people.sue)).toMatchObject({ is: 'closed', open: { count: 2 } })
  clock.now = Temporal.Instant.from('2026-11-24T04:40:00Z')
  await decide(engine, second?.id ?? 0, people.ann)
  await takeBack(engine, { itemId: first?.id ?? 0, by: people.ann })
  const poster = await postTransfers(engine)
  await poster.post(aTransfer({ key: 'rent', from: CLEAR, to: OTHER }))
  await poster.close()
  expect(await daysOf(engine, 'resolution')).toEqual(['2026-11-23', '2026-11-24'])
  expect(await daysOf(engine, 'reversal')).toEqual(['2026-11-24'])
  expect(new Set(await daysOf(engine, 'transfer'))).toEqual(new Set(['2026-11-24']))
  expect((await proveDay(engine)).problems).toEqual([])
})

test('a file that was received in time and comes after the close keeps its day of receipt, and is booked on the next', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  await closeOn(engine, MONDAY, people.sue)
  clock.now = Temporal.Instant.from('2026-11-23T20:00:00Z')
  const [gone = ''] = accountNumbers(1, 70)
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(2, { accounts: [CLEAR, gone], from: 60 }) }]) })
  const [receipt] = await ask(engine, 'select received_on::text, posting_on::text from receipt where id = 2')
  expect(receipt).toEqual({ received_on: '2026-11-23', posting_on: '2026-11-24' })
  const [told] = await ask<{ body: string }>(
    engine,
    `select body from event where kind = 'file_received' and subject = 2`,
  )
  expect(JSON.parse(told?.body ?? '').postingWhy).toContain(
    'Mon 2026-11-23 is closed, so it is booked on Tue 2026-11-24.',
  )
  await releaseOutboundFiles(engine)
  expect(await daysOf(engine, 'returned')).toEqual(['2026-11-24'])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with a retry booked on its posting day (each of the reversal, the parts and the failure), and with the hash of its items told of the day on which they are booked.
test('a file that failed before the close is booked on the next day by its retry, and fails there again', async () => {
  const { engine, clock } = at()
  const small = withSmallParts(engine)
  const bytes = achFile([{ entries: entries(40, { accounts: accountNumbers(30), from: 100 }) }])
  await openAccounts(engine, accountNumbers(30))
  await refuseItems(engine, `id / 67108864 = 2 and shard % 1024 >= 512`)
  const id = await ended(small, bytes)
  await openCases(engine)
  clock.now = EVENING
  expect(await closeOn(engine, MONDAY, people.sue)).toMatchObject({ is: 'closed' })
  const before = await ask<{ items: number }>(engine, 'select count(*) as items from item where id / 67108864 = 2')
  await mend(engine)
  await refuseItems(engine, `id / 67108864 = 2 and shard % 1024 >= 768`)
  expect(await retryReceipt(small, id, 'os:kim')).toMatchObject({ receipt: { state: 'quarantined' } })
  expect((await proveDay(engine)).problems).toEqual([])
  await mend(engine)
  expect(await retryReceipt(small, id, 'os:kim')).toMatchObject({ receipt: { state: 'done' } })
  expect((await proveDay(engine)).problems).toEqual([])
  const booked = await ask<{ day: string; items: number }>(
    engine,
    `select posting.day::text, count(*) as items from posting where item_id / 67108864 = 2 group by 1 order by 1`,
  )
  expect(booked).toEqual([
    { day: '2026-11-23', items: before[0]?.items },
    { day: '2026-11-24', items: 40 - (before[0]?.items ?? 0) },
  ])
  expect(await ask(engine, 'select distinct day::text from item where id / 67108864 = 2')).toEqual([
    { day: '2026-11-23' },
  ])
  expect(await daysOf(engine, 'reversal')).toEqual(['2026-11-24', '2026-11-24'])
  expect(await ask(engine, 'select closed_on::text from suspense_position where closed_on is not null')).toEqual([
    { closed_on: '2026-11-24' },
    { closed_on: '2026-11-24' },
  ])
})

// Seen red with the batch that stays held booked on the posting day of its file.
test('a file that was held when its day was closed is released on the next one, with the batch of it that stays held', async () => {
  const { engine, clock } = at()
  const [first, second] = [entries(6, { accounts: [CLEAR], from: 200 }), entries(4, { accounts: [OTHER], from: 300 })]
  await receiveAndProcess(engine, { bytes: achFile([{ entries: first }, { entries: second }], { totalCredit: 1 }) })
  await receiveAndProcess(engine, { bytes: achFile([{ entries: second }]) })
  await openCases(engine)
  clock.now = EVENING
  expect(await closeOn(engine, MONDAY, people.sue)).toMatchObject({ is: 'closed' })
  const wanted = { exceptionId: fileExceptionId(2), asked: { resolution: 'release' }, by: people.ann } as const
  const preview = await previewUnit(engine, wanted)
  if (preview.is !== 'previewed') throw new Error(preview.why)
  expect(await resolveUnit(engine, { ...wanted, previewSha256: preview.sha256 })).toMatchObject({
    is: 'done',
    effect: { batches: { processed: 1, held: 1 } },
  })
  const days = await ask(engine, `select distinct day::text from entry where receipt_id = 2 order by 1`)
  expect(days).toEqual([{ day: '2026-11-23' }, { day: '2026-11-24' }])
  expect((await proveDay(engine)).problems).toEqual([])
})

test('the database refuses what a request books on a closed day, whatever its code says', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  await closeOn(engine, MONDAY, people.sue)
  const tx = await engine.database.pool.connect()
  try {
    await tx.query(`begin; set local role clearday_app; set local clearday.org = '1'`)
    const booked = tx.query(`insert into entry (shard, day, id, kind) values (1024, '2026-11-23', 77, 'resolution')`)
    await expect(booked).rejects.toThrow('violates row-level security policy "open_day"')
  } finally {
    await tx.query('rollback')
    tx.release()
  }
})

const CHANGES = [
  "state = 'reopened', reopener_id = $1, reopened_at = closed_at, reopen_reason = 'x'",
  'no = no + 1 + 0 * $1',
  'closer_id = $1',
  'closer_for_id = $1',
  'entries = entries + 1 + 0 * $1',
  "list_sha256 = sha256('another list') where $1 > 0",
  'list_bytes = list_bytes + 1 + 0 * $1',
  'open_items = open_items + 1 + 0 * $1',
  'open_debit_minor = open_debit_minor + 1 + 0 * $1',
]
test('a closing that a superuser changed is found by the proof, whatever of it', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  await closeOn(engine, MONDAY, people.sue)
  const missed: string[] = []
  for (const set of CHANGES) {
    const tx = await engine.database.pool.connect()
    try {
      await tx.query('begin')
      await tx.query(`update day_close set ${set}`, [people.tom.personId])
      const { problems } = await proveWithin(tx, 1024, undefined, clock.now)
      if (!problems.some(one => one.includes('at closing 2026-11-23'))) missed.push(set)
    } finally {
      await tx.query('rollback')
      tx.release()
    }
  }
  expect(missed).toEqual([])
})

// Seen red with the lists of closed days left out of the originals.
test('a signed list of which one amount was altered is found by the proof, and checked by itself it does not hold', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  const closed = await closeOn(engine, MONDAY, people.sue)
  if (closed.is === 'refused') throw new Error(closed.why)
  expect((await proveDay(engine)).problems).toEqual([])
  const list = Buffer.from(closed.listSha256, 'hex')
  const { blobs } = engine
  const lines: Buffer[] = []
  async function* altered(...[sha256, ...range]: Parameters<typeof blobs.read>) {
    for await (const chunk of blobs.read(sha256, ...range))
      yield list.equals(sha256)
        ? Buffer.from(Buffer.from(chunk).toString().replace('"debit_minor":10', '"debit_minor":11'))
        : chunk
  }
  const { problems } = await proveDay({ ...engine, blobs: { ...blobs, read: altered } })
  expect(problems).toEqual([expect.stringContaining('The original of the list of closing 2026-11-23 (1) was altered')])
  for await (const chunk of altered(list)) lines.push(Buffer.from(chunk))
  const check = new CloseListCheck({
    newHash: () => createHash('sha256'),
    textOf: bytes => Buffer.from(bytes).toString(),
  })
  for (const line of Buffer.concat(lines)
    .toString()
    .split(/(?<=\n)/))
    check.take(Buffer.from(line))
  expect(check.verdict().problems).toContainEqual(expect.stringContaining('their SHA-256 is another one'))
})

// Seen red without the count of entries in the proof.
test('an entry that came behind the close is found by the proof', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  await closeOn(engine, MONDAY, people.sue)
  await ask(engine, `insert into entry (shard, day, id, kind) values (1024, '2026-11-23', 77, 'resolution')`)
  expect((await proveDay(engine)).problems).toContainEqual(
    expect.stringContaining('2026-11-23 was closed with 4 entries'),
  )
})

test('of two who close at once one does, and the other is told', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  const both = await Promise.all([closeOn(engine, MONDAY, people.sue), closeOn(engine, MONDAY, people.tom)])
  expect(both.filter(one => one.is === 'closed')).toHaveLength(1)
  const other = both.find(one => one.is === 'refused')
  expect(['closing_now', 'already_closed']).toContain(other?.is === 'refused' && other.refused)
  expect(await ask(engine, `select no, state from day_close`)).toEqual([{ no: 1, state: 'closed' }])
})

test('a close that was killed in the middle is ended by the next one', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  await ask(
    engine,
    `insert into day_close (shard, business_day, no, state, closer_id, begun_at) values (1024, '2026-11-23', 1, 'closing', $1, $2)`,
    [people.tom.personId, EVENING.toString()],
  )
  expect(await closeOn(engine, MONDAY, people.sue)).toMatchObject({ is: 'closed', no: 2 })
  expect(await ask(engine, `select no, state from day_close order by no`)).toEqual([
    { no: 1, state: 'refused' },
    { no: 2, state: 'closed' },
  ])
})

// Seen red with the books opened at the beginning of the next try alone, and with that looked for only once nothing stood against it.
test('a close that fails in the middle opens the books again; of one that was killed the next does, also where it is refused', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  const failing = {
    ...TEST_LEDGER,
    sign: () => {
      throw new Error('the key is gone')
    },
  }
  await expect(closeOn(engine, MONDAY, people.sue, failing)).rejects.toThrow('the key is gone')
  const states = () => ask(engine, `select no, state from day_close order by no`)
  expect(await states()).toEqual([{ no: 1, state: 'refused' }])
  await ask(
    engine,
    `insert into day_close (shard, business_day, no, state, closer_id, begun_at) values (1024, '2026-11-23', 2, 'closing', $1, $2)`,
    [people.tom.personId, EVENING.toString()],
  )
  await ask(engine, `update person set state = 'left' where login in ('ann', 'bob', 'cleo', 'kim')`)
  expect(await closeOn(engine, MONDAY, people.sue)).toMatchObject({ refused: 'not_clear' })
  expect(await states()).toEqual([1, 2].map(no => ({ no, state: 'refused' })))
  await ask(engine, `update person set state = 'active' where state = 'left'`)
  expect(await closeOn(engine, MONDAY, people.sue)).toMatchObject({ is: 'closed', no: 3 })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with `apart` left out of the act.
test('a closed day is opened again by another person, with a reason; closed again, its list names the one before', async () => {
  const { engine, clock } = at()
  clock.now = EVENING
  const first = await closeOn(engine, MONDAY, people.sue)
  if (first.is === 'refused') throw new Error(first.why)
  expect(await reopenOn(engine, MONDAY, people.sue)).toMatchObject({
    refused: 'not_authorised',
    why: expect.stringContaining('hand'),
  })
  expect(await reopenOn(engine, MONDAY, people.tom, ' ')).toMatchObject({ refused: 'reason_missing' })
  expect(await reopenOn(engine, MONDAY, people.tom)).toEqual({ is: 'reopened', day: '2026-11-23', no: 1 })
  expect(await reopenOn(engine, MONDAY, people.tom)).toMatchObject({ refused: 'not_closed' })
  const [one] = await exceptions(engine)
  clock.now = Temporal.Instant.from('2026-11-24T04:40:00Z')
  await decide(engine, one?.id ?? 0, people.ann)
  expect(await daysOf(engine, 'resolution')).toEqual(['2026-11-23'])
  const second = await closeOn(engine, MONDAY, people.sue)
  expect(second).toMatchObject({ is: 'closed', no: 2, open: { count: 2 } })
  const rows = await ask(
    engine,
    `select no, state, encode(list_sha256, 'hex') as list, encode(before_sha256, 'hex') as before, reopen_reason as why from day_close order by no`,
  )
  expect(rows).toMatchObject([
    { no: 1, state: 'reopened', list: first.listSha256, before: null, why: 'a file came late' },
    { no: 2, state: 'closed', before: first.listSha256, why: null },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with nobody written down in whose place a day was closed: she opened what was closed in hers.
test('law: whoever had a day closed in their place does not open it again, and another supervisor does', async () => {
  const { engine, clock } = at()
  const until = clock.now.add({ hours: 48 })
  const giving = { change: 'grant', hold: 'delegation', giver: 'sue', login: 'ann', acts: ['close_day'] } as const
  const by = { person: people.sue.personId, session: 'stepped-up' } as const
  expect(await changePeople(engine, by, [{ ...giving, until }])).toMatchObject({ outcome: 'changed' })
  clock.now = EVENING
  expect(await closeOn(engine, MONDAY, { ...people.ann, session: 'stepped-up' })).toMatchObject({ is: 'closed' })
  expect(await ask(engine, 'select closer_id, closer_for_id from day_close')).toEqual([
    { closer_id: people.ann.personId, closer_for_id: people.sue.personId },
  ])
  expect(await reopenOn(engine, MONDAY, people.sue)).toMatchObject({ refused: 'not_authorised' })
  expect(await reopenOn(engine, MONDAY, people.tom)).toMatchObject({ is: 'reopened' })
  expect((await proveDay(engine)).problems).toEqual([])
})
