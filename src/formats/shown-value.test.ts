import { describe, expect, it } from 'vitest'
import { type Alphabet, type Standing, sensitivityOf } from './shown-value.ts'

/** Seen red with: the standing not asked; a point that ends no row; letters permitted in a field of digits. */
const ROWS: readonly (readonly [value: string, alphabet: Alphabet, standing: Standing, told: 'shown' | 'masked'])[] = [
  ['000012345X', 'digits', 'aligned', 'masked'],
  ['0000250001', 'digits', 'aligned', 'shown'],
  ['0000250001', 'digits', 'in doubt', 'masked'],
  ['250001    ', 'digits', 'aligned', 'masked'],
  ['    123.40', 'digits', 'in doubt', 'shown'],
  ['987-65-432', 'digits', 'in doubt', 'masked'],
  ['LEE       ', 'digits', 'in doubt', 'masked'],
  ['0000000000', 'digits', 'in doubt', 'shown'],
  ['          ', 'digits', 'in doubt', 'shown'],
  ['R99', 'any', 'in doubt', 'shown'],
  ['M\u00dcLL', 'any', 'in doubt', 'shown'],
  ['PAYROLL   ', 'any', 'aligned', 'shown'],
  ['PAYROLL   ', 'any', 'in doubt', 'masked'],
  ['8800577215961', 'blank', 'aligned', 'masked'],
  ['   42        ', 'blank', 'aligned', 'shown'],
]

describe('a value that was found', () => {
  it.each(ROWS)('%j in a field of %s in a record that is %s is %s', (value, alphabet, standing, told) => {
    expect(sensitivityOf(value, alphabet, standing)).toBe(told === 'shown' ? undefined : 'tax-id')
  })
})
