import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { adjusting } from '../../test/samples/adjusting.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import type { EntrySample } from '../packs/ach/sample-entries.ts'

/** What was settled of an ACH entry is not what is right: the other bank is asked for the difference. */

const [OPEN = ''] = accountNumbers(1)
const at = deskOfEachTest([OPEN])
let desk: Desk
beforeEach(() => {
  desk = at().desk
})
const { resolve, take, stands, holds } = adjusting(at, OPEN, () => desk)

/** An entry of the sender's to our customer, or an answer of theirs to us. */
async function arrives(entry: EntrySample): Promise<number> {
  await receiveAndProcess(at().engine, { name: 'entry.ach', bytes: achFile([{ entries: [entry] }]) })
  const [row] = await ask<{ id: number }>(at().engine, 'select id from exception order by id desc limit 1')
  return row?.id ?? 0
}

/** Where the entry's money is, in cents. */
async function standsAch(itemId: number) {
  const { network: _, ...of } = (await stands(itemId)) ?? {}
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const [row] = await ask(
    at().engine,
    `select ${sum('~settlement.ach')} as network, ${sum('~originations')} as originations`,
  )
  return { ...of, ...row }
}

// Seen red with: what the sender’s bank does not take back booked to the losses, as that of a debit.
test('a credit that came a hundred times too high: the customer has what was meant at once, the sender’s bank gets the rest back', async () => {
  const id = await arrives({ transactionCode: 22, account: OPEN, amountMinor: 3_000_000_000 })
  const start = { state: 'suspended', exception: 'open', customer: 0, suspense: 3_000_000_000, network: -3_000_000_000 }
  expect(await standsAch(id)).toMatchObject({ ...start, clock: 'ach-return' })
  expect(await take(id, 'open', '300000.00')).toMatchObject({
    is: 'done',
    effect: {
      adjustment: {
        type: 'AMOUNT',
        state: 'asked',
        rightMinor: 30_000_000,
        differenceMinor: 2_970_000_000,
        entryUntil: '',
      },
      letters: [
        {
          to: 'sender',
          rule: 'ach-claim-between-banks',
          words: expect.stringContaining('owed by us, without an entry. Attached'),
        },
      ],
    },
  })
  const asked = { ...start, clock: 'ach-claim-between-banks', customer: 30_000_000, held: -30_000_000 }
  expect(await standsAch(id)).toMatchObject(asked)
  await holds()
  expect(await take(id, 'settle')).toMatchObject({ is: 'done' })
  const ended = { ...asked, state: 'adjusted', exception: 'closed', suspense: 0, held: 0 }
  expect(await standsAch(id)).toMatchObject({ ...ended, network: -30_000_000 })
  await holds()
  const undo = () => takeBack(at().engine, { itemId: id, by: desk.bob })
  expect(await undo()).toMatchObject({ is: 'undone' })
  expect(await standsAch(id)).toMatchObject(asked)
  // What the sender's bank does not take back came for the customer.
  expect(await take(id, 'refuse')).toMatchObject({ is: 'done', effect: { adjustment: { rightMinor: 3_000_000_000 } } })
  expect(await standsAch(id)).toMatchObject({ ...ended, customer: 3_000_000_000, losses: 0 })
  await holds()
  expect(await undo()).toMatchObject({ is: 'undone' })
  expect(await undo()).toMatchObject({ is: 'undone' })
  expect(await standsAch(id)).toMatchObject(start)
  await holds()
})

// Seen red with: a return that we stand by asked for with an amount.
test('what the network leaves no answer to is claimed from the other bank: settled it comes from there, refused it is borne', async () => {
  const id = await arrives({
    ...{ transactionCode: 26, account: OPEN, amountMinor: 10_000 },
    addenda: [{ kind: '99-contested', returnCode: 'R73', originalTrace: '121042880000007' }],
  })
  expect(await standsAch(id)).toMatchObject({ state: 'suspended', clock: 'ach-contested', suspense: -10_000 })
  expect(await take(id, 'open')).toMatchObject({
    is: 'done',
    effect: { adjustment: { type: 'CLAIM', rightMinor: 0, differenceMinor: 10_000 }, legs: [] },
  })
  expect(await resolve(id, { resolution: 'post' })).toMatchObject({ why: expect.stringContaining('(CLAIM) runs') })
  await holds()
  expect(await take(id, 'settle')).toMatchObject({ is: 'done' })
  expect(await standsAch(id)).toMatchObject({ state: 'adjusted', suspense: 0, network: 0, originations: 0 })
  await holds()
  expect(await takeBack(at().engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await take(id, 'refuse')).toMatchObject({ is: 'done' })
  expect(await standsAch(id)).toMatchObject({ state: 'adjusted', suspense: 0, losses: -10_000, originations: 0 })
  await holds()
  await takeBack(at().engine, { itemId: id, by: desk.bob })
  await takeBack(at().engine, { itemId: id, by: desk.bob })
  at().clock.now = at().clock.now.add({ hours: 24 * 740 })
  expect(await take(id, 'open')).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(/window ended on .* 2028.*a claim before a court/),
  })
})
