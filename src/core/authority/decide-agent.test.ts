import { expect, test } from 'vitest'
import { money } from '../money.ts'
import type { Act } from './act.ts'
import type { Asked } from './asked.ts'
import { decideAct } from './decide-act.ts'
import { indexPeople } from './people.ts'
import type { PeopleFacts } from './people-facts.ts'

/** Ann with a second account, and an agent of hers that was given every role, and in whose hands Cas, a senior, put what he may. */

const NOW = Temporal.Instant.from('2026-11-23T15:00:00Z')
const held = { id: 1, from: NOW.subtract({ hours: 24 }) }
const [ANN, BOT, CAS, ANN2] = [1, 2, 3, 4] as const
const person = (id: number, name: string) => ({ id, login: name, name, kind: 'human', state: 'active' }) as const
const ROLES = ['aop', 'ps', 'sps', 'supervisor', 'qc', 'engineer', 'agent'] as const
const ACTS = ['return', 'chargeback'] as const
const FACTS: PeopleFacts = {
  currency: 'USD',
  persons: [
    ...[person(ANN, 'Ann'), { ...person(BOT, 'Bot'), kind: 'agent', ownerId: ANN } as const, person(CAS, 'Cas')],
    { ...person(ANN2, 'Ann at night'), ownerId: ANN },
  ],
  roles: [
    ...ROLES.map(role => ({ ...held, role, by: { person: BOT } }) as const),
    ...[ANN, CAS, ANN2].map(id => ({ ...held, role: 'sps', by: { person: id } }) as const),
  ],
  limits: [BOT, CAS].flatMap(of =>
    ACTS.flatMap(act =>
      (['act', 'day'] as const).map(measure => ({
        ...{ ...held, of: { person: of }, act, measure, days: 1, limitMinor: 100_000n },
      })),
    ),
  ),
  delegations: [{ ...held, until: NOW.add({ hours: 24 }), fromId: CAS, toId: BOT, acts: [...ACTS] }],
  ...{ teams: [], members: [], skills: [], credentials: [], absences: [], supervisions: [] },
}
const PEOPLE = indexPeople(FACTS)
const decided = (act: Act, work?: Asked['work']) =>
  decideAct(
    {
      ...{ by: BOT, act, at: NOW, session: 'stepped-up', amount: money(1_000n, 'USD'), used: () => 0n, told: 'name' },
      ...(work === undefined ? {} : { work }),
    },
    PEOPLE,
  )
const codes = (act: Act, work?: Asked['work']) => {
  const judged = decided(act, work)
  return judged.allowed ? ['allowed'] : judged.reasons.map(one => one.code)
}

// Seen red with decisions of specialists that agents may make by a specialist's role.
test('law: an agent puts before a person what an associate may decide, and nothing else, whatever role it was given', () => {
  expect(decided('return')).toMatchObject({ allowed: false, needs: 'approval' })
  expect(codes('return')).toEqual(['never_alone'])
  for (const act of ['chargeback', 'adjust', 'recredit', 'release', 'move', 'split', 'waive', 'take_over'] as const) {
    expect(decided(act), act).toMatchObject({ needs: 'nothing' })
    expect(codes(act)[0], act).toBe('kind')
  }
  expect(decided('chargeback')).toMatchObject({
    reasons: [{ sentence: 'Chargebacks are never for an agent; Cas can.' }, {}],
  })
})

// Seen red with passkeys of people that whoever holds the role revokes.
test('an agent looks after nobody: it ends no passkey, gives and ends nothing, and sees neither what others did nor what they hold', () => {
  for (const act of ['revoke_passkeys', 'manage_people', 'manage_authority', 'delegate', 'be_away'] as const)
    expect(codes(act), act).toEqual(['kind'])
  for (const act of ['oversee', 'read_people', 'read_passkeys', 'read_audit'] as const)
    expect(codes(act), act).toEqual(['kind'])
})

// Seen red with the rank of the role that it was given, and with that of the giver in whose place it acts.
test('law: an agent takes and decides the work of associates alone, in nobody’s place either', () => {
  const work = (leastRole: 'aop' | 'ps') => ({ queue: 'ach-claims', workType: 'ach', leastRole })
  expect(codes('claim', work('aop'))).toEqual(['allowed'])
  expect(decided('claim', work('ps'))).toMatchObject({
    reasons: [
      {
        code: 'queue_role',
        sentence:
          'The work of the queue ach-claims is for PS or SPS, and an agent works as an associate, whatever role it holds; Cas can.',
      },
    ],
  })
  expect(decided('return', work('aop'))).toMatchObject({ needs: 'approval' })
  expect(decided('return', work('ps'))).toMatchObject({ needs: 'nothing' })
  expect(codes('return', work('ps'))).toContain('queue_role')
})

// Seen red with an absence of one account alone: whoever was away went on by another login.
test('who is away is so by each second account; an agent goes on, and so does the first where the second is away', () => {
  const codesAway = (away: number, by: number, act: Act) => {
    const people = indexPeople({
      ...FACTS,
      absences: [{ ...held, until: NOW.add({ hours: 9 }), personId: away, why: 'leave' }],
    })
    const judged = decideAct({ by, act, at: NOW, session: 'stepped-up', used: () => 0n }, people)
    return judged.allowed ? 'allowed' : judged.reasons[0]?.code
  }
  expect(codesAway(ANN, ANN2, 'read')).toBe('absent')
  expect(codesAway(ANN, ANN2, 'return')).toBe('absent')
  expect(codesAway(ANN, ANN2, 'be_away')).toBe('allowed')
  expect(codesAway(ANN, BOT, 'read')).toBe('allowed')
  expect(codesAway(ANN2, ANN, 'read')).toBe('allowed')
})
