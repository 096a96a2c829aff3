import type { CasePlace, DeskCase, ReturnedUndo as ReturnedUndoJson, WorkCase } from '../contract/work.ts'
import type { QueuePlace } from '../core/work/place.ts'
import type { Engine } from '../engine/engine.ts'
import type { HeldCase } from '../engine/read-desk.ts'
import { queuesOf } from '../engine/work-queues.ts'
import type { CaseFacts } from '../store/case-facts.ts'
import type { ReturnedUndo } from '../store/returned-undo.ts'
import { decisionIdOf } from './decision-json.ts'
import { titleOf } from './exception-json.ts'
import { tallyJson } from './tally-json.ts'

/** A case's id as the API writes it. */
export function caseIdOf(of: { readonly caseShard: number; readonly caseId: number }): string {
  return `${of.caseShard}-${of.caseId}`
}

/** The key of an id that its schema has checked. */
export function caseKeyOf(id: string): { readonly caseShard: number; readonly caseId: number } {
  const [, caseShard, caseId] = /^(\d+)-(-?\d+)$/.exec(id) ?? []
  return { caseShard: Number(caseShard), caseId: Number(caseId) }
}

export function deskCaseJson(engine: Engine, { of, place }: HeldCase): DeskCase {
  const { at, note, readyAt } = place
  if (at.state === 'ready' || at.state === 'done') throw new Error(`a case that is ${at.state} is in nobody's hands`)
  return {
    case: workCaseJson(engine, of),
    fence: place.fence,
    state: at.state,
    lease_until: at.state === 'leased' ? at.until.toString() : null,
    wakes_at: at.state === 'pended' ? readyAt.toString() : null,
    wakes_on: at.state === 'pended' ? at.wake.on : null,
    waiting_for: at.state === 'pended' ? at.waitingFor : null,
    woken_by: place.wokenBy ?? null,
    // As a request that its schema checked left it. Beside what waits blind it may say what was keyed: it is for who wrote it last.
    note:
      note === undefined || (of.isKeyedBlind && note.by?.at(-1) !== at.holder)
        ? null
        : { field: note.field, draft: note.draft as NonNullable<DeskCase['note']>['draft'] },
  }
}

export function workCaseJson(engine: Engine, of: CaseFacts): WorkCase {
  return {
    case: caseIdOf({ caseShard: of.shard, caseId: of.id }),
    pack: of.pack,
    kind: of.kind,
    title: titleOf(engine, of),
    queue: of.queue,
    queue_title: queuesOf(engine).get(of.queue)?.title ?? of.queue,
    exceptions: [...of.exceptions],
    value: tallyJson(of.value),
    opened_at: of.openedAt.toString(),
    due_at: of.dueAt?.toString() ?? null,
    ours_at: of.oursAt?.toString() ?? null,
  }
}

export function casePlaceJson(place: QueuePlace): CasePlace {
  const { queue, at, fence, skips, forRole } = place
  return { case: caseIdOf(place), queue, state: at.state, fence, skips, for_role: forRole }
}

export function returnedUndoJson({ exceptionId: item, at, ...returned }: ReturnedUndo): ReturnedUndoJson {
  const { resolution, by, why } = returned
  return { decision: decisionIdOf(returned), item, resolution, by, why, at: at.toString() }
}
