import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Resolution } from '../exception.ts'
import { addTally, NOTHING, subtractTally, type Tally } from '../tally.ts'
import { decideUnit, type ProcessedUnit, type UnitFacts } from './resolve-unit.ts'

const ALL: readonly Resolution[] = ['release', 'reject', 'refer', 'adjust']
const HELD: Tally = { count: 3, debitMinor: 500, creditMinor: 200 }
const PROCESSED: ProcessedUnit = {
  fates: [{ state: 'posted', kind: '', ...HELD }],
  batches: { processed: 0, held: 0 },
  outcomesSha256: 'ab',
  moved: [],
  keptLost: NOTHING,
}

function facts(changes: Partial<UnitFacts> = {}): UnitFacts {
  return {
    exception: { shard: 1024, id: -67_108_865, state: 'open', value: HELD },
    pack: 'ach',
    resolutions: ALL,
    held: HELD,
    processed: PROCESSED,
    whyNotProcessed: undefined,
    bookedOn: '2026-11-23',
    letters: { language: 'en', dueBy: () => '2026-11-25T05:00:00Z' },
    ...changes,
  }
}

const tallies = fc.record({ count: fc.nat(1000), debitMinor: fc.nat(1_000_000), creditMinor: fc.nat(1_000_000) })

// Seen red with a cent of the credits left in suspense.
test('law: with a release or a rejection all that the unit was worth leaves suspense, and is items or lost, to the cent', () => {
  fc.assert(
    fc.property(
      tallies,
      tallies,
      tallies,
      fc.constantFrom('release', 'reject'),
      (held, lost, keptLost, resolution: 'release' | 'reject') => {
        const value = addTally(addTally(held, lost), keptLost)
        const exception = { ...facts().exception, value }
        const processed = { ...PROCESSED, keptLost }
        const decided = decideUnit({ resolution }, facts({ exception, held, processed }))
        if (decided.is === 'refused') throw new Error(decided.why)
        const { legs, lost: rejected } = decided.effect
        const out = legs.filter(leg => 'role' in leg.from && leg.from.role === 'suspense')
        const into = legs.filter(leg => 'role' in leg.to && leg.to.role === 'suspense')
        const sum = (some: typeof legs) => some.reduce((total, leg) => total + leg.amountMinor, 0)
        expect([sum(out), sum(into)]).toEqual([value.creditMinor, value.debitMinor])
        expect(legs.every(leg => leg.amountMinor > 0)).toBe(true)
        const kept = resolution === 'release' ? keptLost : NOTHING
        expect(subtractTally(value, addTally(held, kept))).toEqual(rejected)
      },
    ),
  )
})

test.each([
  ['exception_closed', {}, { exception: { ...facts().exception, state: 'closed' } }],
  ['resolution_not_offered', {}, { resolutions: ['reject'] }],
  ['resolution_not_offered', { resolution: 'adjust' }, {}],
  ['resolution_not_possible', {}, { whyNotProcessed: 'It is processed elsewhere.' }],
  ['resolution_not_possible', {}, { processed: undefined }],
  ['words_missing', { resolution: 'refer', to: 'customer', words: 'Why?' }, {}],
] as const)('it is refused as %s', (refused, asked, changes) => {
  expect(decideUnit({ resolution: 'release', ...asked }, facts(changes))).toMatchObject({ refused })
})

test('a refusal names the ways that there are', () => {
  const decided = decideUnit({ resolution: 'release' }, facts({ resolutions: ['refer', 'reject'] }))
  expect(decided).toMatchObject({ why: 'What can be done about it: refer, reject.' })
})
