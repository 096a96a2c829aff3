import { dayNumber } from '../core/calendar/day.ts'
import type { DocumentKey } from '../core/document.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { sealDocument } from '../store/seal.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'

/** Writes the events of what was done with a document, in the bucket of what they are about, and the document's seal in its own. */
export async function tellDocument(
  engine: Engine,
  tx: Transaction,
  document: DocumentKey,
  { events: told, shard = document.shard }: { readonly events: readonly NewEvent[]; readonly shard?: number },
): Promise<void> {
  const sealed = await sealDocument(tx, document)
  const events =
    shard === document.shard
      ? new Map([[shard, [...told, sealed]]])
      : new Map([
          [shard, told],
          [document.shard, [sealed]],
        ])
  await insertEvents(tx, events, { day: dayNumber(today(engine)), at: engine.now() })
}
