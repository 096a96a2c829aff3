import { expect } from 'vitest'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { BUNDLE, testCheck, testCredit } from '../../src/formats/x9/sample-letters.ts'
import type { ItemDraft, X9Writer } from '../../src/formats/x9/write.ts'
import { ask, receiveAndProcess } from './arrivals.ts'
import { takeUnitAsShown } from './take-as-shown.ts'
import { testLetter } from './x9-letters.ts'

/**
 * Checks on this account of 100.00 and of these amounts, which cannot be read; the control of their bundle tells what all come to, where
 * it says nothing else. For each further control a bundle of one check of 100.00. Minor units.
 */
export function unreadChecks(
  { institution }: Engine,
  account: string,
  unread: readonly number[],
  controls: readonly Parameters<X9Writer['endBundle']>[0][] = [{}],
): Uint8Array {
  const routing = institution.settings.routingNumbers[0] ?? ''
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8), documentationType: 'A' }
  const check = (n: number, amountMinor: number): ItemDraft => {
    const { detail } = testCheck({ onUs: `${account}/${1042 + n}`, itemSequence: String(n + 1), amountMinor })
    return { detail: { ...detail, ...payor } as ItemDraft['detail'], views: [] } // as `testCheck` made it
  }
  const amounts = [10_000, ...unread]
  const body = (writer: X9Writer) => {
    for (const [bundle, control] of controls.entries()) {
      writer.bundleHeader(BUNDLE)
      if (bundle > 0) writer.item(check(amounts.length + bundle, 10_000))
      else for (const [n, amountMinor] of amounts.entries()) writer.item(check(n, amountMinor))
      writer.endBundle(control)
    }
  }
  const text = Buffer.from(testLetter({ framing: 'newline-ascii', body })).toString('latin1')
  const starred = unread.reduce((all, minor, n) => {
    const amount = String(minor).padStart(10, '0')
    return all.replace(`${account}/${1043 + n}${amount}`, `${account}/${1043 + n}${amount.replace(/0[1-9]/, '0*')}`)
  }, text)
  return Buffer.from(starred, 'latin1')
}

/** A deposit of a check on this account of 100.00 and of one whose amount cannot be read, on a ticket whose amount cannot be read either. */
export function unreadDeposit({ institution }: Engine, account: string, depositor: string): Uint8Array {
  const routing = institution.settings.routingNumbers[0] ?? ''
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8), documentationType: 'A' }
  const check = (number: number, amountMinor: number): ItemDraft => {
    const { detail } = testCheck({ onUs: `${account}/${number}`, itemSequence: String(number), amountMinor })
    return { detail: { ...detail, ...payor } as ItemDraft['detail'], views: [] } // as `testCheck` made it
  }
  const { detail } = testCredit()
  const ticket = { ...detail, postingRouting: routing, onUs: `${depositor}/`, amountMinor: 15_000 }
  const body = (writer: X9Writer) => {
    writer.bundleHeader(BUNDLE)
    writer.item({ detail: ticket as ItemDraft['detail'], views: [] }) // as `testCredit` made it
    for (const item of [check(1042, 10_000), check(1043, 5000)]) writer.item(item)
    writer.endBundle()
  }
  const text = Buffer.from(testLetter({ framing: 'newline-ascii', body })).toString('latin1')
  const unread = text
    .replace(`${depositor}/0000015000`, `${depositor}/00000*5000`)
    .replace(`${account}/10430000005000`, `${account}/1043000000*000`)
  return Buffer.from(unread, 'latin1')
}

/** They come, and their bundle is released although it does not balance: the numbers of those that cannot be read. */
export async function presentUnreadChecks(
  engine: Engine,
  by: Decider,
  account: string,
  unread: readonly number[],
): Promise<readonly number[]> {
  await receiveAndProcess(engine, { name: 'unread.x937', bytes: unreadChecks(engine, account, unread) })
  const [held] = await ask<{ id: number; receipt: number }>(
    engine,
    "select id, receipt_id as receipt from exception where scope = 'batch' order by receipt_id desc limit 1",
  )
  const release = { exceptionId: held?.id ?? 0, asked: { resolution: 'release' }, by } as const
  // What the control leaves for them was settled, and is short of them until they are decided.
  const short = unread.reduce((sum, minor) => sum + minor, 0)
  const released = { is: 'done', effect: { overShort: { debitMinor: short } } }
  expect(await takeUnitAsShown(engine, release)).toMatchObject(released)
  // A codeline of which the account cannot be read either is told first.
  const rows = await ask<{ id: number }>(
    engine,
    `select exception.id from exception join item using (shard, day, id)
     where kind in ('encoding-error', 'micr-unreadable') and amount_minor = 0 and exception.receipt_id = $1 order by exception.id`,
    [held?.receipt],
  )
  return rows.map(row => row.id)
}
