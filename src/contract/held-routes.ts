import { z } from 'zod'
import { ItemActs } from './acts.ts'
import { UndoBody, UndoneJson } from './decision.ts'
import { DECIDERS } from './decision-routes.ts'
import { DESK } from './desk-routes.ts'
import {
  ClaimCandidates,
  HeldDecided,
  HeldDecisionBody,
  HeldIdText,
  HeldPreviewJson,
  HeldResolutionBody,
  HeldStory,
  HeldUndo,
} from './held.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import type { RefusalName } from './problem.ts'
import { doing, type Route } from './route.ts'
import { HeldEarlier } from './side-by-side.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ exception: HeldIdText })
const NOT_DECIDED = ['item_not_found', 'case_held', 'resolution_refused'] as const satisfies readonly RefusalName[]

/** What people decide about batches and files that are held as a whole. */
export const HELD_ROUTES = {
  held: {
    method: 'get',
    path: 'held',
    access: doing('read'),
    summary: 'What is held as a whole: why, its procedure, and its deadline with its working',
    params,
    answer: json(HeldStory),
    refusals: ['item_not_found'],
  },
  heldActs: {
    method: 'get',
    path: 'heldActs',
    access: DESK,
    summary:
      'What this person may do about it as a whole now, what each act needs, why not the others, and what was decided',
    params,
    answer: json(ItemActs),
    refusals: ['item_not_found'],
  },
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
    summary:
      'Releases or rejects a held batch or file, or asks its sender; matches or denies a claim without a debit: what was previewed happens, or nothing; what is not decided alone waits for a second person',
    params,
    headers: ONCE_HEADERS,
    body: { json: HeldDecisionBody },
    answer: json(HeldDecided),
    refusals: [
      ...NOT_DECIDED,
      ...(['proposal_waits', 'lease_lost', 'second_person_needed', 'second_person_spare'] as const),
      ...(['preview_stale', 'step_up_needed', 'not_authorised', ...ONCE_REFUSALS] as const),
    ],
  },
  claimCandidates: {
    method: 'get',
    path: 'claimCandidates',
    access: DECIDERS,
    summary: 'The posted debits that a claim without one may mean, the most likely first, and in what each differs',
    params,
    answer: json(ClaimCandidates),
    refusals: ['item_not_found'],
  },
  heldEarlier: {
    method: 'get',
    path: 'heldEarlier',
    access: doing('read'),
    summary: 'A batch that is held because it came before, beside the earlier one and what became of that',
    params,
    answer: json(HeldEarlier),
    refusals: ['item_not_found'],
  },
  heldUndo: {
    method: 'get',
    path: 'heldUndo',
    access: DECIDERS,
    summary: 'The way back from what was decided about a held batch or file, and whether you may take it',
    params,
    answer: json(HeldUndo),
    refusals: ['item_not_found'],
  },
  undoHeld: {
    method: 'post',
    path: 'heldUndo',
    access: DECIDERS,
    summary:
      'Holds what was rejected again, while that door is open: the decision that was seen, or none; a release is undone item by item. What you may not take back alone is put before a second person',
    params,
    headers: ONCE_HEADERS,
    body: { json: UndoBody },
    answer: json(UndoneJson),
    refusals: [
      ...NOT_DECIDED,
      ...(['proposal_waits', 'second_person_needed', 'second_person_spare', 'not_authorised'] as const),
      ...(['preview_stale', 'undo_refused', ...ONCE_REFUSALS] as const),
    ],
  },
} as const satisfies Readonly<Record<string, Route>>
