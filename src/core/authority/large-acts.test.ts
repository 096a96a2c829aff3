import { expect, test } from 'vitest'
import { money } from '../money.ts'
import type { Act } from './act.ts'
import { decideAct } from './decide-act.ts'
import { indexPeople } from './people.ts'

const AT = Temporal.Instant.from('2026-11-23T15:00:00Z')
const from = Temporal.Instant.from('2026-01-02T14:00:00Z')
const PEOPLE = indexPeople({
  currency: 'USD',
  persons: [{ id: 1, login: 'cas', name: 'Cas Wu', kind: 'human', state: 'active' }],
  roles: [{ id: 1, from, role: 'sps', by: { person: 1 } }],
  limits: (['approve', 'release', 'return'] as const).flatMap(act =>
    (['act', 'day'] as const).map(measure => {
      return { id: 1, from, of: { role: 'sps' as const }, act, measure, days: 1, limitMinor: 9_000_000n }
    }),
  ),
  ...{ teams: [], members: [], skills: [], credentials: [], delegations: [], absences: [], supervisions: [] },
})

const decided = (act: Act, minor: bigint) =>
  decideAct(
    { by: 1, act, at: AT, session: 'signed-in', amount: money(minor, 'USD'), used: () => 0n, told: 'you' },
    PEOPLE,
  )

// Seen red with a proof that was asked for above the amount and not from it on.
test('approvals and releases ask once more who it is from a large amount on, and the single acts of every day never', () => {
  for (const [act, title] of [
    ['approve', 'approvals'],
    ['release', 'releases of held batches and files'],
  ] as const) {
    expect(decided(act, 999_999n)).toMatchObject({ allowed: true })
    expect(decided(act, 1_000_000n)).toMatchObject({
      needs: 'step_up',
      reasons: [{ sentence: `For ${title} of 10,000.00 USD or more you must prove again that it is you.` }],
    })
  }
  expect(decided('return', 8_000_000n)).toMatchObject({ allowed: true })
})
