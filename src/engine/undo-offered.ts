import type { UndoDecision, UndoEffect } from '../core/resolve/decide-undo.ts'
import type { Transaction } from '../store/database.ts'
import type { StoredDecision } from '../store/decision.ts'
import { namesOf } from '../store/person-name.ts'
import type { NotAuthorised } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import type { PreviewBeside } from './preview-beside.ts'
import { hashOf } from './preview-resolution.ts'

/** How far somebody may do something now: alone, with a second person, after the password once more, or not. */
export type Standing = 'open' | 'approval' | 'step_up' | 'shut'

/** Whether a door is open to somebody, with each reason in a sentence, the arithmetic and who can. */
export interface Offered {
  readonly standing: Standing
  readonly whyNot: readonly string[]
}

/** The way back from the newest decision that stands. */
export interface UndoOffered extends Offered {
  /** What it takes back. */
  readonly decision: { readonly shard: number; readonly id: number; readonly maker: string }
  readonly by: 'undo' | 'reversal' | 'remedy' | undefined
  /** Everything that it would do; undefined where the door is shut to everybody. */
  readonly does: UndoEffect | undefined
  /** Of a remedy: what stands beside the effect of asking for it. */
  readonly beside?: PreviewBeside
  /** Hex, of what it would do: whoever takes it gives it; undefined where the door is shut to everybody. */
  readonly sha256: string | undefined
}

/** Shut for everybody before it is asked who may: nobody needs to be told who could do what cannot be done. */
export async function offered(
  authority: () => Promise<NotAuthorised | undefined>,
  whyNot: string | undefined,
): Promise<Offered> {
  if (whyNot !== undefined) return { standing: 'shut', whyNot: [whyNot] }
  const refused = await authority()
  if (refused === undefined) return { standing: 'open', whyNot: [] }
  const { needs } = refused
  return { standing: needs === 'nothing' ? 'shut' : needs, whyNot: refused.reasons.map(one => one.sentence) }
}

/** Undefined where nothing stands that could be taken back. `authority`: why the person may not do so alone. */
export async function undoOffered(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly shard: number
    readonly last: Pick<StoredDecision, 'id' | 'makerId'> | undefined
    readonly undone: UndoDecision
    /** Why nothing is decided about it now. */
    readonly waits: string | undefined
  },
  authority: () => Promise<NotAuthorised | undefined>,
): Promise<UndoOffered | undefined> {
  const { shard, last, undone, waits } = of
  if (last === undefined) return undefined
  const names = await namesOf(tx, orgShardOf(engine), [last.makerId])
  const decision = { shard, id: last.id, maker: names.get(last.makerId) ?? `person ${last.makerId}` }
  const door = await offered(authority, undone.is === 'refused' ? undone.why : waits)
  return undone.is === 'refused'
    ? { decision, by: undefined, does: undefined, sha256: undefined, ...door }
    : { decision, by: undone.by, does: undone, sha256: hashOf(undone).hex, ...door }
}
