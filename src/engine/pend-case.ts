import type { PlaceNote, QueuePlace, Wake } from '../core/work/place.ts'
import { pended } from '../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { type CaseClaim, changeOwnPlace } from './change-place.ts'
import type { Engine } from './engine.ts'
import { awaitedAtOnce, readAwaited } from './read-awaited.ts'

/** Until when, for what and for whom a case waits. */
export interface PendUntil {
  /** With the key as somebody wrote it. */
  readonly wake: Wake
  /** When it wakes at the latest. */
  readonly at: Temporal.Instant
  /** For people: `the originator's letter`. At most 200 characters. */
  readonly waitingFor: string
  readonly note?: PlaceNote
}

/**
 * Lets a case wait, as its holder's: it counts as in work. It wakes on its day by itself, and earlier by what it waits for. Whether
 * that came already is asked under the lock of the bucket in which it happens, so that of an event in the same moment the case is
 * either woken, because it was seen to wait, or refused to wait.
 */
export async function pendCase(engine: Engine, of: CaseClaim, until: PendUntil): Promise<QueuePlace | WorkRefusal> {
  const { wake: asked } = until
  const awaited =
    asked.on === 'mail' || asked.on === 'ledger'
      ? await readAwaited(engine, of, { on: asked.on, key: asked.key })
      : awaitedAtOnce(engine, asked)
  const locks = isWorkRefusal(awaited) || awaited.shard === undefined ? [] : [awaited.shard]
  return changeOwnPlace(engine, { ...of, locks }, async (place, by, tx) => {
    const wake = isWorkRefusal(awaited) ? until.wake : awaited.wake
    const after = pended(place, by, { ...until, wake })
    if (isWorkRefusal(after)) return after
    const refused = isWorkRefusal(awaited) ? awaited : await awaited.came(tx)
    if (refused !== undefined) return refused
    const { at, waitingFor } = until
    return { kind: 'case_pended', place: after, body: { wake, until: at.toString(), waitingFor } }
  })
}
