import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHECK_RETURN_CODES } from '../../core/codes/check-return-codes.ts'
import { RULES } from '../../core/deadline/rules.ts'
import type { ExceptionKind } from '../../core/exception.ts'
import { returnReason } from '../../formats/x9/reasons.ts'
import { CHECK_KINDS } from './kinds.ts'
import { CHECK_POLICIES } from './policies.ts'

const KINDS: readonly (readonly [string, ExceptionKind])[] = Object.entries(CHECK_KINDS)
const procedures = new URL('./procedures/', import.meta.url)

test.each(KINDS)('%s has a procedure, a clock, resolutions, and codes that exist', (_, kind) => {
  expect(existsSync(new URL(`${kind.procedure}.md`, procedures))).toBe(true)
  expect(Object.hasOwn(RULES, kind.clock)).toBe(true)
  expect(kind.resolutions.length).toBeGreaterThan(0)
  for (const code of kind.codes) {
    expect(Object.hasOwn(CHECK_RETURN_CODES, code)).toBe(true)
    expect(returnReason(code)).toBeDefined()
  }
  expect(kind.resolutions.includes('return')).toBe(kind.codes.length > 0)
})

test('a policy returns with the default code of its kind', () => {
  const decided = KINDS.flatMap(([name, { decidedBy, codes }]) =>
    decidedBy.by === 'policy' ? [[name, decidedBy.policy, decidedBy.code, codes[0]]] : [],
  )
  expect(decided.map(([name, , code]) => `${name} ${code}`)).toEqual([
    'check-account-not-found E',
    'check-account-closed D',
    'check-account-frozen F',
    'check-stop-payment C',
    'check-insufficient-funds A',
    'check-uncollected-funds B',
  ])
  for (const [, policy, code, first] of decided) {
    expect(code).toBe(first)
    expect(Object.keys(CHECK_POLICIES)).toContain(policy)
  }
})

// Seen red with `The account is closed, so the {what} cannot be posted.`
test.each(['check-account-not-found', 'check-account-closed', 'check-account-frozen', 'check-stop-payment'] as const)(
  '%s says what would change it',
  kind => {
    expect(CHECK_KINDS[kind].sentence).toMatch(/ unless .+\.$/)
  },
)

test('every procedure belongs to a kind and says what to look at and what to decide', () => {
  const named = new Set(KINDS.map(([, kind]) => `${kind.procedure}.md`))
  for (const file of readdirSync(procedures)) {
    expect(named).toContain(file)
    expect(readFileSync(new URL(file, procedures), 'utf8')).toMatch(/^# [\s\S]*\*\*Look\*\*[\s\S]*\*\*Decide\*\*/)
  }
})
