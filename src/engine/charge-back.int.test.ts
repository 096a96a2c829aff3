import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { testLetter, testReturn } from '../../test/samples/x9-letters.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Engine } from './engine.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { recordAccounts, recordFacts } from './record-facts.ts'
import { type Resolved, resolveException } from './resolve-exception.ts'
import { undoDecision } from './undo-decision.ts'

/** A check that was deposited here comes back unpaid: whoever was credited for it is charged, by that and no more. */

const [DEPOSITOR = '', OTHER = ''] = accountNumbers(2)
const at = engineOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(async () => {
  engine = at().engine
  desk = await openDesk(engine)
  await openAccounts(engine, [DEPOSITOR, OTHER])
})

const DRAWER = '123456789'
const AMOUNT = 10_000

/** That the check of `testReturn` came in with a deposit of these accounts. */
async function depositedBy(...accounts: readonly string[]): Promise<void> {
  const shard = shardOf(engine.institution.orgId, bucketOfText(DRAWER))
  const depositedDay = dayNumber(Temporal.PlainDate.from('2026-11-09'))
  const [fromDay, toDay] = [0, dayNumber(Temporal.PlainDate.from('9999-12-31'))]
  await recordFacts(
    engine,
    accounts.map(depositorAccount => ({
      ...{ shard, kind: 'deposited', key: `021000021/${DRAWER}/1042/${AMOUNT}`, fromDay, toDay },
      ...{ identity: depositorAccount, detail: { depositorAccount, depositedDay } },
    })),
  )
}

/** It comes back after its deadline, so that a person decides. */
async function comesBack(itemSequence = '1'): Promise<number> {
  const late = testReturn()
  const items = [
    { ...late, detail: { ...late.detail, forwardBundleDate: '20261110', itemSequence } as typeof late.detail },
  ]
  await receiveAndProcess(engine, { name: 'returns.x937', bytes: testLetter({ items }) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception order by id desc limit 1')
  return row?.id ?? 0
}

async function resolve(itemId: number, asked: ResolutionAsked): Promise<Resolved> {
  const preview = await previewResolution(engine, { itemId, asked, by: desk.ann })
  if (preview.is === 'refused') return preview
  return resolveException(engine, { itemId, asked, by: desk.ann, previewSha256: preview.sha256 })
}

async function balances() {
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const [row] = await ask(
    engine,
    `select (select state from item order by id desc limit 1) as state, ${sum(DEPOSITOR)} as depositor, ${sum(OTHER)} as other, ${sum('~suspense')} as suspense,
       ${sum('~clearing')} as clearing, ${sum('~originations')} as originations`,
  )
  return row
}

const BACK: ResolutionAsked = { resolution: 'chargeback' }
const START = {
  ...{ state: 'suspended', depositor: 1_000_000, other: 1_000_000 },
  ...{ suspense: -AMOUNT, clearing: 0, originations: 0 },
}
const CHARGED = { ...START, state: 'posted', depositor: 1_000_000 - AMOUNT, suspense: 0 }
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])
const offered = async (itemId: number) =>
  (await readActs(engine, { itemId, by: desk.ann }))?.acts.find(({ act }) => act.resolution === 'chargeback')?.act

// Seen red with: the depositor credited; the leg on the account of the item's own bucket.
test('a check that comes back is charged to whoever was credited for it, who is told; undone and reversed they have it again', async () => {
  await depositedBy(DEPOSITOR)
  const id = await comesBack()
  expect(await balances()).toEqual(START)
  expect(await offered(id)).toMatchObject({ whyNot: undefined, asks: [] })
  for (const days of [0, 3]) {
    expect(await resolve(id, BACK)).toMatchObject({
      is: 'done',
      effect: { accounts: [{ number: DEPOSITOR }], item: { state: 'posted' }, letters: [{ to: 'customer' }] },
    })
    expect(await balances()).toEqual(CHARGED)
    await holds()
    at().clock.now = at().clock.now.add({ hours: 24 * days })
    const by = days === 0 ? 'undo' : 'reversal'
    expect(await undoDecision(engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone', by })
    expect(await balances()).toEqual(START)
    await holds()
  }
})

// Seen red with: an account taken that is of none of its deposits.
test('of several deposits somebody says whose it is, and nobody else is charged', async () => {
  const [stranger = ''] = accountNumbers(1, 9_000)
  await openAccounts(engine, [stranger])
  await depositedBy(DEPOSITOR, OTHER)
  const id = await comesBack()
  expect((await offered(id))?.asks).toMatchObject([{ name: 'account', of: 'fields' }])
  expect(await resolve(id, BACK)).toMatchObject({ refused: 'fields_missing' })
  expect(await resolve(id, { ...BACK, fields: { account: stranger } })).toMatchObject({ refused: 'fields_missing' })
  expect(await resolve(id, { ...BACK, fields: { account: OTHER } })).toMatchObject({ is: 'done' })
  expect(await balances()).toMatchObject({ depositor: 1_000_000, other: 1_000_000 - AMOUNT, suspense: 0 })
  await holds()
})

// Seen red with: the second return of one deposit charged too.
test('never more than was credited: not when it comes back twice, not when no deposit tells of it', async () => {
  const unknown = await comesBack()
  expect(await offered(unknown)).toBeUndefined()
  await depositedBy(DEPOSITOR)
  const again = await comesBack('2')
  expect(await ask(engine, 'select kind from exception order by id')).toEqual([
    { kind: 'returned-check-without-original' },
    { kind: 'duplicate-presentment' },
  ])
  expect(await offered(again)).toBeUndefined()
  expect(await resolve(again, BACK)).toMatchObject({ refused: 'resolution_not_offered' })
  expect(await balances()).toMatchObject({ depositor: 1_000_000 })
})

test('a closed account is not charged: what is left is said', async () => {
  await depositedBy(DEPOSITOR)
  const id = await comesBack()
  await recordAccounts(engine, [anAccount(engine, DEPOSITOR, { status: 'closed' })])
  expect(await resolve(id, BACK)).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(/is closed: collect it from its holder outside/),
  })
  expect((await offered(id))?.whyNot).toContain('is closed')
})
