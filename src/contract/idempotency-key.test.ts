import { expect, test } from 'vitest'
import { readIdempotencyKey } from './idempotency-key.ts'

test.each([
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['  order 7  ', 'order 7'],
  ['"quoted"', '"quoted"'],
  ['~'.repeat(255), '~'.repeat(255)],
])('%j is a key', (header, key) => {
  expect(readIdempotencyKey(header)).toEqual({ at: 'key', key })
})

test.each([
  [undefined, 'idempotency_key_missing'],
  ['', 'idempotency_key_missing'],
  ['   ', 'idempotency_key_missing'],
  ['x'.repeat(256), 'idempotency_key_invalid'],
  ['a\tb', 'idempotency_key_invalid'],
  ['café', 'idempotency_key_invalid'],
  ['a\u0000', 'idempotency_key_invalid'],
])('%j is none', (header, refused) => {
  expect(readIdempotencyKey(header)).toMatchObject({ at: 'refused', refused })
})
