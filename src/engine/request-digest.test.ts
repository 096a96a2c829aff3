import { expect, test } from 'vitest'
import { requestDigest } from './request-digest.ts'

const ASKED = {
  method: 'POST',
  route: '/v1/cases/{id}/resolve',
  params: { id: 12 },
  body: { code: 'R03', legs: [{ account: 1, amount_minor: 5 }], note: undefined },
}
const hexOf = (asked: typeof ASKED | object) => Buffer.from(requestDigest({ ...ASKED, ...asked })).toString('hex')

test('the order of fields and what is undefined make no difference', () => {
  const same = { legs: [{ amount_minor: 5, account: 1 }], code: 'R03' }
  expect(hexOf({ body: same })).toBe(hexOf({}))
})

// Seen red with the parameters left out of what is hashed.
test.each<[string, object]>([
  ['another method', { method: 'PUT' }],
  ['another route', { route: '/v1/cases/{id}/approve' }],
  ['another case', { params: { id: 13 } }],
  ['a number as text', { params: { id: '12' } }],
  ['another amount', { body: { code: 'R03', legs: [{ account: 1, amount_minor: 6 }] } }],
  ['another order of a list', { body: ['b', 'a'] }],
  ['a list of pairs instead of fields', { body: [['code', 'R03']] }],
  ['an empty body', { body: {} }],
  ['no body', { body: null }],
])('%s is another request', (_, asked) => {
  expect(hexOf(asked)).not.toBe(hexOf({}))
})

test('a list of fields is not the object that has them', () => {
  expect(hexOf({ body: { a: 1 } })).not.toBe(hexOf({ body: { fields: [['a', 1]] } }))
  expect(hexOf({ body: { a: 1 } })).not.toBe(hexOf({ body: [['a', 1]] }))
})
