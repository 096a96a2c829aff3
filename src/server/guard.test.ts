import { expect, test } from 'vitest'
import type { Role } from '../core/authority/role.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { roleRefusal, stepUpRefusal } from './guard.ts'

const UNTIL = Temporal.Instant.from('2026-11-23T15:05:00Z')

function signedIn(roles: readonly Role[], steppedUpUntil?: Temporal.Instant): SignedIn {
  const person = { id: 12, login: 'ann', name: 'Ann', kind: 'human', state: 'active', isAway: false, roles } as const
  return { session: 'a', person, until: UNTIL, steppedUpUntil }
}

// Seen red with the step-up asked of nobody, and with it taken in the place of a role.
test.each([
  [['sps'], undefined, 'step_up_needed'],
  [['sps'], UNTIL, undefined],
  [['aop'], UNTIL, 'not_allowed'],
  [['aop', 'sps'], UNTIL, undefined],
  [[], UNTIL, 'not_allowed'],
] as const)('%j, stepped up until %s, at a risky act of a senior: %s', (roles, until, refused) => {
  const access = { roles: ['sps'], act: 'read', stepUp: 'needed' } as const
  const as = signedIn(roles, until)
  expect((roleRefusal(access, as) ?? stepUpRefusal(access, as))?.refused).toBe(refused)
})

test('the sentence says which roles can, and what the person holds', () => {
  expect(roleRefusal({ roles: ['supervisor', 'qc'], act: 'read' }, signedIn(['aop']))?.detail).toBe(
    'Only people who hold one of these roles (Supervisor, QC reviewer) can do this; you hold Associate Operations Processor. A supervisor gives roles.',
  )
  expect(roleRefusal({ signedIn: 'Everybody may end a session of their own' }, signedIn([]))).toBeUndefined()
})
