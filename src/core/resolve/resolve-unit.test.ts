import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Resolution } from '../exception.ts'
import type { ForwardingAfter } from '../forwarding.ts'
import { NO_GAP, positionOf } from '../over-short.ts'
import { addTally, NOTHING, subtractTally, type Tally } from '../tally.ts'
import type { LegAccount, LegRole } from './effect.ts'
import type { ResolutionAsked } from './resolution.ts'
import { decideUnit, type ProcessedUnit, type UnitFacts } from './resolve-unit.ts'
import type { UnitEffect } from './unit-effect.ts'

const ALL: readonly Resolution[] = ['release', 'reject', 'refer', 'forward', 'hold', 'adjust', 'move']
const SENT: ForwardingAfter = {
  ...{ recipient: 'Estates', state: 'sent', chases: 0, acknowledgeBy: '2026-11-26T05:00:00Z' },
}
const HELD: Tally = { count: 3, debitMinor: 500, creditMinor: 200 }
const PROCESSED: ProcessedUnit = {
  fates: [{ state: 'posted', kind: '', ...HELD }],
  batches: { processed: 0, held: 0 },
  outcomesSha256: 'ab',
  moved: [],
  keptLost: NOTHING,
  overShort: undefined,
}

const RAISED: NonNullable<ProcessedUnit['overShort']> = {
  ...{
    id: -2,
    kind: 'batch-over-short',
    sentence: 'It is short.',
    debitMinor: 1,
    creditMinor: 0,
    clock: 'over-short-ended',
  },
  ...{ dueAt: '', oursAt: '', openedOn: '2026-11-23', exitOn: '2026-11-25' },
}

const FORWARDING = { standing: undefined, acknowledgeBy: '2026-11-26T05:00:00Z' }

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
    forwarding: FORWARDING,
    ...changes,
  }
}

const tallies = fc.record({ count: fc.nat(1000), debitMinor: fc.nat(1_000_000), creditMinor: fc.nat(1_000_000) })

// Seen red with a cent of the credits left in suspense.
test('law: with a release, a rejection or an acknowledged forwarding all that the unit was worth leaves suspense, and is items or lost, to the cent', () => {
  fc.assert(
    fc.property(
      tallies,
      tallies,
      tallies,
      fc.constantFrom('release', 'reject', 'forward'),
      (held, lost, keptLost, resolution: 'release' | 'reject' | 'forward') => {
        const value = addTally(addTally(held, lost), keptLost)
        const exception = { ...facts().exception, value }
        const processed = { ...PROCESSED, keptLost }
        const isForward = resolution === 'forward'
        const forwarding = { ...FORWARDING, standing: isForward ? SENT : undefined }
        const answer = isForward ? 'acknowledged' : undefined
        const decided = decideUnit(
          { resolution, answer, words: 'told' },
          facts({ exception, held, processed, forwarding }),
        )
        if (decided.is === 'refused') throw new Error(decided.why)
        const { legs, lost: rejected } = decided.effect
        const other = { role: isForward ? 'forwarded' : 'settlement.ach' }
        for (const { from, to } of legs) expect([from, to]).toContainEqual(other)
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
  ['resolution_not_offered', { resolution: 'hold' }, {}],
  ['words_missing', { resolution: 'adjust' }, {}],
  ['words_missing', { resolution: 'move', words: ' ' }, {}],
  ['resolution_not_possible', {}, { whyNotProcessed: 'It is processed elsewhere.' }],
  ['resolution_not_possible', {}, { processed: undefined }],
  ['resolution_not_possible', {}, { forwarding: { ...FORWARDING, standing: SENT } }],
  ['answer_missing', { resolution: 'forward', words: 'told' }, { forwarding: { ...FORWARDING, standing: SENT } }],
  ['recipient_missing', { resolution: 'forward', words: 'told' }, {}],
  ['resolution_not_offered', { resolution: 'forward' }, { forwarding: undefined }],
  ['words_missing', { resolution: 'refer', to: 'customer', words: 'Why?' }, {}],
] as const)('it is refused as %s', (refused, asked, changes) => {
  expect(decideUnit({ resolution: 'release', ...asked }, facts(changes))).toMatchObject({ refused })
})

test('a refusal names the ways that there are', () => {
  const decided = decideUnit({ resolution: 'release' }, facts({ resolutions: ['refer', 'reject'] }))
  expect(decided).toMatchObject({ why: 'What can be done about it: refer, reject.' })
})

const gaps = fc.record({
  debitMinor: fc.integer({ min: -99, max: 99 }),
  creditMinor: fc.integer({ min: -99, max: 99 }),
})

/** What a role has more after these. */
function netOf(legs: UnitEffect['legs'], role: LegRole): number {
  const of = (one: LegAccount, amountMinor: number) => ('role' in one && one.role === role ? amountMinor : 0)
  return legs.reduce((sum, { from, to, amountMinor }) => sum + of(to, amountMinor) - of(from, amountMinor), 0)
}

// Seen red with what is short put into suspense as what is over, and with its value rejected when it ends, though it was never received.
test('law: what is over or short comes into suspense with the release, and leaves it whole, to the network or to its own account', () => {
  fc.assert(
    fc.property(gaps, fc.constantFrom('adjust', 'move'), (gap, resolution: 'adjust' | 'move') => {
      const value = positionOf(gap)
      const raised = { ...RAISED, debitMinor: value.debitMinor, creditMinor: value.creditMinor }
      const net = ({ legs }: UnitEffect, role: LegRole) => netOf(legs, role)
      const decide = (asked: ResolutionAsked, changes: Partial<UnitFacts>) => {
        const decided = decideUnit(asked, facts(changes))
        if (decided.is === 'refused') throw new Error(decided.why)
        return decided.effect
      }
      const exception = { ...facts().exception, value: NOTHING }
      const released = decide(
        { resolution: 'release' },
        { exception, held: NOTHING, processed: { ...PROCESSED, overShort: raised } },
      )
      // The network settled that many debits more with us, and paid that many credits more.
      expect(net(released, 'settlement.ach')).toBe(gap.debitMinor - gap.creditMinor)
      const ended = decide(
        { resolution, words: 'Advice 7' },
        { exception: { ...exception, value }, held: NOTHING, processed: undefined },
      )
      expect(ended).toMatchObject({ lost: NOTHING, said: 'Advice 7', exception: { state: 'closed' } })
      expect(net(released, 'suspense') + net(ended, 'suspense')).toBe(0)
      const other = net(ended, resolution === 'adjust' ? 'settlement.ach' : 'over_short')
      expect(other).toBe(gap.creditMinor - gap.debitMinor)
    }),
  )
})

// Seen red with: all of it charged, though a part of it was keyed; a ticket and a check that were both keyed charged in and out again.
test('law: of what is over or short only what no item settles is charged, and all of it leaves suspense', () => {
  fc.assert(
    fc.property(gaps, fc.nat(99), fc.nat(99), (gap, debitMinor, creditMinor) => {
      const value = positionOf(gap)
      const settled = { debitMinor, creditMinor }
      const ended = { itemId: 7, keyedMinor: Math.max(debitMinor, creditMinor), others: 0 }
      const isKeyed = debitMinor + creditMinor > 0
      const keyed = { open: undefined, ended: isKeyed ? ended : undefined, settled }
      const exception = { ...facts().exception, value }
      const decided = decideUnit({ resolution: 'move', words: 'Lost' }, facts({ exception, held: NOTHING, keyed }))
      const left = value.debitMinor - value.creditMinor - (debitMinor - creditMinor)
      if (isKeyed && left === 0) {
        expect(decided).toMatchObject({ why: expect.stringContaining('Item 7 came without an amount') })
        return
      }
      if (decided.is === 'refused') throw new Error(decided.why)
      const { legs } = decided.effect
      expect([netOf(legs, 'over_short'), netOf(legs, 'settlement.ach')]).toEqual([0 - left, creditMinor - debitMinor])
      expect(netOf(legs, 'suspense')).toBe(value.debitMinor - value.creditMinor)
      if (isKeyed) expect(legs.filter(({ from, to }) => isOverShort(from) || isOverShort(to))).toHaveLength(1)
    }),
  )
})

function isOverShort(of: LegAccount): boolean {
  return 'role' in of && of.role === 'over_short'
}

test.each(['adjust', 'move'] as const)('what is over or short is not ended by %s while an item of it is open', way => {
  const keyed = { open: { itemId: 7, keyedMinor: undefined, others: 2 }, ended: undefined, settled: NO_GAP }
  const asked = { resolution: way, words: 'Lost' }
  expect(decideUnit(asked, facts({ keyed }))).toMatchObject({
    why: expect.stringMatching(/^Item 7, with 2 more like it,/),
  })
})
