import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testReturn } from '../../../test/samples/x9-letters.ts'
import type { FieldValues } from '../../core/correction.ts'
import { BUNDLE, testCheck } from '../../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../../formats/x9/write.ts'
import { corrections } from './corrections.ts'
import { parseCheck } from './parse.ts'
import { OUR_ROUTING, SETTINGS } from './sample-facts.ts'
import { intake, letter } from './sample-intake.ts'

function of(draft: ItemDraft, values: FieldValues) {
  const told = intake(
    letter(writer => {
      writer.bundleHeader(BUNDLE)
      writer.item(draft)
      writer.endBundle()
    }),
  )
  const raw = told.items[0]?.bytes ?? new Uint8Array()
  const batch = told.opened[0]?.detail ?? {}
  const item = parseCheck(raw, batch, SETTINGS)
  return { item, raw, batch, kind: 'micr-unreadable', values, settings: SETTINGS }
}

function keyIn(draft: ItemDraft, values: FieldValues) {
  const given = of(draft, values)
  const applied = corrections.apply(given)
  return applied.is === 'refused' ? applied : parseCheck(applied.raw, applied.batch, SETTINGS)
}

test.each<[string, ItemDraft, FieldValues, object]>([
  [
    'of a personal check',
    testCheck({ onUs: '1234*6789/1042' }),
    { account: '123456789' },
    { accountNumber: '123456789', serial: '1042' },
  ],
  [
    'right of the account',
    testCheck({ onUs: '123456789/10*2' }),
    { serial: '1042' },
    { accountNumber: '123456789', serial: '1042' },
  ],
  [
    'in the auxiliary field',
    testCheck({ onUs: '123456789/20', auxOnUs: '10*2' }),
    { serial: '1042' },
    { serial: '1042', unreadable: [] },
  ],
  [
    'a transaction code',
    testCheck({ onUs: '123456789/2*', auxOnUs: '1042' }),
    { code: '20' },
    { serial: '1042', unreadable: [] },
  ],
  [
    'a routing number',
    testCheck(),
    { routing: OUR_ROUTING },
    { routing: OUR_ROUTING, routingOurs: true, serial: '1042' },
  ],
  [
    'of a check that came back',
    testReturn(),
    { serial: '2000', account: '987654' },
    { accountNumber: '987654', serial: '2000', form: 'return' },
  ],
])('keyed %s, the codeline is read so, and nothing else of the check changes', (_, draft, values, expected) => {
  const { item } = of(draft, values)
  expect(keyIn(draft, values)).toMatchObject({
    ...expected,
    amountMinor: item.amountMinor,
    itemSequence: item.itemSequence,
  })
})

// Seen red with: the bytes that came written into; a number cut off where it does not fit behind the account.
test('law: whatever is keyed, the bytes that came stay, what was keyed is read again, and the amount is the same', () => {
  const digits = fc.stringMatching(/^[0-9]{1,18}$/)
  const anything = fc.dictionary(fc.constantFrom('account', 'serial', 'code', 'routing'), fc.string({ maxLength: 30 }))
  const keyed = fc.oneof(fc.record({ account: digits, serial: digits }, { requiredKeys: [] }), anything)
  fc.assert(
    fc.property(keyed, (values: FieldValues) => {
      const given = of(testCheck({ onUs: '1234*6789/1042' }), values)
      const before = given.raw.slice()
      const applied = corrections.apply(given)
      expect(given.raw).toEqual(before)
      if (applied.is === 'refused') return
      const after = parseCheck(applied.raw, applied.batch, SETTINGS)
      expect([after.amountMinor, after.itemSequence]).toEqual([given.item.amountMinor, given.item.itemSequence])
      if (values.account !== undefined) expect(after.accountNumber).toBe(values.account.trim())
      expect(after.serial).toBe((values.serial ?? '1042').trim().replace(/^0+/, ''))
    }),
  )
})

test('what came is told as it was read, and nothing of it where it could not be', () => {
  const came = (draft: ItemDraft) =>
    ['routing', 'account', 'serial', 'amount'].map(field => corrections.received(of(draft, {}), field))
  const { routing } = of(testCheck(), {}).item
  expect(came(testCheck({ onUs: '123456789/1042' }))).toEqual([routing, '123456789', '1042', undefined])
  expect(came(testCheck({ onUs: '1234*6789/10*2' }))).toEqual([routing, undefined, undefined, undefined])
})

test('of what a person has read the program’s own reading says nothing more', () => {
  const image = { status: 'read', micr: '', fields: { serial: '1043', account: '123456789' }, confidence: 1 } as const
  expect(corrections.seen?.(image, { serial: '1042' })).toEqual({ ...image, fields: { account: '123456789' } })
})
