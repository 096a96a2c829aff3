import { describe, expect, test } from 'vitest'
import { readAll } from '../../../test/samples/x9-contents.ts'
import { testReturn } from '../../../test/samples/x9-letters.ts'
import { joinBytes } from '../../core/join-bytes.ts'
import { BACK, BUNDLE, FRONT, testCheck } from '../../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../../formats/x9/write.ts'
import type { CheckItem } from './item.ts'
import { proveReturns } from './prove-returns.ts'
import { type ReturnOrder, refuseReturn } from './return-item.ts'
import { createReturnFileWriter, type ReturnFileHeader } from './returns.ts'
import { OUR_ROUTING } from './sample-facts.ts'
import { credit, intake, letter, parsed } from './sample-intake.ts'

const HEADER: ReturnFileHeader = {
  routing: OUR_ROUTING,
  name: 'FIRST CLEAR BANK',
  businessDay: Temporal.PlainDate.from('2026-11-23'),
  destination: { routing: '121042882', name: 'RESERVE' },
  createdAt: Temporal.PlainDateTime.from('2026-11-23T21:05'),
  modifier: 'A',
  cashLetterId: '26112301',
  use: 'test',
}

const DRAFT = testCheck({ onUs: '1234567890/', auxOnUs: '001042', amountMinor: 45_000 })
const ENDORSED: ItemDraft = {
  ...DRAFT,
  addenda: [
    ...(DRAFT.addenda ?? []),
    { type: '27', keyIndicator: '0', microfilmSequence: '9', imageKey: 'KEY-9' },
    { type: '28', recordNumber: '01', endorsingRouting: '111000025', endorsedOn: '20261120', bankIdentifier: '1' },
  ],
}

function received(draft: ItemDraft): CheckItem {
  const told = intake(
    letter(writer => {
      writer.bundleHeader(BUNDLE)
      writer.item(draft)
      writer.endBundle()
    }),
  )
  return parsed(told)[0] as CheckItem
}

const CHECK = received(ENDORSED)

function order(changes: Partial<ReturnOrder> = {}): ReturnOrder {
  const detail = { businessDate: '20261120' }
  return { item: CHECK, batch: detail, reason: 'A', sequence: '700001', images: [FRONT, BACK], ...changes }
}

function written(orders: readonly ReturnOrder[]): Uint8Array {
  const blocks: Uint8Array[] = []
  const writer = createReturnFileWriter(HEADER, block => blocks.push(block))
  for (const one of orders) writer.add(one)
  writer.end()
  return joinBytes(blocks)
}

function proved(bytes: Uint8Array, orders: readonly ReturnOrder[]): readonly string[] {
  const proof = proveReturns(orders)
  for (let at = 0; at < bytes.length; at += 1000) proof.write(bytes.subarray(at, at + 1000))
  return proof.end()
}

describe('a return', () => {
  const { items, end, faults } = readAll(written([order()]))

  test('is read by our own reader without a fault', () => {
    expect(faults).toEqual([])
    expect([end.fate, end.items, end.declared?.amountMinor]).toEqual(['process', 1, 45_000n])
  })

  test('repeats the codeline and amount, and says why and when it was presented', () => {
    expect(items[0]?.detail).toMatchObject({
      type: '31',
      payorRouting: '02100002',
      payorCheckDigit: '1',
      onUs: '1234567890/',
      amountMinor: 45_000,
      returnReason: 'A',
      forwardBundleDate: '20261120',
      itemSequence: '700001',
      addendumCount: 5,
    })
  })

  test('says where it was deposited, who returns it, and who endorsed it, this bank last', () => {
    expect(items[0]?.addenda).toMatchObject([
      { type: '32', bofdRouting: '111000025', bofdItemSequence: '77', depositAccount: '555', payeeName: 'ANY PAYEE' },
      {
        type: '33',
        payorBankName: 'FIRST CLEAR BANK',
        auxOnUs: '001042',
        payorItemSequence: '700001',
        payorBusinessDate: '20261123',
      },
      { type: '34', microfilmSequence: '9', imageKey: 'KEY-9' },
      { type: '35', recordNumber: '01', endorsingRouting: '111000025', bankIdentifier: '1' },
      { type: '35', recordNumber: '02', endorsingRouting: OUR_ROUTING, returnReason: 'A', bankIdentifier: '3' },
    ])
  })

  test('carries the pictures byte for byte', () => {
    expect(items[0]?.images).toEqual([FRONT, BACK])
    expect(items[0]?.views.map(view => view.side)).toEqual(['front', 'back'])
  })
})

test('a file of 301 returns has two bundles, and is proved', () => {
  const orders = Array.from({ length: 301 }, (_, index) =>
    order({ sequence: String(index + 1), reason: index % 2 ? 'D' : 'U' }),
  )
  const bytes = written(orders)
  const { bundles, end, headers } = readAll(bytes)
  expect([bundles.map(bundle => bundle.computed.items), end.items]).toEqual([[300, 1], 301])
  expect(headers[1]).toMatchObject({
    type: '10',
    collectionType: '03',
    returnsIndicator: 'R',
    cashLetterId: '26112301',
  })
  expect(proved(bytes, orders)).toEqual([])
})

test('a check without images goes back without images', () => {
  const item = received({ detail: DRAFT.detail })
  const orders = [order({ item, images: [], reason: 'U' })]
  expect(proved(written(orders), orders)).toEqual([])
})

// Planted bug: comparing only amounts proved a file with the reasons of two items exchanged.
describe('the proof of a return file', () => {
  const orders = [order({ sequence: '1' }), order({ sequence: '2', reason: 'D' })]
  const bytes = written(orders)
  test.each<[string, readonly ReturnOrder[], string]>([
    ['another reason', [order({ sequence: '1', reason: 'B' }), orders[1] as ReturnOrder], 'Item 1 has another reason.'],
    [
      'another picture',
      [order({ sequence: '1', images: [BACK, BACK] }), orders[1] as ReturnOrder],
      'Item 1 has another image.',
    ],
    ['a return less', orders.slice(0, 1), 'Item 2 was not ordered.'],
    ['a return more', [...orders, order({ sequence: '3' })], '1 returns are not in the file.'],
  ])('finds %s', (_, expected, sentence) => {
    expect(proved(bytes, expected)).toEqual([sentence])
  })

  test('finds a file that was cut off', () => {
    expect(proved(bytes.subarray(0, -84), orders).join(' ')).toMatch(/no control \(99\)/)
  })
})

test.each<[string, Partial<ReturnOrder>, RegExp]>([
  ['a deposit', { item: received(credit(5)), images: [FRONT] }, /deposit credit/],
  ['a return', { item: received(testReturn()) }, /return already/],
  ['a check on another bank in a deposit', { item: { ...received(DRAFT), role: 'transit' } }, /another bank/],
  [
    'a check on us in a deposit',
    { item: { ...received(DRAFT), routingOurs: true }, batch: { deposit: true } },
    /charge it back/,
  ],
  ['an unknown reason', { reason: '9' }, /no return reason 9/],
  ['an amount that cannot be read', { item: { ...received(DRAFT), amountReadable: false } }, /amount cannot be read/],
  ['no number', { sequence: '' }, /one to fifteen digits/],
  ['a picture missing', { images: [FRONT] }, /2 images and 1 were given/],
])('a return is refused for %s', (_, changes, sentence) => {
  expect(refuseReturn(order(changes))).toMatch(sentence)
  expect(() => written([order(changes)])).toThrow(sentence)
})
