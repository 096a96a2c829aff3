import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testReturn } from '../../../test/samples/x9-letters.ts'
import { BUNDLE, testCheck } from '../../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../../formats/x9/write.ts'
import { decide } from './decide.ts'
import { describeItem, fieldsOf } from './describe.ts'
import type { CheckItem } from './item.ts'
import { parseCheck } from './parse.ts'
import { aContext, factsOf, OUR_ROUTING, SETTINGS } from './sample-facts.ts'
import { credit, intake, letter, parsed } from './sample-intake.ts'

function received(draft: ItemDraft, ticket?: ItemDraft): CheckItem {
  return parsed(intake(letterOf(draft, ticket))).at(-1) as CheckItem
}

function letterOf(draft: ItemDraft, ticket?: ItemDraft): Uint8Array {
  return letter(writer => {
    writer.bundleHeader(BUNDLE)
    if (ticket !== undefined) writer.item(ticket)
    writer.item(draft)
    writer.endBundle()
  })
}

const check = (fields: Parameters<typeof testCheck>[0] & { payorRouting?: string; payorCheckDigit?: string }) =>
  testCheck({ auxOnUs: '', ...fields })
const ours = { payorRouting: OUR_ROUTING.slice(0, 8), payorCheckDigit: OUR_ROUTING.slice(8) }

describe('the codeline of a check', () => {
  // Seen red with the dashes kept: `1234-567890` was another account.
  test.each<[string, Parameters<typeof check>[0], Partial<CheckItem>]>([
    ['a personal check', { onUs: '1234567890/1021' }, { accountNumber: '1234567890', serial: '1021', unreadable: [] }],
    ['a business check', { onUs: '1234567890/', auxOnUs: '0001021' }, { accountNumber: '1234567890', serial: '1021' }],
    ['a business check with a code', { onUs: '1234567890/20', auxOnUs: '1021' }, { serial: '1021', unreadable: [] }],
    ['dashes and blanks', { onUs: '1234-567 890/1021' }, { accountNumber: '1234567890', unreadable: [] }],
    ['leading zeros of the account, which belong to it', { onUs: '001234567890/1' }, { accountNumber: '001234567890' }],
    ['check number zero', { onUs: '1234567890/0000' }, { serial: '', reference: '000000000000001' }],
    ['no check number', { onUs: '1234567890/' }, { serial: '', unreadable: [] }],
    ['* in the account', { onUs: '12345*7890/1021' }, { accountNumber: '', unreadable: ['account'] }],
    ['* in the check number', { onUs: '1234567890/10*1' }, { serial: '', unreadable: ['serial'] }],
    ['* in the auxiliary field', { onUs: '1234567890/', auxOnUs: '10*1' }, { serial: '', unreadable: ['serial'] }],
    ['* in the transaction code', { onUs: '1234567890/2*', auxOnUs: '1021' }, { serial: '1021', unreadable: ['code'] }],
    ['no account', { onUs: '/1021' }, { accountNumber: '', unreadable: ['account'] }],
    ['nothing', { onUs: '' }, { accountNumber: '', serial: '', unreadable: ['account'] }],
    ['* in the routing number', { payorRouting: '0910*001' }, { routing: '0910*0011', unreadable: ['routing'] }],
    ['no routing number', { payorRouting: '', payorCheckDigit: '' }, { unreadable: ['routing'] }],
    ['a Canadian bank', { payorRouting: '12345-67', payorCheckDigit: '8' }, { routing: '12345-678', unreadable: [] }],
  ])('with %s', (_, fields, expected) => {
    expect(received(check(fields))).toMatchObject(expected)
  })

  test('of a return takes the auxiliary field from its addendum', () => {
    expect(received(testReturn())).toMatchObject({ auxOnUs: '1042', serial: '1042' })
  })
})

// Seen red with an amount read without the blanks and control characters around it: an item was worth more than in the first pass.
test.each(['\u000b000000200', '       200', '20000000 0', '00000002A0', '          '])(
  'an amount of %j is none, in both passes',
  text => {
    const { amountMinor: _, ...detail } = { amountMinor: 0, ...testCheck().detail }
    const value = text.trim() === '' ? Number.NaN : Number(text)
    const amount = Number.isNaN(value) ? {} : { amountMinor: value }
    const draft = { ...testCheck(), detail: { ...detail, ...amount, odd: { amountMinor: text } } } as ItemDraft
    const told = intake(letterOf(draft))
    expect([told.items[0]?.amountMinor, parsed(told)[0]]).toMatchObject([0, { amountMinor: 0, amountReadable: false }])
  },
)

test.each<[string, ItemDraft, ItemDraft | undefined, CheckItem['role']]>([
  ['drawn on us', check(ours), undefined, 'on-us'],
  ['drawn on us in a deposit', check(ours), credit(1), 'on-us'],
  ['on another bank in a deposit', check({}), credit(1), 'transit'],
  ['on another bank outside a deposit', check({}), undefined, 'on-us'],
  ['with a wrong check digit in a deposit', check({ payorCheckDigit: '2' }), credit(1), 'on-us'],
])('a check %s is what it is to us', (_, draft, ticket, role) => {
  expect(received(draft, ticket).role).toBe(role)
})

describe('what people see', () => {
  test('describes an item without account and name', () => {
    const told = [received(check({ ...ours, onUs: '1234567890/1021' })), received(testReturn('A')), received(credit(5))]
    expect(told.map(item => describeItem(item, { bundleId: 'B1', cashLetterId: 'L1' }))).toEqual([
      'Check 1021, item 1 of bundle B1 of cash letter L1',
      'Returned check 1042, reason A (not enough money in the account), item 1 of bundle B1 of cash letter L1',
      'Deposit, item 5 of bundle B1 of cash letter L1',
    ])
  })

  test('says in which record and columns each field stands, and which are sensitive', () => {
    const fields = fieldsOf(received(check({ onUs: '1234567890/1021', amountMinor: 4_500 })), {})
    const by = (name: string) => fields.find(field => field.name === name)
    expect(by('onUs')).toEqual({
      name: 'onUs',
      title: 'On-us',
      record: 1,
      column: 28,
      width: 20,
      value: '1234567890/1021',
      sensitive: 'account',
    })
    expect(by('amountMinor')).toMatchObject({ record: 1, column: 48, width: 10, value: '4500' })
    expect(by('depositAccount')).toMatchObject({ record: 2, sensitive: 'account' })
    expect(by('payeeName')).toMatchObject({ record: 2, value: 'ANY PAYEE', sensitive: 'name' })
    expect(by('viewSide')).toMatchObject({ record: 3, value: '0' })
  })
})

// Seen red with a `stored` that only takes NUL out: other control characters came through.
test('law: whatever the bytes, there is an item, a decision, a description and its fields', () => {
  const good = [testCheck(), testReturn()].flatMap(draft => intake(letterOf(draft)).items)
  const edited = fc
    .tuple(
      fc.constantFrom(...good.map(item => item.bytes)),
      fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 9 }),
      fc.nat(900),
    )
    .map(([bytes, edits, length]) => {
      const copy = bytes.slice(0, Math.max(length, 1))
      for (const [at, value] of edits) if (at < copy.length) copy[at] = value
      return copy
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), edited), fc.boolean(), (bytes, deposit) => {
      const item = parseCheck(bytes, { deposit }, SETTINGS)
      decide(item, factsOf(item), aContext({ batch: { deposit } }))
      expect(describeItem(item, {})).not.toMatch(/undefined/)
      expect(JSON.stringify(fieldsOf(item, {}))).not.toMatch(/\\u00[01]/)
      expect(Number.isSafeInteger(item.amountMinor)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
