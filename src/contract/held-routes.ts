import { z } from 'zod'
import { UndoneJson } from './decision.ts'
import { DECIDERS } from './decision-routes.ts'
import { HeldDecided, HeldDecisionBody, HeldIdText, HeldPreviewJson, HeldResolutionBody } from './held.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import type { RefusalName } from './problem.ts'
import type { Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ exception: HeldIdText })
const NOT_DECIDED = ['item_not_found', 'case_held', 'resolution_refused'] as const satisfies readonly RefusalName[]

/** What people decide about batches and files that are held as a whole. */
export const HELD_ROUTES = {
  previewHeld: {
    method: 'post',
    path: 'heldPreviews',
    access: DECIDERS,
    summary: 'Exactly what a resolution would do to a held batch or file as a whole; changes nothing',
    params,
    body: { json: HeldResolutionBody },
    answer: json(HeldPreviewJson),
    refusals: NOT_DECIDED,
  },
  decideHeld: {
    method: 'post',
    path: 'heldDecisions',
    access: DECIDERS,
    summary: 'Releases or rejects a held batch or file, or asks its sender: what was previewed happens, or nothing',
    params,
    headers: ONCE_HEADERS,
    body: { json: HeldDecisionBody },
    answer: json(HeldDecided),
    refusals: [...NOT_DECIDED, 'preview_stale', 'second_person_needed', 'not_authorised', ...ONCE_REFUSALS],
  },
  undoHeld: {
    method: 'post',
    path: 'heldUndo',
    access: DECIDERS,
    summary: 'Holds what was rejected again, while that door is open; a release is undone item by item',
    params,
    headers: ONCE_HEADERS,
    answer: json(UndoneJson),
    refusals: [...NOT_DECIDED, 'undo_refused', 'second_person_needed', 'not_authorised', ...ONCE_REFUSALS],
  },
} as const satisfies Readonly<Record<string, Route>>
