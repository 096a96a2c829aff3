import type { Transaction } from '../store/database.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'

/** Reads in chunks, each in a snapshot of its own: what stands when it is done is looked at again then. */
export async function inChunks<One, Found>(
  engine: Engine,
  all: readonly One[],
  size: number,
  look: (tx: Transaction, chunk: readonly One[]) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const found: Found[] = []
  for (let from = 0; from < all.length; from += size) {
    const chunk = all.slice(from, from + size)
    found.push(...(await inReadRequest(engine.database, engine.institution.orgId, tx => look(tx, chunk))))
  }
  return found
}
