import { expect, test } from 'vitest'
import { counted } from './counted.ts'

test('a count stands before its noun in the right number', () => {
  expect([0, 1, 2].map(count => counted(count, 'fault'))).toEqual(['0 faults', '1 fault', '2 faults'])
  expect([0, 1, 2].map(count => counted(count, 'batch'))).toEqual(['0 batches', '1 batch', '2 batches'])
})
