import { expect, test } from 'vitest'
import { ROUTES } from '../../contract/routes.ts'
import type { Session } from '../../contract/session.ts'
import { ROLE_NAMES, ROLES, type Role } from '../../core/authority/role.ts'
import { pagesFor } from './pages.ts'

function holding(role: Role): Session {
  const person = { id: 1, login: 'one', name: 'One', kind: 'human' } as const
  return {
    person,
    roles: [{ role, title: ROLES[role] }],
    until: '2026-11-23T15:00:00Z',
    has_password: true,
    stepped_up_until: null,
  }
}

test('whoever may ask or answer is shown the way to Escalations', () => {
  const shown = (role: Role) => pagesFor(holding(role)).some(({ to }) => to === '/escalations')
  const roles: readonly Role[] = [...ROUTES.questionInbox.access.roles, ...ROUTES.askQuestion.access.roles]
  expect(ROLE_NAMES.filter(shown)).toEqual(ROLE_NAMES.filter(role => roles.includes(role)))
})
