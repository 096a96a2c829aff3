import type { DecisionEffect } from '../resolve/unit-effect.ts'

/** What a resolution does now, or why it cannot be, as a sentence. */
export type DecidedNow =
  | { readonly is: 'decided'; readonly effect: DecisionEffect }
  | { readonly is: 'refused'; readonly why: string }

/** A proposal and what it would do now, at the moment at which a second person approves it. */
export interface ApprovalFacts {
  readonly state: 'proposed' | 'done' | 'returned' | 'withdrawn' | 'undone'
  /** Hex: the hash of the effect as it was proposed. */
  readonly proposedSha256: string
  /** Hex: the hash of what whoever approves saw. */
  readonly seenSha256: string
  /** The same resolution, decided on what stands now. */
  readonly now: DecidedNow
  /** Hex: the hash of its effect; empty where it is refused. */
  readonly nowSha256: string
}

export type ApprovalDecision =
  | { readonly is: 'approved'; readonly effect: DecisionEffect }
  | { readonly is: 'refused'; readonly refused: 'not_proposed' | 'preview_stale'; readonly why: string }
  /** It would do something else now than its maker proposed: nothing of it may be committed. */
  | { readonly is: 'stale'; readonly why: string }

/**
 * Whether what was proposed may be committed: only to the byte what its maker was shown, what stands now makes of it, and what
 * whoever approves it saw (law 5). Who may approve is asked elsewhere.
 */
export function decideApproval(facts: ApprovalFacts): ApprovalDecision {
  const { state, proposedSha256, seenSha256, now, nowSha256 } = facts
  if (state !== 'proposed') return { is: 'refused', refused: 'not_proposed', why: WHAT_BECAME[state] }
  if (now.is === 'refused') return { is: 'stale', why: `${STALE} ${now.why}` }
  if (nowSha256 !== proposedSha256) return { is: 'stale', why: STALE }
  if (seenSha256 !== proposedSha256) return { is: 'refused', refused: 'preview_stale', why: SAW_ANOTHER }
  return { is: 'approved', effect: now.effect }
}

/** Why there is nothing to approve, return or withdraw any more. */
export const WHAT_BECAME = {
  done: 'It was approved already.',
  returned: 'It was returned to whoever proposed it.',
  withdrawn: 'It was withdrawn by whoever proposed it, or decided anew when it was stale.',
  undone: 'It was approved, and undone since.',
} as const satisfies Record<Exclude<ApprovalFacts['state'], 'proposed'>, string>

const STALE =
  'It would do something else now than was proposed, so nothing was changed: whoever proposed it has it back first, and deciding anew replaces it.'
const SAW_ANOTHER = 'What you saw is not what was proposed: look at it again, and approve then.'
