import { type Act, ruleOf } from './act.ts'
import type { ReasonCode } from './asked.ts'
import type { PersonKind } from './role.ts'

/** What an account is and how it stands at a moment, whatever it holds. */
export interface Standing {
  readonly kind: PersonKind
  /** Of the account, and of everybody who answers for it. */
  readonly isActive: boolean
  /** Whether a human answers for it in the end. */
  readonly answers: 'human' | 'nobody'
  readonly isAway: boolean
  /** Whether somebody else looks through the account. */
  readonly isLookedThrough: boolean
}

/**
 * What speaks against the account for an act before roles, skills and limits are looked at, in order of precedence. `judgeAct` begins
 * with it; who asks a server is asked it with what the session tells, and so with every request.
 */
export function speaksAgainst(act: Act, standing: Standing): readonly ReasonCode[] {
  const rule = ruleOf(act)
  const found: ReasonCode[] = []
  if (!standing.isActive) found.push('not_active')
  if (standing.answers === 'nobody') found.push('unanswered')
  // Who is away says so and ends it, and reads what is their own; nothing else, not even looking at work.
  if (standing.isAway && act !== 'be_away') found.push('absent')
  if (standing.isLookedThrough && rule.group !== 'reading') found.push('impersonated')
  if (!rule.kinds.includes(standing.kind)) found.push('kind')
  return found
}
