import { shardOf } from '../core/bucket.ts'
import type { UndoDecision } from '../core/resolve/decide-undo.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { Transaction } from '../store/database.ts'
import type { StoredDecision } from '../store/decision.ts'
import { namesOf } from '../store/person-name.ts'
import type { LimitKeys, NotAuthorised } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { hashOfUndo } from './undo-decision.ts'

/** How far somebody may do something now: alone, with a second person, after the password once more, or not. */
export type Standing = 'open' | 'approval' | 'step_up' | 'shut'

/** Whether a door is open to somebody, with each reason in a sentence, the arithmetic and who can. */
export interface Offered {
  readonly standing: Standing
  readonly whyNot: readonly string[]
}

/** By what a decision calls the accounts that it moved. */
type NamedIn = Pick<Effect, 'corrected' | 'accounts'>

/** The way back from the newest decision that stands. */
export interface UndoOffered extends Offered {
  /** What it takes back. */
  readonly decision: { readonly shard: number; readonly id: number; readonly maker: string }
  readonly by: 'undo' | 'reversal' | 'remedy' | undefined
  /** Everything that it would do, with what the decision says of the accounts that it moved; undefined where the door is shut to everybody. */
  readonly does: (Extract<UndoDecision, { is: 'undone' }> & NamedIn) | undefined
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

/** Undefined where nothing stands that could be taken back. `authority`: whether the person may, by what the decision is added up by. */
export async function undoOffered(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly shard: number
    readonly last: Pick<StoredDecision, 'id' | 'makerId' | 'keys'> | undefined
    readonly named?: NamedIn
    readonly undone: UndoDecision
  },
  authority: (keys: LimitKeys) => Promise<NotAuthorised | undefined>,
): Promise<UndoOffered | undefined> {
  const { shard, last, named, undone } = of
  if (last === undefined) return undefined
  const names = await namesOf(tx, shardOf(engine.institution.orgId, 0), [last.makerId])
  const decision = { shard, id: last.id, maker: names.get(last.makerId) ?? `person ${last.makerId}` }
  const door = await offered(() => authority(last.keys), undone.is === 'refused' ? undone.why : undefined)
  return undone.is === 'refused'
    ? { decision, by: undefined, does: undefined, sha256: undefined, ...door }
    : { decision, by: undone.by, does: { ...undone, ...named }, sha256: hashOfUndo(undone), ...door }
}
