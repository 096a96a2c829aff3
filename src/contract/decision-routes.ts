import { z } from 'zod'
import type { Role } from '../core/authority/role.ts'
import { Decided, DecisionBody, PreviewJson, ResolutionBody, UndoneJson } from './decision.ts'
import { IDEMPOTENCY_KEY_HEADER } from './idempotency-key.ts'
import { IdText } from './plain-fields.ts'
import type { RefusalName } from './problem.ts'
import type { Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ item: IdText })
/** Which of them may do what is asked decides the one function of authority, for each act. */
const DECIDERS = { roles: ['aop', 'ps', 'sps', 'supervisor', 'agent'] satisfies Role[] }
const NOT_DECIDED = [
  'item_not_found',
  'nothing_to_decide',
  'case_held',
  'resolution_refused',
] as const satisfies readonly RefusalName[]
const ONCE = [
  'idempotency_key_missing',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'request_in_progress',
] as const satisfies readonly RefusalName[]
const HEADERS = [
  {
    name: IDEMPOTENCY_KEY_HEADER,
    required: true,
    schema: z.string().max(255),
    what: 'A key of its own for each thing that is to happen: sent again with the same, it has one effect and the first answer',
  },
] as const

/** What people decide about items. */
export const DECISION_ROUTES = {
  previewItem: {
    method: 'post',
    path: 'itemPreviews',
    access: DECIDERS,
    summary: 'Exactly what a resolution would change, and whether you may take it; changes nothing',
    params,
    body: { json: ResolutionBody },
    answer: json(PreviewJson),
    refusals: NOT_DECIDED,
  },
  decideItem: {
    method: 'post',
    path: 'itemDecisions',
    access: DECIDERS,
    summary: 'Takes a resolution: what was previewed happens, to the byte, or nothing',
    params,
    headers: HEADERS,
    body: { json: DecisionBody },
    answer: json(Decided),
    refusals: [...NOT_DECIDED, 'preview_stale', 'second_person_needed', 'not_authorised', ...ONCE],
  },
  undoItem: {
    method: 'post',
    path: 'itemUndo',
    access: DECIDERS,
    summary: 'Takes the last decision back while that door is open; what it did stays in the history',
    params,
    headers: HEADERS,
    answer: json(UndoneJson),
    refusals: [...NOT_DECIDED, 'undo_refused', 'second_person_needed', 'not_authorised', ...ONCE],
  },
} as const satisfies Readonly<Record<string, Route>>
