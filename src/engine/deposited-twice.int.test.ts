import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { BUNDLE, FILE, LETTER, writeFile } from '../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../formats/x9/write.ts'
import { proveDay } from './prove-day.ts'
import { readEarlierItem } from './read-earlier.ts'
import { readItem } from './read-item.ts'

/** A cash letter that is made anew, with another date and other names, brings no deposit and no check a second time. */

let at: TestEngine
const [drawer = '', depositor = '', neighbor = ''] = accountNumbers(3)
const OURS = '091000019'
const ELSEWHERE = '021000021'

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, [drawer, depositor, neighbor])
})
afterEach(() => at.close())

// Seen red with: deposits that claim nothing; the sender's numbers of the checks taken into what the deposit holds.
test('a deposit whose checks came before is not credited again', async () => {
  await send('20261123', [credit(depositor, 300), check(ELSEWHERE, '555/1', 100), check(ELSEWHERE, '555/2', 200)])
  await send('20261124', [credit(depositor, 300), check(ELSEWHERE, '555/1', 100), check(ELSEWHERE, '555/2', 200)])
  expect(await states()).toEqual(['posted', 'posted', 'posted', 'suspended', 'suspended', 'suspended'])
  expect(await ask(at.engine, "select sentence from exception where sentence like '%deposit%'")).toEqual([
    {
      sentence:
        'A deposit of this amount to this account, with the same checks, was presented before: on 2026-11-23; a deposit is credited once.',
    },
  ])
  for (const { id, earlier } of await ask<{ id: number; earlier: number }>(
    at.engine,
    "select id, id - 67108864 as earlier from item where state = 'suspended' order by id",
  ))
    expect(await earlierOf(id)).toMatchObject({ of: { item: { id: earlier, state: 'posted' } } })
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with: the amounts alone taken for what a deposit holds.
test('deposits of one amount with other checks, or to another account, are others', async () => {
  await send('20261123', [credit(depositor, 100), check(ELSEWHERE, '555/1', 100)])
  await send('20261123', [credit(depositor, 100), check(ELSEWHERE, '555/2', 100)])
  await send('20261123', [credit(neighbor, 100), check(ELSEWHERE, '556/1', 100)])
  expect(new Set(await states())).toEqual(new Set(['posted']))
})

// Seen red with: a check without a number that claims nothing.
test('a check without a number is paid once when the bank of deposit numbered it the same', async () => {
  await send('20261123', [check(OURS, `${drawer}/`, 777, '31')])
  await send('20261124', [check(OURS, `${drawer}/`, 777, '31')])
  expect(await states()).toEqual(['posted', 'suspended'])
  expect(await ask(at.engine, 'select sentence from exception')).toEqual([
    {
      sentence:
        'A check with this account, amount and endorsement was presented before: on 2026-11-23, as a check; a check is paid once.',
    },
  ])
})

// Seen red with: the endorsement left out.
test('two checks without a number, of one amount and two deposits, are two checks', async () => {
  await send('20261123', [check(OURS, `${drawer}/`, 777, '31')])
  await send('20261124', [check(OURS, `${drawer}/`, 777, '32')])
  expect(await states()).toEqual(['posted', 'posted'])
})

let letters = 0

/** A cash letter with names of its own; no images: the paper follows. */
async function send(businessDate: string, items: readonly ItemDraft[]): Promise<void> {
  const name = `L${++letters}`
  const to = { destinationRouting: OURS }
  const bytes = writeFile({ framing: 'length-ebcdic' }, writer => {
    writer.fileHeader({ ...FILE, ...to })
    writer.cashLetterHeader({ ...LETTER, ...to, businessDate, cashLetterId: name })
    writer.bundleHeader({ ...BUNDLE, ...to, businessDate, bundleId: name })
    for (const item of items) writer.item(item)
    writer.endBundle()
    writer.endCashLetter()
    writer.endFile()
  })
  await receiveAndProcess(at.engine, { name, bytes })
}

function credit(account: string, amountMinor: number): ItemDraft {
  const itemSequence = String(letters)
  return {
    detail: {
      type: '61',
      postingRouting: OURS,
      onUs: `${account}/`,
      amountMinor,
      itemSequence,
      documentationType: 'G',
    },
  }
}

/** With the number that the bank of deposit gave it; its number in this letter is new every time. */
function check(routing: string, onUs: string, amountMinor: number, bofdItemSequence = '77'): ItemDraft {
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8) }
  const endorsed = { bofdRouting: '111000025', bofdBusinessDate: '20261120', bofdItemSequence }
  return {
    detail: { type: '25', ...payor, onUs, amountMinor, itemSequence: String(letters), documentationType: 'A' },
    addenda: [{ type: '26', recordNumber: '1', ...endorsed }],
  }
}

async function earlierOf(id: number) {
  const story = await readItem(at.engine, id)
  return story && readEarlierItem(at.engine, story)
}

async function states(): Promise<readonly unknown[]> {
  return (await ask(at.engine, 'select state from item order by id')).map(row => row.state)
}
