import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FORWARDING_ANSWER_NAMES, type ForwardingAfter } from '../forwarding.ts'
import type { Direction } from '../item.ts'
import { decideResolution } from './decide-resolution.ts'
import { listActs } from './list-acts.ts'
import type { ResolutionFacts } from './resolution.ts'

const SENT: ForwardingAfter = {
  recipient: 'Estates',
  state: 'sent',
  chases: 1,
  acknowledgeBy: '2026-11-24T06:00:00Z',
}

function factsOf(direction: Direction, amountMinor: number, standing?: ForwardingAfter): ResolutionFacts {
  return {
    exception: { shard: 1024, id: 1, state: 'open', claim: undefined },
    item: { id: 1, day: '2026-11-20', direction, amountMinor },
    ...{ pack: 'ach', role: 'settlement', account: undefined, named: [], correction: undefined, adjustment: undefined },
    hold: undefined,
    forwarding: { standing, acknowledgeBy: '2026-11-25T06:00:00Z' },
    ...{ resolutions: ['post', 'refer', 'forward'], codes: [], refuseCode: () => undefined, leavesBy: undefined },
    bookedOn: '2026-11-20',
    letters: { language: 'en', dueBy: () => '2026-11-25T05:00:00Z' },
  }
}

// Seen red with the value given to another account than that of what is forwarded.
test('law: only what is acknowledged moves, its whole amount, out of suspense and to those who took it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Direction>('debit', 'credit'),
      fc.nat({ max: 10_000_000 }),
      fc.constantFrom(...FORWARDING_ANSWER_NAMES),
      (direction, amountMinor, answer) => {
        const decided = decideResolution(
          { resolution: 'forward', answer, words: 'told' },
          factsOf(direction, amountMinor, SENT),
        )
        if (decided.is === 'refused') throw new Error(decided.why)
        const { legs, item, forwarding } = decided.effect
        const [suspense, forwarded] = [{ role: 'suspense' }, { role: 'forwarded' }]
        const ends = direction === 'credit' ? { from: suspense, to: forwarded } : { from: forwarded, to: suspense }
        const moves = answer === 'acknowledged' && amountMinor > 0
        expect(legs).toEqual(moves ? [{ shard: 1024, day: '2026-11-20', amountMinor, ...ends }] : [])
        expect(item?.state).toBe(answer === 'acknowledged' ? 'forwarded' : undefined)
        expect(forwarding?.recipient).toBe('Estates')
      },
    ),
  )
})

test('asked again, they have from today on; what is asked for first is whom it goes to, then what they answered', () => {
  const chased = decideResolution(
    { resolution: 'forward', answer: 'none', words: 'Please answer.' },
    factsOf('debit', 1, SENT),
  )
  expect(chased).toMatchObject({
    effect: {
      forwarding: { state: 'sent', chases: 2, acknowledgeBy: '2026-11-25T06:00:00Z' },
      letters: [{ to: 'recipient', words: 'Please answer.' }],
    },
  })
  const asks = (standing?: ForwardingAfter) =>
    listActs(factsOf('debit', 1, standing), () => []).map(act => [
      act.resolution,
      act.whyNot?.slice(0, 18),
      act.asks.map(one => one.name),
    ])
  expect(asks()).toEqual([
    ['post', 'No account is foun', []],
    ['refer', undefined, ['to', 'words']],
    ['forward', undefined, ['recipient', 'words']],
  ])
  expect(asks(SENT)).toEqual([
    ['post', 'It is with Estates', []],
    ['refer', undefined, ['to', 'words']],
    ['forward', undefined, ['answer', 'words']],
  ])
})
