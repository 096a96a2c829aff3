import { z } from 'zod'
import { Decided, DecisionBody, PreviewJson, ResolutionBody, UndoBody, UndoneJson } from './decision.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { IdText } from './plain-fields.ts'
import type { RefusalName } from './problem.ts'
import { doing, type Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ item: IdText })
/** Which of them may, by role or in somebody’s place, decides the one function of authority. */
export const DECIDERS = doing('read')
const NOT_DECIDED = [
  'item_not_found',
  'nothing_to_decide',
  'case_held',
  'proposal_waits',
  'resolution_refused',
] as const satisfies readonly RefusalName[]
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
    headers: ONCE_HEADERS,
    body: { json: DecisionBody },
    answer: json(Decided),
    refusals: [
      ...NOT_DECIDED,
      ...(['lease_lost', 'second_person_needed', 'second_person_spare', 'not_authorised', 'preview_stale'] as const),
      ...ONCE_REFUSALS,
    ],
  },
  undoItem: {
    method: 'post',
    path: 'itemUndo',
    access: DECIDERS,
    summary:
      'Takes the last decision back while that door is open: the one that was seen, as it was said, or none; what it did stays in the history. What you may not take back alone is put before a second person',
    params,
    headers: ONCE_HEADERS,
    body: { json: UndoBody },
    answer: json(UndoneJson),
    refusals: [
      ...NOT_DECIDED,
      ...(['second_person_needed', 'second_person_spare', 'not_authorised', 'preview_stale'] as const),
      ...(['undo_refused', ...ONCE_REFUSALS] as const),
    ],
  },
} as const satisfies Readonly<Record<string, Route>>
