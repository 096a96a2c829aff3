import { z } from 'zod'
import type { Role } from '../core/authority/role.ts'
import { ApprovalPage, ApproveBody, Approved, KeyedJson, ProposalEnded, ReturnBody } from './approval.ts'
import { DecisionId, ResolutionBody } from './decision.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { Cursor, LimitText } from './plain-fields.ts'
import type { RefusalName } from './problem.ts'
import type { Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ decision: DecisionId })
/** Who may be the second person decides the one function of authority, for each proposal; some do it in the place of others. */
const SECONDS = { roles: ['sps', 'supervisor', 'ps', 'aop'] satisfies Role[] }
const RETURNERS = { roles: [...SECONDS.roles, 'qc'] satisfies Role[] }
const MAKERS = { roles: ['aop', 'ps', 'sps', 'supervisor', 'agent'] satisfies Role[] }
const NOT_WAITING = [
  'decision_not_found',
  'item_not_found',
  'nothing_to_decide',
  'not_proposed',
] as const satisfies readonly RefusalName[]

/** The second person's word about what somebody decided (law 4). */
export const APPROVAL_ROUTES = {
  listApprovals: {
    method: 'get',
    path: 'approvals',
    access: { roles: ['aop', 'ps', 'sps', 'supervisor', 'qc', 'agent'] satisfies Role[] },
    summary: 'What waits for a second person: what you may approve first, the first to be due first',
    query: z.strictObject({ cursor: Cursor, limit: LimitText }),
    answer: json(ApprovalPage),
    refusals: ['cursor_invalid'],
  },
  approveDecision: {
    method: 'post',
    path: 'decisionApprove',
    access: SECONDS,
    summary: 'Approves what somebody else proposed: it happens, to the byte, or nothing',
    params,
    headers: ONCE_HEADERS,
    body: { json: ApproveBody },
    answer: json(Approved),
    refusals: [...NOT_WAITING, 'not_authorised', 'key_needed', 'preview_stale', 'proposal_stale', ...ONCE_REFUSALS],
  },
  keyDecision: {
    method: 'post',
    path: 'decisionKey',
    access: SECONDS,
    summary: 'Says what is to happen without seeing what was proposed: it happens where both are the same',
    params,
    headers: ONCE_HEADERS,
    body: { json: ResolutionBody },
    answer: json(KeyedJson),
    refusals: [...NOT_WAITING, 'not_authorised', 'resolution_refused', 'proposal_stale', ...ONCE_REFUSALS],
  },
  returnDecision: {
    method: 'post',
    path: 'decisionReturn',
    access: RETURNERS,
    summary: 'Gives a proposal back to whoever made it, with the reason; nothing of it happens',
    params,
    headers: ONCE_HEADERS,
    body: { json: ReturnBody },
    answer: json(ProposalEnded),
    refusals: [...NOT_WAITING, 'not_authorised', ...ONCE_REFUSALS],
  },
  withdrawDecision: {
    method: 'post',
    path: 'decisionWithdraw',
    access: MAKERS,
    summary: 'Takes one’s own proposal back; nothing of it happens',
    params,
    headers: ONCE_HEADERS,
    answer: json(ProposalEnded),
    refusals: [...NOT_WAITING, 'not_yours', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
