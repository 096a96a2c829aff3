import type { ClaimedCase } from '../../src/engine/change-place.ts'
import { claimNext } from '../../src/engine/claim-next.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { addOperators, plantCases } from './operators.ts'

/** What the person gets next: the case by its claim, or nothing. */
export async function next(engine: Engine, personId: number): Promise<ClaimedCase | undefined> {
  const pulled = (await claimNext(engine, [personId])).get(personId)
  if (pulled === undefined || pulled.outcome === 'nothing') return undefined
  const { queue, caseShard, caseId, fence } = pulled.place
  return { queue, caseShard, caseId, fence, personId }
}

/** The same, where there has to be one. */
export async function mustGet(engine: Engine, personId: number): Promise<ClaimedCase> {
  const got = await next(engine, personId)
  if (got === undefined) throw new Error(`person ${personId} got nothing`)
  return got
}

/** Only which case. */
export const idOf = async (engine: Engine, personId: number) => (await next(engine, personId))?.caseId

/** Three people, two associates and a specialist, and some cases of one queue, whose clocks end from a moment on. */
export async function desk(engine: Engine, count: number, from?: string): Promise<void> {
  await addOperators(engine, [{ id: 1 }, { id: 2 }, { id: 3, roles: ['ps'] }])
  await plantCases(engine, { queue: 'ach-funds', count, ...(from === undefined ? {} : { from }) })
}
