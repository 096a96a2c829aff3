import { expect, test } from 'vitest'
import { RESOLUTIONS, type Resolution } from '../exception.ts'
import { ARGUMENTS_OF } from './arguments.ts'
import { decideResolution } from './decide-resolution.ts'
import { listActs } from './list-acts.ts'
import type { ResolutionFacts } from './resolution.ts'

const FACTS: ResolutionFacts = {
  exception: { shard: 1101, id: 7, state: 'open', claim: undefined },
  item: { id: 7, day: '2026-11-20', direction: 'debit', amountMinor: 1204_55 },
  pack: 'ach',
  role: 'settlement',
  account: undefined,
  resolutions: ['post', 'return', 'refer'],
  codes: ['R03', 'R04', 'R10'],
  refuseCode: code => (code === 'R10' ? 'Its sixty days are over.' : undefined),
  leavesBy: Temporal.Instant.from('2026-11-24T20:00:00Z'),
  bookedOn: '2026-11-20',
  named: [],
  correction: undefined,
  adjustment: undefined,
  hold: undefined,
  forwarding: { standing: undefined, acknowledgeBy: '2026-11-25T06:00:00Z' },
  letters: { language: 'en', dueBy: () => '2026-11-25T05:00:00Z' },
}

// Seen red with what is refused offered too.
test('what is offered is what can be taken, with the codes that are valid now and why the others are not', () => {
  const [post, sendBack, refer] = listActs(FACTS, () => [])
  expect(post).toEqual({
    resolution: 'post',
    whyNot: 'No account is found for it: send it back, or correct the account first.',
    asks: [],
  })
  expect(sendBack).toEqual({
    resolution: 'return',
    whyNot: undefined,
    asks: [
      {
        name: 'code',
        title: 'Reason code',
        choices: ['R03', 'R04'],
        refused: [{ value: 'R10', why: 'Its sixty days are over.' }],
        most: undefined,
      },
    ],
  })
  expect(refer?.whyNot).toBeUndefined()
  expect(refer?.asks.map(({ name, choices, most }) => [name, choices, most])).toEqual([
    ['to', ['customer', 'sender'], undefined],
    ['words', undefined, 4000],
  ])
})

test('when no window is left the return is shut with that, and nothing is offered of what is decided', () => {
  const late = listActs({ ...FACTS, leavesBy: undefined }, () => []).find(one => one.resolution === 'return')
  const closed = 'No window of the operator is left in which its return is in time.'
  expect(late?.whyNot).toBe(`${closed} Its sixty days are over.`)
  const decided = listActs({ ...FACTS, exception: { ...FACTS.exception, state: 'decided' } }, () => [])
  expect(decided.map(one => one.whyNot)).toEqual(
    FACTS.resolutions.map(() => 'Undo that decision first, as long as its file has not left.'),
  )
})

// Seen red with the reason of the first code alone: that it is of consumers hid that the time of the other one is over.
test('a way out of which every code is refused says each reason once, the first three of them', () => {
  const reasons: Readonly<Record<string, string>> = {
    R10: 'R10 is of consumer accounts.',
    R29: 'R29 is over since Friday.',
    R16: 'R29 is over since Friday.',
    R12: 'R12 is of branches that were sold.',
    R14: 'R14 is of payees who died.',
  }
  const whyNot = (codes: readonly string[]) =>
    listActs({ ...FACTS, codes, refuseCode: code => reasons[code] }, () => []).find(one => one.resolution === 'return')
      ?.whyNot
  expect(whyNot(['R10', 'R29', 'R16'])).toBe('R10 is of consumer accounts. R29 is over since Friday.')
  expect(whyNot(Object.keys(reasons))).toBe(
    'R10 is of consumer accounts. R29 is over since Friday. R12 is of branches that were sold. What else there is to choose is refused too.',
  )
  expect(whyNot([])).toBe('There is nothing that could be chosen for it.')
})

// Seen red with what is refused offered too.
test('law: every choice that is offered leads to an effect with some other, and none that is refused does', () => {
  const all = Object.keys(RESOLUTIONS) as Resolution[] // its own keys
  const claim = { isRecredited: true, isForGood: false, clock: undefined }
  const account = undefined
  for (const facts of [
    FACTS,
    { ...FACTS, resolutions: all },
    { ...FACTS, resolutions: all, account, exception: { ...FACTS.exception, claim } },
  ])
    for (const act of listActs(facts, () => []))
      for (const asked of act.asks)
        for (const value of asked.choices ?? []) {
          const others = act.asks.filter(one => one.name !== asked.name)
          const ways = others.reduce<Record<string, string>[]>(
            (found, one) => found.flatMap(way => (one.choices ?? ['…']).map(each => ({ ...way, [one.name]: each }))),
            [{ [asked.name]: value }],
          )
          const leads = ways.some(
            way => decideResolution({ resolution: act.resolution, ...way }, facts).is === 'decided',
          )
          expect(leads, `${act.resolution} with ${asked.name} ${value}`).toBe(act.whyNot === undefined)
        }
})

test('every resolution says what it needs', () => {
  expect(Object.keys(ARGUMENTS_OF).sort()).toEqual(Object.keys(RESOLUTIONS).sort())
})
