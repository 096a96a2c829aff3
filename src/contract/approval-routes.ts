import { z } from 'zod'
import {
  ApprovalBeside,
  ApprovalPage,
  ApproveBody,
  Approved,
  KeyedJson,
  ProposalEnded,
  ReturnBody,
} from './approval.ts'
import { DecisionId, ResolutionBody } from './decision.ts'
import { DECIDERS } from './decision-routes.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { Cursor, LimitText } from './plain-fields.ts'
import type { RefusalName } from './problem.ts'
import { BY_AUTHORITY, type Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ decision: DecisionId })
/** Who may be the second person decides the one function of authority, for each proposal; some do it in the place of others. */
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
    access: DECIDERS,
    summary: 'What waits for a second person: what you may approve first, the first to be due first',
    query: z.strictObject({ cursor: Cursor, limit: LimitText }),
    answer: json(ApprovalPage),
    refusals: ['cursor_invalid'],
  },
  readApprovalBeside: {
    method: 'get',
    path: 'decisionBeside',
    access: DECIDERS,
    summary: 'The clocks and the linked items of what waits for a second person, as its maker’s preview has them',
    params,
    answer: json(ApprovalBeside),
    refusals: ['decision_not_found', 'not_proposed'],
  },
  approveDecision: {
    method: 'post',
    path: 'decisionApprove',
    access: BY_AUTHORITY,
    summary: 'Approves what somebody else proposed: it happens, to the byte, or nothing',
    params,
    headers: ONCE_HEADERS,
    body: { json: ApproveBody },
    answer: json(Approved),
    refusals: [
      ...NOT_WAITING,
      'not_authorised',
      'step_up_needed',
      'key_needed',
      'preview_stale',
      'proposal_stale',
      ...ONCE_REFUSALS,
    ],
  },
  keyDecision: {
    method: 'post',
    path: 'decisionKey',
    // Whatever the amount: asked of large ones alone it would tell which are.
    access: { ...BY_AUTHORITY, stepUp: 'needed' },
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
    access: BY_AUTHORITY,
    summary: 'Gives a proposal back to whoever made it, with the reason; nothing of it happens',
    params,
    headers: ONCE_HEADERS,
    body: { json: ReturnBody },
    answer: json(ProposalEnded),
    refusals: [...NOT_WAITING, 'not_authorised', 'step_up_needed', ...ONCE_REFUSALS],
  },
  withdrawDecision: {
    method: 'post',
    path: 'decisionWithdraw',
    access: DECIDERS,
    summary: 'Takes one’s own proposal back; nothing of it happens',
    params,
    headers: ONCE_HEADERS,
    answer: json(ProposalEnded),
    refusals: [...NOT_WAITING, 'not_yours', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
