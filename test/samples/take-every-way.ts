import { expect } from 'vitest'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import { previewResolution } from '../../src/engine/preview-resolution.ts'
import { resolveException } from '../../src/engine/resolve-exception.ts'
import { countsOf, expectWritten, inForce } from './effect-written.ts'
import { type EveryKind, type Excepted, nameOf } from './every-kind.ts'
import { pairOf } from './listed-ways.ts'
import { takeBack } from './take-back.ts'

/** The pairs of kind and way out that were taken, and what was shut, with the refusal. */
export interface WaysTaken {
  readonly taken: string[]
  readonly shut: string[]
}

/** Those of several copies of the day. */
export function together(ways: readonly WaysTaken[]): WaysTaken {
  return { taken: ways.flatMap(one => one.taken), shut: ways.flatMap(one => one.shut).sort() }
}

/** Takes every way out of these, each with its steps, reads back what was previewed and takes it back: nothing of it is in force then. */
export async function takeEveryWay(at: EveryKind, of: readonly Excepted[]): Promise<WaysTaken> {
  const ways: WaysTaken = { taken: [], shut: [] }
  for (const one of of) {
    const start = await inForce(at.engine, one.id)
    for (const steps of await at.choices(one)) {
      const done = await takeSteps(at, one, steps, ways)
      for (const way of done)
        expect(await takeBack(at.engine, { itemId: one.id, by: at.desk.ann }), way).toMatchObject({ is: 'undone' })
      expect(await inForce(at.engine, one.id), `${nameOf(one)} ${steps[0]?.resolution}`).toEqual(start)
    }
  }
  return ways
}

/** The steps up to the first that is shut. */
async function takeSteps(
  at: EveryKind,
  one: Excepted,
  steps: readonly ResolutionAsked[],
  { taken, shut }: WaysTaken,
): Promise<readonly string[]> {
  const done: string[] = []
  for (const asked of steps) {
    const way = `${nameOf(one)} ${wayOf(asked)}`
    const refused = await takeExactly(at, { itemId: one.id, asked, way })
    if (refused !== undefined) {
      shut.push(`${way}: ${refused}`)
      break
    }
    taken.push(pairOf({ ...one, way: asked.resolution }))
    done.push(way)
  }
  return done
}

export function wayOf({ resolution, term, answer }: ResolutionAsked): string {
  return [resolution, term, answer].filter(Boolean).join(' ')
}

/** Previews it, shows that nothing happens where another thing was seen, takes it and reads it back; the refusal where it is shut. */
export async function takeExactly(
  { engine, desk }: EveryKind,
  { itemId, asked, way }: { readonly itemId: number; readonly asked: ResolutionAsked; readonly way: string },
): Promise<string | undefined> {
  const preview = await previewResolution(engine, { itemId, asked, by: desk.ann })
  if (preview.is === 'refused') return preview.refused
  const order = { itemId, asked, by: desk.ann, previewSha256: preview.sha256 }
  const before = await countsOf(engine, itemId)
  const stale = await resolveException(engine, { ...order, previewSha256: '0'.repeat(64) })
  expect(stale, way).toMatchObject({ is: 'changed' })
  expect(await countsOf(engine, itemId), way).toEqual(before)
  const resolved = await resolveException(engine, order)
  expect(resolved, way).toMatchObject({ is: 'done', effect: preview.effect })
  await expectWritten(engine, preview.effect)
  return undefined
}
