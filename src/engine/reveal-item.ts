import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { addOwnEvents, personActor } from './sign-in-event.ts'

/** Writes to the audit log that a person looks at the uncovered pictures of an item, and what for. Before they are shown. */
export async function revealItem(
  engine: Engine,
  of: { readonly item: number; readonly personId: number; readonly reason: string },
): Promise<void> {
  const { item, personId, reason } = of
  const body = { what: 'pictures', reason }
  await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    addOwnEvents(engine, tx, [{ kind: 'data_revealed', actor: personActor(personId), subject: item, body }]),
  )
}
