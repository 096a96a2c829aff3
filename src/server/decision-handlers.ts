import type { z } from 'zod'
import type { ResolutionBody, UndoBody } from '../contract/decision.ts'
import type { DECISION_ROUTES } from '../contract/decision-routes.ts'
import type { RefusalName } from '../contract/problem.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { previewResolution } from '../engine/preview-resolution.ts'
import { prepareDecision, resolveWithin } from '../engine/resolve-exception.ts'
import { type Undone, type UndoSeen, undoWithin } from '../engine/undo-decision.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { deciderOf, decisionIdOf, decisionKeyOf, effectJson } from './decision-json.ts'
import { besideJson } from './preview-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof DECISION_ROUTES

/** Previews, decisions and their undoing. */
export function decisionHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    previewItem: async ({ params, body, as }) => {
      const preview = await previewResolution(engine, {
        itemId: Number(params.item),
        asked: askedOf(body),
        by: deciderOf(as),
      })
      if (preview.is === 'refused') return refusalOf(preview)
      const { effect, sha256, notAuthorised, beside } = preview
      return {
        sha256,
        effect: effectJson(effect),
        allowed: notAuthorised === undefined,
        needs: notAuthorised?.needs ?? null,
        why_not: (notAuthorised?.reasons ?? []).map(one => one.sentence),
        ...besideJson(beside),
      }
    },
    decideItem: async asked => {
      const found = await prepareDecision(engine, Number(asked.params.item))
      if (found.is === 'refused') return refusalOf(found)
      const { preview_sha256: previewSha256, expected, fence, ...body } = asked.body
      const order = {
        itemId: Number(asked.params.item),
        asked: askedOf(body),
        by: deciderOf(asked.as),
        previewSha256,
        expected,
        fence,
      }
      return answerOnce(parts, 'itemDecisions', asked, async tx => {
        const resolved = await resolveWithin(engine, tx, found.decidable, order)
        if (resolved.is === 'done' || resolved.is === 'proposed') {
          const decision = decisionIdOf({ shard: found.decidable.item.shard, id: resolved.decisionId })
          const needs = resolved.is === 'proposed' ? resolved.needs : []
          return { decision, state: resolved.is, needs, effect: effectJson(resolved.effect) }
        }
        return resolved.is === 'changed' ? STALE : refusalOf(resolved)
      })
    },
    undoItem: async asked => {
      const found = await prepareDecision(engine, Number(asked.params.item))
      if (found.is === 'refused') return refusalOf(found)
      const seen = undoSeenOf(asked.body, found.decidable.item.shard)
      const order = { itemId: Number(asked.params.item), by: deciderOf(asked.as), seen, expected: asked.body.expected }
      return answerOnce(parts, 'itemUndo', asked, async tx => {
        const undone = await undoWithin(engine, tx, found.decidable, order)
        return undone.is === 'refused' ? refusalOf(undone) : undoneJson(found.decidable.item.shard, undone)
      })
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

/** What was asked, with the names of the contract's fields as core spells them. */
export function askedOf({
  returned_on: returnedOn,
  settled_on: settledOn,
  ...asked
}: z.infer<typeof ResolutionBody>): ResolutionAsked {
  return { ...asked, returnedOn, settledOn }
}

/** What became of a taking back that was not refused. */
export function undoneJson(shard: number, undone: Exclude<Undone, { is: 'refused' }>) {
  const decision = decisionIdOf({ shard, id: undone.decisionId })
  if (undone.is === 'undone') return { decision, state: 'done' as const, needs: [], by: undone.by }
  return { decision, state: undone.is, needs: [...undone.needs], by: undone.by }
}

/** What somebody saw who takes a decision back; one of another bucket is none of what it is about. */
export function undoSeenOf(body: z.infer<typeof UndoBody>, shard: number): UndoSeen {
  const decision = decisionKeyOf(body.decision)
  return { decisionId: decision.shard === shard ? decision.id : 0, sha256: body.preview_sha256 }
}

export const STALE = refuse(
  'preview_stale',
  'What it would do now is not what you saw: look at the preview again, and decide then.',
)

/** The engine's own names for what the contract names more widely. */
const NAMES: Readonly<Record<string, RefusalName>> = {
  item_unknown: 'item_not_found',
  nothing_to_decide: 'nothing_to_decide',
  case_held: 'case_held',
  lease_lost: 'lease_lost',
  preview_stale: 'preview_stale',
  proposal_waits: 'proposal_waits',
  second_person_needed: 'second_person_needed',
  second_person_spare: 'second_person_spare',
  step_up_needed: 'step_up_needed',
  not_authorised: 'not_authorised',
  nothing_to_undo: 'undo_refused',
  items_processed: 'undo_refused',
  claim_raised: 'undo_refused',
  effect_left: 'undo_refused',
  undo_too_late: 'undo_refused',
  charged_back: 'undo_refused',
  over_short_ended: 'undo_refused',
  account_shut: 'undo_refused',
}

export function refusalOf({ refused, why }: { readonly refused: string; readonly why: string }): Refusal {
  return refuse(NAMES[refused] ?? 'resolution_refused', why)
}
