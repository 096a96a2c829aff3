import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries, tallyOfEntries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack, takeUnitBack } from '../../test/samples/take-back.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import { batchExceptionId } from '../store/exception.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'

/**
 * Whoever decides anew ends what is stale, also of what is held as a whole and of what takes back; of a way out of an item see who
 * approves. Kim is an associate; Ann, Bob and Cleo decide alone here unless a policy asks for two.
 */

const [DECEASED = '', ...accounts] = accountNumbers(5)
const at = deskOfEachTest(accounts)
let engine: Engine
let desk: Desk
/** The same institution where a policy has two people reject what is held, and take that back. */
let byTwo: Engine
beforeEach(() => {
  engine = at().engine
  desk = at().desk
  const policy = { name: 'batches', owner: 'operations', from: '2020-01-01', to: '9999-12-31', fromMinor: 1 } as const
  const secondKeys = [{ ...policy, resolutions: ['reject'], keying: 'seen' }] as const
  byTwo = { ...engine, institution: { ...engine.institution, secondKeys } }
})

/** A batch whose control declares a cent of debits too many. */
async function heldBatch(): Promise<number> {
  const held = entries(3, { accounts })
  const control = { totalDebit: tallyOfEntries(held).debitMinor + 1 }
  const received = await receiveAndProcess(engine, { bytes: achFile([{ entries: held, control }]) })
  return batchExceptionId(received.outcome === 'accepted' ? received.receiptId : 0, 0)
}

/** A debit over what an associate takes back alone, to somebody who died; Ann posts it. */
async function posted(): Promise<number> {
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased', balanceMinor: 10_000_000 })])
  const some = entries(1, { accounts: [DECEASED] }).map(one => ({ ...one, transactionCode: 27, amountMinor: 490_000 }))
  await receiveAndProcess(engine, { bytes: achFile([{ entries: some }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  const itemId = row?.id ?? 0
  expect(await takeAsShown(engine, { itemId, asked: { resolution: 'post' }, by: desk.ann })).toMatchObject({
    is: 'done',
  })
  return itemId
}

/** The next day what waits does something else than was proposed: Cleo, who would have approved it, is told so. */
async function turnsStale(): Promise<void> {
  at().clock.now = at().clock.now.add({ hours: 24 })
  expect(await approveDecision(engine, { ...(await proposalIn(engine)), by: desk.cleo })).toMatchObject({ is: 'stale' })
}

/** What became of the one proposal of this maker, and what the log says of it. */
async function expectEnded(maker: Decider, by: Decider): Promise<void> {
  expect(
    await ask(engine, 'select state, ended_by from decision where needs is not null and maker_id = $1', [
      maker.personId,
    ]),
  ).toEqual([{ state: 'withdrawn', ended_by: by.personId }])
  expect(
    await ask(engine, "select actor, body::jsonb as body from event where kind = 'decision_withdrawn'"),
  ).toMatchObject([{ actor: `person ${by.personId}`, body: { maker: `person ${maker.personId}`, as: 'stale' } }])
  expect((await proveDay(engine)).problems).toEqual([])
}

// Each seen red without the line that ends it: the old one waited on beside the new.
test('a stale proposal about what is held as a whole is ended by whoever decides about that anew', async () => {
  const exceptionId = await heldBatch()
  const reject = { exceptionId, asked: { resolution: 'reject' } } as const
  expect(await takeUnitAsShown(byTwo, { ...reject, by: desk.ann })).toMatchObject({ is: 'proposed' })
  expect(await takeUnitAsShown(engine, { ...reject, by: desk.bob })).toMatchObject({ refused: 'proposal_waits' })
  await turnsStale()
  expect(await takeUnitAsShown(engine, { ...reject, by: desk.bob })).toMatchObject({ is: 'done' })
  await expectEnded(desk.ann, desk.bob)
})

test('a stale taking back of what was held as a whole is ended by whoever takes it back anew', async () => {
  const exceptionId = await heldBatch()
  const rejected = await takeUnitAsShown(engine, { exceptionId, asked: { resolution: 'reject' }, by: desk.ann })
  expect(rejected).toMatchObject({ is: 'done' })
  expect(await takeUnitBack(byTwo, { exceptionId, by: desk.bob })).toMatchObject({ is: 'proposed' })
  expect(await takeUnitBack(engine, { exceptionId, by: desk.ann })).toMatchObject({ refused: 'proposal_waits' })
  await turnsStale()
  expect(await takeUnitBack(engine, { exceptionId, by: desk.ann })).toMatchObject({ is: 'undone' })
  await expectEnded(desk.bob, desk.ann)
})

test('a stale taking back of what was decided about an item is ended by whoever takes it back anew', async () => {
  const itemId = await posted()
  expect(await takeBack(engine, { itemId, by: desk.kim })).toMatchObject({ is: 'proposed' })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ refused: 'proposal_waits' })
  await turnsStale()
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', by: 'reversal' })
  await expectEnded(desk.kim, desk.bob)
})
