import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { latin1Bytes, latin1Text } from '../core/latin1.ts'
import type { EntrySample } from '../packs/ach/sample-entries.ts'
import { batchExceptionId } from '../store/exception.ts'
import { proveDay } from './prove-day.ts'
import { readItem } from './read-item.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'

/** An ACH entry whose amount cannot be read goes back for nothing; what its batch was settled by beyond its entries waits beside it. */

let at: TestEngine
let desk: Desk
const [account = ''] = accountNumbers(1)
const UNREAD: EntrySample = { transactionCode: 27, account, amountMinor: 45_000, trace: '121042880000017' }
const CLEAR: EntrySample = { transactionCode: 27, account, amountMinor: 1_000, trace: '121042880000018' }

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, [account])
  desk = await openDesk(at.engine)
})
afterEach(() => at.close())

// Seen red with the amount columns of the answer as they came, which no way out got past; and with a release of the batch that lost it
// refused because it came again.
test('it is returned with R17 and nothing asked back, also asked back itself, and what was settled for it ends apart', async () => {
  const { engine } = at
  const file = latin1Text(achFile([{ entries: [UNREAD, CLEAR] }])).replace('0000045000', '00000450O0')
  const reception = await receiveAndProcess(engine, { bytes: latin1Bytes(file) })
  if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
  const [entry] = await ask<{ id: number }>(engine, "select id from exception where kind = 'amount-fault'")
  const itemId = entry?.id ?? 0
  expect((await readItem(engine, itemId))?.resolutions).toEqual(['return', 'refer', 'forward', 'hold'])
  const resolve = (code: string) => takeAsShown(engine, { itemId, asked: { resolution: 'return', code }, by: desk.ann })
  expect(await resolve('R17')).toMatchObject({ is: 'done', effect: { legs: [], outbound: { code: 'R17' } } })
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ is: 'undone' })
  expect(await resolve('R17')).toMatchObject({ is: 'done' })
  expect(await releaseOutboundFiles(engine)).toHaveLength(1)
  expect(await stateOf(itemId)).toBe('returned')
  expect(await problems()).toEqual([])
  // In error: the other bank is asked to send it again, as nothing that is owed.
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({
    ...{ is: 'undone', opens: { adjustment: { type: 'AGAIN', differenceMinor: 0 }, letters: [{ amountMinor: 0 }] } },
  })
  expect(await problems()).toEqual([])
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ is: 'undone' })
  expect(await stateOf(itemId)).toBe('returned')

  const exceptionId = batchExceptionId(reception.receiptId, 0)
  const rest = (resolution: 'release' | 'reject') =>
    takeUnitAsShown(engine, { exceptionId, asked: { resolution, words: 'It came again, as entry 19.' }, by: desk.ann })
  const sentence = "select kind, sentence from exception where scope = 'batch'"
  expect(await ask(engine, sentence)).toEqual([
    { kind: 'malformed-batch', sentence: expect.stringContaining('declares 450.00 USD of debits that no entry holds') },
  ])
  expect(await rest('release')).toMatchObject({ is: 'refused', why: expect.stringContaining('processed already') })
  expect(await rest('reject')).toMatchObject({ is: 'done', effect: { fates: [], lost: { debitMinor: 45_000 } } })
  expect(await problems()).toEqual([])
})

const problems = async () => (await proveDay(at.engine)).problems

async function stateOf(id: number): Promise<string | undefined> {
  const [row] = await ask<{ state: string }>(at.engine, 'select state from item where id = $1', [id])
  return row?.state
}
