import { z } from 'zod'
import {
  BulkAct,
  BulkApprovalBody,
  BulkBody,
  BulkCommitBody,
  BulkMemberPage,
  BulkPage,
  BulkReturnBody,
} from './bulk.ts'
import { DECIDERS } from './decision-routes.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { Cursor, IdText, LimitText } from './plain-fields.ts'
import type { Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ bulk: IdText })
const page = { cursor: Cursor, limit: LimitText }

/** Acts on all that match: a dry run, then what it showed. Who may do what decides the one function of authority, for each of them. */
export const BULK_ROUTES = {
  previewBulk: {
    method: 'post',
    path: 'bulkActs',
    access: DECIDERS,
    summary: 'A dry run: what an act would do to all that match now, with sums and why not; nothing of it happens',
    body: { json: BulkBody },
    answer: json(BulkAct),
    refusals: ['nothing_matches', 'too_many_match'],
  },
  previewBulkApproval: {
    method: 'post',
    path: 'bulkApprovals',
    access: DECIDERS,
    summary:
      'A dry run of approving many proposals: which you may, with what you approve added up; nothing of it happens',
    body: { json: BulkApprovalBody },
    answer: json(BulkAct),
    refusals: ['nothing_matches', 'too_many_match', 'bulk_not_found', 'nothing_to_do'],
  },
  listBulkActs: {
    method: 'get',
    path: 'bulkActs',
    access: DECIDERS,
    summary: 'Acts on many that were begun, the newest first',
    query: z.strictObject(page),
    answer: json(BulkPage),
    refusals: ['cursor_invalid'],
  },
  bulkAct: {
    method: 'get',
    path: 'bulkAct',
    access: DECIDERS,
    summary: 'What was shown of an act on many, and how far it is; a dry run to whoever made it only',
    params,
    answer: json(BulkAct),
    refusals: ['bulk_not_found'],
  },
  listBulkMembers: {
    method: 'get',
    path: 'bulkMembers',
    access: DECIDERS,
    summary: 'Each of the many, in the order in which they are done, and what became of it',
    params,
    query: z.strictObject({
      state: z.enum(['waiting', 'done', 'proposed', 'refused']).optional(),
      reason: z.string().max(40).optional(),
      ...page,
    }),
    answer: json(BulkMemberPage),
    refusals: ['bulk_not_found', 'cursor_invalid'],
  },
  commitBulk: {
    method: 'post',
    path: 'bulkCommit',
    access: { ...DECIDERS, stepUp: 'needed' },
    summary:
      'Does what the dry run showed, one after the other and each to the byte; refused where another set matches now',
    params,
    headers: ONCE_HEADERS,
    body: { json: BulkCommitBody },
    answer: json(BulkAct),
    refusals: [
      ...(['bulk_not_found', 'not_yours', 'bulk_begun', 'preview_stale', 'set_changed'] as const),
      ...(['nothing_to_do', 'not_authorised', ...ONCE_REFUSALS] as const),
    ],
  },
  previewBulkUndo: {
    method: 'post',
    path: 'bulkUndo',
    access: DECIDERS,
    summary:
      'A dry run of taking back every decision of an act on many that may still be: what is taken back at once, what is put before a second person, and whose door is closed. The commit of it is that of any other; of one that took another back it withdraws what waits',
    params,
    answer: json(BulkAct),
    refusals: ['bulk_not_found', 'nothing_to_do', 'too_many_match'],
  },
  returnBulk: {
    method: 'post',
    path: 'bulkReturn',
    access: DECIDERS,
    summary: 'Gives everything of an act on many that waits for a second person back to its maker, with the reason',
    params,
    headers: ONCE_HEADERS,
    body: { json: BulkReturnBody },
    answer: json(BulkAct),
    refusals: ['bulk_not_found', 'nothing_to_do', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
