import { expect } from 'vitest'
import { Interruption } from '../../src/core/interruption.ts'
import { ARGUMENTS_OF } from '../../src/core/resolve/arguments.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { previewResolution } from '../../src/engine/preview-resolution.ts'
import { readItem } from '../../src/engine/read-item.ts'
import {
  prepareDecision,
  type ResolutionOrder,
  type Resolved,
  resolveWithin,
} from '../../src/engine/resolve-exception.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'
import { countsOf } from './effect-written.ts'

/**
 * Each of these ways out of an item that goes with a code, once with each code that is allowed now: previewed, and taken as it was
 * shown up to the end of its transaction, of which nothing is kept. Gives each way with its code, and the reason of those refused.
 */
export async function takeEachCode(
  engine: Engine,
  of: { readonly itemId: number; readonly ways: readonly ResolutionAsked[]; readonly by: Decider },
): Promise<{ readonly done: readonly string[]; readonly refused: readonly string[] }> {
  const { itemId, by } = of
  const [done, refused]: [string[], string[]] = [[], []]
  const before = await countsOf(engine, itemId)
  for (const asked of await withEachCode(engine, itemId, of.ways)) {
    const way = `${asked.resolution} ${asked.code}`
    const preview = await previewResolution(engine, { itemId, asked, by })
    if (preview.is === 'refused') {
      refused.push(`${way}: ${preview.refused}`)
      continue
    }
    expect(preview.effect.exception, way).toMatchObject({ code: asked.code })
    const order = { itemId, asked, by, previewSha256: preview.sha256 }
    expect(await resolvedAndLost(engine, order), way).toMatchObject({ is: 'done', effect: preview.effect })
    done.push(way)
  }
  expect(await countsOf(engine, itemId), `what is kept of item ${itemId}`).toEqual(before)
  return { done, refused }
}

async function withEachCode(
  engine: Engine,
  itemId: number,
  ways: readonly ResolutionAsked[],
): Promise<readonly ResolutionAsked[]> {
  const allowed = (await readItem(engine, itemId))?.codes.filter(one => one.refusal === undefined) ?? []
  const coded = ways.filter(one => 'code' in ARGUMENTS_OF[one.resolution])
  return coded.flatMap(one => allowed.map(({ code }) => ({ ...one, code })))
}

/** Decided to the last row, with what was written read back; then the transaction fails. */
async function resolvedAndLost(engine: Engine, order: ResolutionOrder): Promise<Resolved> {
  const prepared = await prepareDecision(engine, order.itemId)
  if (prepared.is === 'refused') return prepared
  let resolved: Resolved | undefined
  const lost = inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    resolved = await resolveWithin(engine, tx, prepared.decidable, { ...order, fence: undefined })
    throw new Interruption('rolled back')
  })
  await expect(lost).rejects.toThrow('rolled back')
  if (resolved === undefined) throw new Error('it ended before it was decided')
  return resolved
}
