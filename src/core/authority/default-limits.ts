import { ACT_NAMES, type Act, ruleOf } from './act.ts'
import type { AuthorityLimit } from './people-facts.ts'
import type { Role } from './role.ts'

/** A limit as a new institution gets it; from when on is the institution's. */
export type StarterLimit = Pick<AuthorityLimit, 'act' | 'measure' | 'days' | 'limitMinor'> & { readonly role: Role }

/** In whole units of the currency's hundredth: for one act, for a day, and to one payee over five banking days. */
interface Starter {
  readonly act: bigint
  readonly day: bigint
  readonly payee: bigint
}

const WORK: Partial<Record<Role, Starter>> = {
  aop: { act: 1_000_00n, day: 10_000_00n, payee: 2_500_00n },
  ps: { act: 10_000_00n, day: 100_000_00n, payee: 25_000_00n },
  sps: { act: 100_000_00n, day: 1_000_000_00n, payee: 250_000_00n },
  // What an agent decides counts only when a second person approves it; this is how much it may put before one.
  agent: { act: 1_000_00n, day: 10_000_00n, payee: 2_500_00n },
}
/** Whoever approves sees what went over the limits of others. */
const APPROVING: Partial<Record<Role, Starter>> = {
  sps: { act: 100_000_00n, day: 1_000_000_00n, payee: 250_000_00n },
  supervisor: { act: 1_000_000_00n, day: 10_000_000_00n, payee: 2_500_000_00n },
}
/** What the institution goes without on somebody's word: of a size of fees, not of items. */
const WAIVING: Partial<Record<Role, Starter>> = {
  ps: { act: 50_00n, day: 500_00n, payee: 100_00n },
  sps: { act: 500_00n, day: 5_000_00n, payee: 1_000_00n },
}
const STARTERS: Partial<Record<Act, Partial<Record<Role, Starter>>>> = { approve: APPROVING, waive: WAIVING }
const PAYEE_DAYS = 5

/**
 * The limits that a new institution starts with: three for each act that moves money and each role that may do it. They are rows
 * like all others, changed by whoever manages authority.
 */
export function defaultLimits(): readonly StarterLimit[] {
  return ACT_NAMES.filter(act => ruleOf(act).limits === 'money').flatMap(act =>
    ruleOf(act).roles.flatMap(role => starterOf(act, role)),
  )
}

function starterOf(act: Act, role: Role): readonly StarterLimit[] {
  const starter = (STARTERS[act] ?? WORK)[role]
  if (starter === undefined) return []
  return [
    { role, act, measure: 'act', days: 1, limitMinor: starter.act },
    { role, act, measure: 'day', days: 1, limitMinor: starter.day },
    { role, act, measure: 'payee', days: PAYEE_DAYS, limitMinor: starter.payee },
  ]
}
