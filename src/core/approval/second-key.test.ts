import { expect, test } from 'vitest'
import { type SecondKeyAsked, type SecondKeyPolicy, secondKeyOf } from './second-key.ts'

const ALWAYS = { owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31' }
const SEEN = { ...ALWAYS, fromMinor: 500, keying: 'seen' } as const
const POLICIES: readonly SecondKeyPolicy[] = [
  { ...SEEN, name: 'accounts', resolutions: ['correct', 'move'], kinds: ['account-closed'], fields: ['account'] },
  {
    ...SEEN,
    name: 'debits',
    resolutions: ['post', 'release'],
    direction: 'debit',
    kinds: ['reversal', 'duplicate-batch'],
  },
  { ...SEEN, name: 'all', resolutions: ['contest'] },
  { ...SEEN, name: 'blind', resolutions: ['contest'], kinds: ['late-dishonor'], keying: 'blind' },
]

const CLOSED = { kind: 'account-closed', direction: 'credit', fields: [], amountMinor: 500, on: '2026-11-20' } as const

// Seen red with each of the conditions left out: kind, direction, field, amount, day.
test.each<[what: string, of: SecondKeyAsked, asks: string | undefined]>([
  ['another account', { ...CLOSED, resolution: 'correct', fields: ['code', 'account'] }, 'accounts'],
  ['another field', { ...CLOSED, resolution: 'correct', fields: ['code'] }, undefined],
  ['what is no correction has no fields', { ...CLOSED, resolution: 'move' }, 'accounts'],
  ['a smaller amount', { ...CLOSED, resolution: 'move', amountMinor: 499 }, undefined],
  ['another kind', { ...CLOSED, resolution: 'move', kind: 'account-frozen' }, undefined],
  ['another way out', { ...CLOSED, resolution: 'post' }, undefined],
  ['a day before it', { ...CLOSED, resolution: 'move', on: '2019-12-31' }, undefined],
  ['a debit', { ...CLOSED, resolution: 'post', kind: 'reversal', direction: 'debit' }, 'debits'],
  ['a credit', { ...CLOSED, resolution: 'post', kind: 'reversal' }, undefined],
  ['neither', { ...CLOSED, resolution: 'release', kind: 'duplicate-batch', direction: undefined }, undefined],
  ['every kind', { ...CLOSED, resolution: 'contest' }, 'all'],
  ['a blind one before others', { ...CLOSED, resolution: 'contest', kind: 'late-dishonor' }, 'blind'],
])('%s', (_, of, asks) => {
  expect(secondKeyOf(POLICIES, of)?.name).toBe(asks)
})
