import { expect, test } from 'vitest'
import { peopleInEvent } from './people-in-event.ts'

const inEvent = (kind: string, subject: number, body: Readonly<Record<string, unknown>>) => {
  const { about, facts } = peopleInEvent({ kind, subject, body })
  return { about, ...Object.fromEntries(facts) }
}

// Seen red with a subject taken for a person whatever was given to it, and with numbers of every fact taken for people.
test('a number in an event is a person by the kind of the event and the name of the fact, and by nothing else', () => {
  expect(inEvent('skill_granted', 9, { id: 40, personId: 9, skill: 'checks' })).toEqual({ about: 9, personId: 9 })
  expect(inEvent('role_granted', 3, { id: 41, personId: null, teamId: 3 })).toEqual({ about: undefined })
  expect(inEvent('limit_set', 0, { id: 42, personId: null, role: 'aop', days: 1 })).toEqual({ about: undefined })
  expect(inEvent('delegation_granted', 4, { id: 43, fromId: 9, toId: 4 })).toEqual({ about: 4, fromId: 9, toId: 4 })
  expect(inEvent('holding_ended', 9, { hold: 'skill', id: 40, personId: 9 })).toEqual({ about: 9, personId: 9 })
  expect(inEvent('owner_set', 9, { login: 'b', owner: 4, was: 3 })).toEqual({ about: 9, owner: 4, was: 3 })
  expect(inEvent('person_left', 9, { login: 'b', was: 'active' })).toEqual({ about: 9 })
  expect(inEvent('file_received', 9, { owner: 4, personId: 3 })).toEqual({ about: undefined })
  expect(inEvent('case_reassigned', 9, { to: 'person 4', reason: 'to whom it is' })).toEqual({
    about: undefined,
    to: 4,
  })
})
