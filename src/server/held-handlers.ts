import type { HeldStory as HeldStoryJson } from '../contract/held.ts'
import type { HELD_ROUTES } from '../contract/held-routes.ts'
import { mask } from '../core/fault.ts'
import {
  type ClaimRaised,
  type DecisionEffect,
  isUndoEffect,
  isUnitEffect,
  type OverShortRaised,
  type UnitEffect,
} from '../core/resolve/unit-effect.ts'
import type { Tally } from '../core/tally.ts'
import { previewUnit, unknownUnit } from '../engine/preview-unit.ts'
import { procedureShown } from '../engine/procedure-shown.ts'
import { type ClaimCandidate, readCandidates } from '../engine/read-candidates.ts'
import { readEarlierBatch } from '../engine/read-earlier.ts'
import { type HeldStory, readHeld } from '../engine/read-held.ts'
import { readUnitActs } from '../engine/read-unit-acts.ts'
import { afterUnit, prepareUnitDecision, resolveUnitWithin, type UnitResolved } from '../engine/resolve-unit.ts'
import { readUnitUndo, undoUnitWithin } from '../engine/undo-unit.ts'
import { actsJson, undoEffectJson, undoJson } from './acts-json.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { deadlineJson } from './deadline-json.ts'
import { refusalOf, STALE, undoneJson, undoSeenOf } from './decision-handlers.ts'
import { deciderOf, decisionIdOf, effectJson, legJson, letterAskedJson } from './decision-json.ts'
import { exceptionJson } from './exception-json.ts'
import { forwardingJson } from './forwarding-json.ts'
import { findingJson, procedureJson } from './item-json.ts'
import type { ServerParts } from './server-parts.ts'
import { besideBatchJson } from './side-by-side-json.ts'

type Routes = typeof HELD_ROUTES

/** Previews, decisions and their undoing of batches and files that are held as a whole. */
export function heldHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    held: async ({ params }) => {
      const found = await readHeld(engine, Number(params.exception))
      return found === undefined ? refusalOf(unknownUnit(Number(params.exception))) : heldStoryJson(parts, found)
    },
    heldActs: async ({ params, as }) => {
      const exceptionId = Number(params.exception)
      const acts = await readUnitActs(engine, { exceptionId, by: deciderOf(as) })
      return acts === undefined
        ? refusalOf(unknownUnit(Number(params.exception)))
        : actsJson(exceptionId, acts, as.person.id)
    },
    previewHeld: async ({ params, body, as }) => {
      const wanted = { exceptionId: Number(params.exception), asked: body, by: deciderOf(as) }
      const preview = await previewUnit(engine, wanted)
      if (preview.is === 'refused') return refusalOf(preview)
      const { effect, sha256, notAuthorised } = preview
      return {
        sha256,
        effect: heldEffectJson(effect),
        allowed: notAuthorised === undefined,
        needs: notAuthorised?.needs ?? null,
        why_not: (notAuthorised?.reasons ?? []).map(one => one.sentence),
      }
    },
    decideHeld: decideHeld(parts),
    claimCandidates: async ({ params }) => {
      const found = await readCandidates(engine, Number(params.exception))
      if (found === undefined)
        return refusalOf({ refused: 'item_unknown', why: `There is no claim ${params.exception} without a debit.` })
      return { candidates: found.map(candidateJson) }
    },
    heldEarlier: async ({ params }) => {
      const found = await readEarlierBatch(engine, Number(params.exception))
      return found === 'unknown'
        ? refusalOf(unknownUnit(Number(params.exception)))
        : { earlier: besideBatchJson(found) }
    },
    heldUndo: async ({ params, as }) => {
      const offered = await readUnitUndo(engine, { exceptionId: Number(params.exception), by: deciderOf(as) })
      if (offered !== undefined && 'refused' in offered) return refusalOf(offered)
      return { undo: undoJson(offered) }
    },
    undoHeld: async asked => {
      const exceptionId = Number(asked.params.exception)
      const found = await prepareUnitDecision(engine, { exceptionId, asked: { resolution: 'reject' } })
      if (found.is === 'refused') return refusalOf(found)
      return answerOnce(parts, 'heldUndo', asked, async tx => {
        const seen = undoSeenOf(asked.body, found.unit.place.shard)
        const { expected } = asked.body
        const order = { exceptionId, by: deciderOf(asked.as), seen, expected }
        const undone = await undoUnitWithin(engine, tx, found, order)
        return undone.is === 'refused' ? refusalOf(undone) : undoneJson(found.unit.place.shard, undone)
      })
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

/** Once for its key; what is done behind the answer may be done again. */
function decideHeld(parts: ServerParts): Handler<Routes['decideHeld']> {
  const { engine } = parts
  return async asked => {
    const { preview_sha256: previewSha256, expected, fence, ...wanted } = asked.body
    const exceptionId = Number(asked.params.exception)
    const order = { exceptionId, asked: wanted, by: deciderOf(asked.as), previewSha256, expected, fence }
    const found = await prepareUnitDecision(engine, order)
    if (found.is === 'refused') return refusalOf(found)
    let decided: UnitResolved | undefined
    const answer = await answerOnce(parts, 'heldDecisions', asked, async tx => {
      const resolved = await resolveUnitWithin(engine, tx, found, order)
      decided = resolved
      if (resolved.is === 'done' || resolved.is === 'proposed') {
        const decision = decisionIdOf({ shard: found.unit.place.shard, id: resolved.decisionId })
        const needs = resolved.is === 'proposed' ? [...resolved.needs] : []
        return { decision, state: resolved.is, needs, effect: heldEffectJson(resolved.effect) }
      }
      return resolved.is === 'changed' ? STALE : refusalOf(resolved)
    })
    if (decided !== undefined) await afterUnit(engine, decided)
    return answer
  }
}

/** A decision as the contract has it, whatever it is about. `shard`: its own. */
export function decisionEffectJson(effect: DecisionEffect, shard: number) {
  if (isUndoEffect(effect)) return undoEffectJson(effect, shard)
  return isUnitEffect(effect) ? heldEffectJson(effect) : effectJson(effect)
}

function heldStoryJson({ engine, procedure }: ServerParts, { unit, deadline, forwarding }: HeldStory): HeldStoryJson {
  const { exception, receipt, kind, pack, place } = unit
  const page = procedureShown(engine, procedure(pack.name, kind.procedure), { exception, kind, day: place.day })
  return {
    exception: exceptionJson(engine, exception, receipt.source),
    finding: findingJson(exception.finding, pack.fieldTitles),
    procedure: procedureJson(kind.procedure, page),
    deadline: deadline === undefined ? null : deadlineJson(deadline),
    forwarding: forwardingJson(forwarding),
  }
}

/** A decision about a unit as the contract has it. */
function heldEffectJson(effect: UnitEffect) {
  const { exception, fates, lost, batches, legs, moved, claim, overShort, said, forwarding } = effect
  return {
    resolution: exception.resolution,
    exception: exception.state,
    fates: fates.map(({ state, kind, ...tally }) => ({ state, kind, ...countedJson(tally) })),
    lost: countedJson(lost),
    batches: { ...batches },
    outcomes_sha256: effect.outcomesSha256,
    legs: legs.map(leg => legJson(leg)),
    moved: moved.map(({ from, to, postings, amountMinor }) => ({ from, to, postings, amount_minor: amountMinor })),
    claim: claim === undefined ? null : claimJson(claim),
    over_short: overShort === undefined ? null : overShortJson(overShort),
    said: said ?? null,
    forwarding: forwardingJson(forwarding),
    letters: effect.letters.map(letterAskedJson),
  }
}

function claimJson({ itemId, kind, sentence, clock, differs, amountMinor, ...when }: ClaimRaised) {
  const { dueAt, oursAt, openedOn, exitOn } = when
  return {
    ...{ item: itemId, kind, sentence, amount_minor: amountMinor, clock, differs: [...differs] },
    ...{ due_at: dueAt, ours_at: oursAt, opened_on: openedOn, exit_on: exitOn },
  }
}

function overShortJson({ id, kind, sentence, clock, debitMinor, creditMinor, ...when }: OverShortRaised) {
  const { dueAt, oursAt, openedOn, exitOn } = when
  return {
    ...{ exception: id, kind, sentence, debit_minor: debitMinor, credit_minor: creditMinor, clock },
    ...{ due_at: dueAt, ours_at: oursAt, opened_on: openedOn, exit_on: exitOn },
  }
}

function candidateJson({ item, postedOn, accountNumber, trace, amountMinor, differs, why }: ClaimCandidate) {
  const account = mask(accountNumber, 'account')
  return { item, posted_on: postedOn, account, trace, amount_minor: amountMinor, differs: [...differs], why }
}

function countedJson({ count, debitMinor, creditMinor }: Tally) {
  return { items: count, debit_minor: debitMinor, credit_minor: creditMinor }
}
