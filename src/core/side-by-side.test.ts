import { expect, test } from 'vitest'
import type { ItemField } from './item-field.ts'
import { sideBySide } from './side-by-side.ts'

const field = (name: string, value: string, more: Partial<ItemField> = {}): ItemField => {
  return { name, title: name, value, ...more }
}

// Seen red with what is masked compared, and with the earlier one's values taken for both.
test('what differs is told, also of what nobody sees in the clear', () => {
  const here = [field('serial', '1042'), field('account', '000123456', { sensitive: 'account' })]
  const earlier = [field('serial', '1042'), field('account', '999123456', { sensitive: 'account' })]
  expect(sideBySide(here, earlier)).toMatchObject([
    { name: 'serial', here: '1042', earlier: '1042', agrees: true },
    { name: 'account', here: '000123456', earlier: '999123456', agrees: false, sensitive: 'account' },
  ])
})

test('what one of them has alone differs, and what neither says is left out', () => {
  const here = [field('serial', ''), field('auxiliary', '7'), field('payee', '')]
  const earlier = [field('serial', '1042', { sensitive: 'account' }), field('payee', '')]
  expect(sideBySide(here, earlier)).toMatchObject([
    { name: 'serial', here: '', earlier: '1042', agrees: false, sensitive: 'account' },
    { name: 'auxiliary', here: '7', earlier: undefined, agrees: false },
  ])
  expect(sideBySide([], [field('serial', '1042')])).toMatchObject([{ here: undefined, earlier: '1042', agrees: false }])
})

// Seen red with fields matched by the number of their record.
test('an addendum more does not make the records after it differ', () => {
  const view = (record: number) => [field('view', 'front', { record }), field('size', '9000', { record })]
  const here = [field('endorsed', '2026-11-23', { record: 2 }), ...view(3)]
  expect(sideBySide(here, view(2)).filter(one => !one.agrees)).toMatchObject([{ name: 'endorsed' }])
})

// Seen red with two rows of one title.
test('a field that several records have says in which it stands, and no other does', () => {
  const here = [1, 2].map(record => field('trace', '7', { record }))
  const titles = sideBySide([...here, field('serial', '1042', { record: 1 })], here).map(one => one.title)
  expect(titles).toEqual(['trace, record 1', 'trace, record 2', 'serial'])
})
