import { expect, test } from 'vitest'
import { money } from '../money.ts'
import type { Act } from './act.ts'
import type { AskedWork } from './asked.ts'
import { decideAct } from './decide-act.ts'
import { indexPeople } from './people.ts'
import type { Supervision } from './people-facts.ts'
import { shareWords } from './share-words.ts'

const AT = Temporal.Instant.from('2026-11-23T15:00:00Z')
const held = { from: Temporal.Instant.from('2026-01-02T14:00:00Z'), personId: 1, workType: 'ach' }
const SHARES: readonly Supervision[] = [20, 30].map(sharePercent => {
  return { ...held, id: sharePercent, level: 'share', sharePercent }
})
const BEFORE: Supervision = { ...held, id: 1, level: 'before' }

function decided(act: Act, draw: AskedWork['draw'], supervisions: readonly Supervision[]) {
  const { from } = held
  const people = indexPeople({
    currency: 'USD',
    persons: [{ id: 1, login: 'cas', name: 'Cas Wu', kind: 'human', state: 'active' }],
    roles: [{ id: 1, from, role: 'sps', by: { person: 1 } }],
    limits: (['act', 'day'] as const).map(measure => {
      return { id: 1, from, of: { role: 'sps' as const }, act: 'return', measure, days: 1, limitMinor: 9_000_000n }
    }),
    supervisions,
    ...{ teams: [], members: [], skills: [], credentials: [], delegations: [], absences: [] },
  })
  const work = { queue: 'q', workType: 'ach', ...(draw === undefined ? {} : { draw }) }
  const asked = { by: 1, act, at: AT, session: 'stepped-up', work, amount: money(1n, 'USD'), used: () => 0n } as const
  return decideAct(asked, people)
}

// Seen red with what was not drawn taken for drawn as 0: the answer was no; and with the share told of what was drawn.
test('asked about no item in particular, the answer is yes with the largest share; what forgets to draw is looked at', () => {
  expect(decided('return', 'undrawn', SHARES)).toMatchObject({ allowed: true, sharePercent: 30 })
  expect(decided('return', 99, SHARES)).not.toHaveProperty('sharePercent')
  expect(decided('claim', 'undrawn', SHARES)).not.toHaveProperty('sharePercent')
  expect(decided('return', 'undrawn', [])).not.toHaveProperty('sharePercent')
  for (const shut of [decided('return', undefined, SHARES), decided('return', 'undrawn', [...SHARES, BEFORE])])
    expect(shut).toMatchObject({ allowed: false, reasons: [{ code: 'supervised' }] })
})

test('the share is told in a sentence', () => {
  expect(shareWords(1)).toContain('Of a hundred such acts 1 is looked at before they count')
  expect(shareWords(20)).toContain('20 are looked at')
})
