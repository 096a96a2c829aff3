import type { Exception as ExceptionJson } from '../contract/exception.ts'
import type { Engine } from '../engine/engine.ts'
import type { StoredException } from '../store/exception.ts'
import { tallyJson } from './tally-json.ts'

export function exceptionJson(engine: Engine, exception: StoredException, source: string): ExceptionJson {
  return {
    id: exception.id,
    scope: exception.scope,
    pack: exception.pack,
    kind: exception.kind,
    title: titleOf(engine, exception),
    also: [...exception.also],
    receipt: exception.receiptId,
    batch: exception.batch ?? null,
    source,
    day: exception.day,
    value: tallyJson(exception.value),
    state: exception.state,
    decided_by: exception.decidedBy,
    policy: exception.policy ?? null,
    code: exception.code ?? null,
    sentence: exception.sentence,
    queue: exception.queue,
    clock: exception.clock,
    due_at: exception.dueAt?.toString() ?? null,
    ours_at: exception.oursAt?.toString() ?? null,
    raised_at: exception.raisedAt.toString(),
    closed_as: exception.closedAs ?? null,
    resolutions: [...(engine.packs[exception.pack].kinds[exception.kind]?.resolutions ?? [])],
  }
}

/** What people call a kind; a kind that its pack no longer lists keeps its own name. */
export function titleOf(engine: Engine, of: { readonly pack: StoredException['pack']; readonly kind: string }): string {
  return engine.packs[of.pack].kinds[of.kind]?.title ?? of.kind
}
