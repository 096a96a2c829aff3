import { expect, test } from 'vitest'
import type { UnitEffect } from '../resolve/unit-effect.ts'
import { NOTHING } from '../tally.ts'
import { keyedAlike, type SecondKeyAsked, type SecondKeyPolicy, secondKeyOf } from './second-key.ts'

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
  { ...SEEN, name: 'amounts', resolutions: ['adjust', 'split'], fields: ['amount'] },
  { ...SEEN, name: 'all', resolutions: ['contest'] },
  { ...SEEN, name: 'blind', resolutions: ['contest'], kinds: ['late-dishonor'], keying: 'blind' },
]

const CLOSED = { kind: 'account-closed', direction: 'credit', fields: [], amountMinor: 500, on: '2026-11-20' } as const

// Seen red with each of the conditions left out: kind, direction, field, amount, day.
test.each<[what: string, of: SecondKeyAsked, asks: string | undefined]>([
  ['another account', { ...CLOSED, resolution: 'correct', fields: ['code', 'account'] }, 'accounts'],
  ['another field', { ...CLOSED, resolution: 'correct', fields: ['code'] }, undefined],
  ['what is keyed whatever it is about', { ...CLOSED, resolution: 'move' }, 'accounts'],
  ['a smaller amount', { ...CLOSED, resolution: 'move', amountMinor: 499 }, undefined],
  ['another kind', { ...CLOSED, resolution: 'move', kind: 'account-frozen' }, undefined],
  ['another way out', { ...CLOSED, resolution: 'post' }, undefined],
  ['an amount that is keyed', { ...CLOSED, resolution: 'adjust', fields: ['amount'] }, 'amounts'],
  ['what keys no amount', { ...CLOSED, resolution: 'adjust' }, undefined],
  ['parts of it', { ...CLOSED, resolution: 'split' }, 'amounts'],
  ['a day before it', { ...CLOSED, resolution: 'move', on: '2019-12-31' }, undefined],
  ['a debit', { ...CLOSED, resolution: 'post', kind: 'reversal', direction: 'debit' }, 'debits'],
  ['a credit', { ...CLOSED, resolution: 'post', kind: 'reversal' }, undefined],
  ['neither', { ...CLOSED, resolution: 'release', kind: 'duplicate-batch', direction: undefined }, undefined],
  ['every kind', { ...CLOSED, resolution: 'contest' }, 'all'],
  ['a blind one before others', { ...CLOSED, resolution: 'contest', kind: 'late-dishonor' }, 'blind'],
])('%s', (_, of, asks) => {
  expect(secondKeyOf(POLICIES, of)?.name).toBe(asks)
})

// Seen red with the words of who ends an over or short compared to the byte.
test('two people settle the same whatever each says of it, and not the same another way', () => {
  const settled = (said: string, resolution: 'adjust' | 'move'): UnitEffect => ({
    exception: { shard: 0, id: -1, state: 'closed', resolution, closedAs: 'settled' },
    ...{ positionClosedOn: '2026-11-23', fates: [], lost: NOTHING, batches: { processed: 0, held: 0 } },
    ...{ outcomesSha256: '', legs: [], moved: [], said, letters: [] },
  })
  expect(keyedAlike(settled('Line 3', 'adjust'), settled('The line of Monday', 'adjust'))).toBe(true)
  expect(keyedAlike(settled('Line 3', 'adjust'), settled('Line 3', 'move'))).toBe(false)
})
