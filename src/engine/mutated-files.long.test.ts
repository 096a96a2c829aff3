import { afterAll, beforeAll, expect, test } from 'vitest'
import { mutate as mutateLetter } from '../../test/conformance/x937-mutate.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { testLetter } from '../../test/samples/x9-letters.ts'
import { latin1Bytes, latin1Text } from '../core/latin1.ts'
import { mutate, seededDice } from '../formats/nacha/mutate.ts'
import { testCheck } from '../formats/x9/sample-letters.ts'
import { proveDay } from './prove-day.ts'

/** Files spoiled in every way that files are, really received and processed: what came is posted, held or refused, and adds up. */

const FILES = 110

let at: TestEngine
const accounts = accountNumbers(20)
const seed = Number(process.env.CLEARDAY_FUZZ_SEED ?? '20261121')

beforeAll(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
})
afterAll(() => at.close())

/** Three batches of entries that no other file has, every third file without line ends. */
function wholeAch(n: number): Uint8Array {
  const of = (batch: number) => ({ entries: entries(3 + batch, { accounts, from: n * 40 + batch * 10 }) })
  const file = achFile([of(0), of(1), of(2)])
  return n % 3 === 0 ? latin1Bytes(latin1Text(file).replaceAll('\n', '')) : file
}

function wholeLetter(n: number): Uint8Array {
  const items = [1, 2, 3].map(item =>
    testCheck({
      amountMinor: n * 1_000 + item,
      onUs: `${accounts[item]}/${n * 10 + item}`,
      itemSequence: `${n}${item}`,
    }),
  )
  return testLetter({ items })
}

// Seen red with: a quarantined batch's lost value left out of its position; a part whose file is held posting all the same.
test('law: whatever of a spoiled file is read, the books prove it, and no receipt is left unread', {
  timeout: 240_000,
}, async () => {
  const dice = seededDice(seed)
  for (let n = 0; n < FILES; n++) {
    await receiveAndProcess(at.engine, { source: 'spoiled ACH', bytes: mutate(wholeAch(n), dice) })
    await receiveAndProcess(at.engine, {
      source: 'spoiled letters',
      name: 'a.x937',
      bytes: mutateLetter(wholeLetter(n), seed + n),
    })
  }
  const proof = await proveDay(at.engine)
  expect(proof.problems).toEqual([])
  for (const source of ['spoiled ACH', 'spoiled letters']) {
    const equation = proof.bySource.get(source)
    expect(equation?.holds, source).toBe(true)
    // The mutations neither ruin everything nor nothing.
    expect(equation?.terms.suspended.count, source).toBeGreaterThan(FILES / 4)
    expect(equation?.received.count, source).toBeGreaterThan(FILES)
  }
  const [suspense] = await ask<{ debit: number; credit: number }>(
    at.engine,
    'select sum(debit_minor) as debit, sum(credit_minor) as credit from suspense_position',
  )
  const { debitMinor, creditMinor } = proof.all.terms.suspended
  expect(suspense).toEqual({ debit: debitMinor, credit: creditMinor })
  const receipts = await ask<{ state: string; count: number }>(
    at.engine,
    'select state, count(*)::int as count from receipt group by state',
  )
  const unread = receipts.filter(({ state }) => state === 'arrived' || state === 'staged')
  expect(unread).toEqual([])
  expect(receipts.reduce((sum, { count }) => sum + Number(count), 0)).toBe(2 * FILES)
})
