import { expect, test } from 'vitest'
import { indexPeople } from '../authority/people.ts'
import type { PeopleFacts, Person } from '../authority/people-facts.ts'
import type { Role } from '../authority/role.ts'
import { nobodyAnswers, refuseAnswer, type ToAnswer, whoAnswers } from './who-answers.ts'

const NOW = Temporal.Instant.from('2026-11-23T15:00:00Z')
const held = { from: Temporal.Instant.from('2026-01-02T14:00:00Z') }
const person = (id: number, name: string, more: Partial<Person> = {}): Person => ({
  ...{ id, login: name.toLowerCase(), name, kind: 'human', state: 'active' },
  ...more,
})
const role = (id: number, what: Role) => ({ id, ...held, role: what, by: { person: id } })

/** Ann asks. Pam and Pat are specialists, Sam and Sid seniors, Ann has a second account that is one, Sue leads. Pat lacks the skill. */
const FACTS: PeopleFacts = {
  ...{ currency: 'USD', teams: [], members: [], credentials: [], limits: [], delegations: [], supervisions: [] },
  persons: [
    ...[person(1, 'Ann'), person(2, 'Pam'), person(3, 'Pat'), person(4, 'Sam'), person(5, 'Sid')],
    ...[person(6, 'Ann at night', { ownerId: 1 }), person(7, 'Sue')],
  ],
  roles: [
    role(1, 'aop'),
    role(2, 'ps'),
    role(3, 'ps'),
    role(4, 'sps'),
    role(5, 'sps'),
    role(6, 'sps'),
    role(7, 'supervisor'),
  ],
  skills: [1, 2, 4, 5, 6, 7].map(id => ({ id, ...held, personId: id, skill: 'ach' })),
  absences: [{ id: 1, ...held, personId: 5, why: 'leave', until: NOW.add({ hours: 8 }) }],
}
const PEOPLE = indexPeople(FACTS)
const ASKED: ToAnswer = {
  ...{ askerId: 1, forRole: 'ps', forPerson: undefined, passed: [] },
  work: { queue: 'ach-returns', skill: 'ach' },
}
const names = (asked: Partial<ToAnswer>) => {
  const { here, away } = whoAnswers({ ...ASKED, ...asked }, PEOPLE, NOW)
  return [here.map(one => one.name), away.map(one => one.name)]
}

// Seen red with, in turn: the skill left out of the work; the asker's hands left out; the rank not compared; who passed it on not excluded.
test.each([
  [{}, ['Pam', 'Sam'], ['Sid']],
  [{ forRole: 'sps' }, ['Sam'], ['Sid']],
  [{ forRole: 'sps', passed: [{ by: 4 }] }, [], ['Sid']],
  [{ forPerson: 2, forRole: 'sps' }, ['Pam'], []],
  [{ forPerson: 7 }, ['Sue'], []],
  [{ forPerson: 5 }, [], ['Sid']],
  [{ forPerson: 6 }, [], []],
  [{ forPerson: 3 }, [], []],
  [{ askerId: 6 }, ['Pam', 'Sam'], ['Sid']],
  [{ askerId: 4, forRole: 'sps' }, ['Ann at night'], ['Sid']],
] as const)('who answers %j', (asked, here, away) => {
  expect(names(asked)).toEqual([here, away])
})

test('nobody there says who is away, or that nobody is', () => {
  const none = whoAnswers({ ...ASKED, forPerson: 5 }, PEOPLE, NOW)
  expect(nobodyAnswers(none)).toBe(
    'Nobody who could answer it is there: Sid could and is away. Ask another role, or let the case wait.',
  )
  expect(nobodyAnswers({ here: [], away: [] })).toMatch(/^Nobody here has the role and the skill/)
})

test.each([
  [1, /asked|hand/i],
  [2, undefined],
  [3, /skill ach/],
  [5, /away until/],
  [7, /It is for a specialist/],
])('person %d is told why not: %s', (personId, why) => {
  const refused = refuseAnswer(ASKED, PEOPLE, { personId, at: NOW })
  if (why === undefined) expect(refused).toBeUndefined()
  else expect(refused).toMatch(why)
})
