import type { PastDecision as PastDecisionJson } from '../contract/decision.ts'
import type { PastDecision } from '../store/decision-history.ts'
import { decisionIdOf } from './decision-json.ts'

/**
 * A decision in the story of its item. What a blind one says is told to its maker alone until it counted: whoever is to key it a
 * second time would find it in what was returned or withdrawn before.
 */
export function pastDecisionJson(past: PastDecision, viewer: number): PastDecisionJson {
  const isHidden = past.keying === 'blind' && past.approver === undefined && past.makerId !== viewer
  return {
    decision: decisionIdOf(past),
    state: past.state,
    resolution: isHidden ? null : past.resolution,
    code: isHidden ? null : past.code,
    keying: past.keying ?? null,
    maker: past.maker,
    decided_at: past.decidedAt.toString(),
    approver: past.approver ?? null,
    last:
      past.last === undefined
        ? null
        : { by: past.last.by, at: past.last.at.toString(), why: isHidden ? null : (past.last.why ?? null) },
    stale: past.isStale,
  }
}
