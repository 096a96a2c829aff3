import { expect, test } from 'vitest'
import { money } from '../money.ts'
import type { Asked } from './asked.ts'
import { decideAct } from './decide-act.ts'
import { bulkDecider } from './decide-bulk.ts'
import { indexPeople } from './people.ts'

/** Ann and Cas may return 500.00 a day, Ben 100.00. */

const NOW = Temporal.Instant.from('2026-11-23T15:00:00Z')
const held = { id: 1, from: NOW.subtract({ hours: 24 }) }
const [ANN, BEN, CAS] = [1, 2, 3] as const
const person = (id: number, name: string) => ({ id, login: name, name, kind: 'human', state: 'active' }) as const
const limits = (login: number, minor: bigint) =>
  (['act', 'day'] as const).map(
    measure => ({ ...held, of: { person: login }, act: 'return', measure, days: 1, limitMinor: minor }) as const,
  )
const PEOPLE = indexPeople({
  currency: 'USD',
  persons: [person(ANN, 'Ann'), person(BEN, 'Ben'), person(CAS, 'Cas')],
  roles: [ANN, BEN, CAS].map(id => ({ ...held, role: 'sps', by: { person: id } }) as const),
  limits: [...limits(ANN, 50_000n), ...limits(BEN, 10_000n), ...limits(CAS, 50_000n)],
  ...{ teams: [], members: [], skills: [], credentials: [], delegations: [], absences: [], supervisions: [] },
})
const ask = (minor: bigint, more: Partial<Asked> = {}): Asked => ({
  ...{ by: ANN, act: 'return', at: NOW, session: 'stepped-up', amount: money(minor, 'USD'), used: () => 0n, ...more },
})

// Seen red with: the sum told; and the others looked for by what was asked, who are all over their limits then.
test('what waits blind counts, and is told by no sum and by nobody who could do it else', () => {
  const hidden = ask(10_000n, { asRead: ask(10_000n), used: () => 49_900n, told: 'name' })
  expect(decideAct(hidden, PEOPLE)).toMatchObject({
    needs: 'approval',
    reasons: [{ sentence: 'With what waits unseen it is over Ann’s 500.00 USD today for returns; Ben and Cas can.' }],
  })
  expect(decideAct(ask(10_000n, { asRead: ask(10_000n) }), PEOPLE).allowed).toBe(true)
})

// Seen red with what is done before in an act on many left out of what may be read.
test('what is done before in an act on many may be read', () => {
  const many = bulkDecider(PEOPLE)
  const one = ask(40_000n, { asRead: ask(40_000n) })
  const { judged } = many.judge(one)
  if (judged.allowed) many.count(one, judged)
  const { asked } = many.judge(one)
  expect(decideAct({ ...asked, told: 'name' }, PEOPLE)).toMatchObject({
    reasons: [{ sentence: expect.stringContaining('(400.00 USD before and 400.00 USD now)') }],
  })
})

// Seen red with what was said asked of whoever returns it; with the sentence of a hand in the place of this.
test('what somebody said about what is keyed unseen keeps them from keying it, also by another account of theirs, and from no other act', () => {
  const facts = { ...PEOPLE.facts, persons: [...PEOPLE.facts.persons, { ...person(4, 'Ben at night'), ownerId: BEN }] }
  const people = indexPeople({
    ...facts,
    roles: [...facts.roles, { ...held, role: 'sps', by: { person: 4 } }],
    limits: [BEN, CAS, 4].flatMap(id => limits(id, 50_000n).map(one => ({ ...one, act: 'approve' as const }))),
  })
  const words = [
    { person: BEN, as: 'answerer' },
    { person: BEN, as: 'author' },
  ] as const
  const by = (id: number, act: 'approve' | 'send_back') =>
    decideAct(ask(10_000n, { by: id, act, words, told: 'name' }), people)
  const so = 'and whoever could have said or heard what is keyed does not key it unseen; Cas can.'
  expect(by(BEN, 'approve')).toMatchObject({
    ...{ allowed: false, needs: 'nothing' },
    reasons: [{ code: 'had_words', sentence: `Ben answered a question about it, ${so}` }],
  })
  expect(by(4, 'approve')).toMatchObject({
    reasons: [{ sentence: `Ben, who is one person with Ben at night, answered a question about it, ${so}` }],
  })
  expect([by(CAS, 'approve').allowed, by(BEN, 'send_back').allowed]).toEqual([true, true])
})
