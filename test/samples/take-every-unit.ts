import { expect } from 'vitest'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { ask } from './arrivals.ts'
import type { EveryKind } from './every-kind.ts'
import { expectTaken, pairOf } from './listed-ways.ts'
import { takeUnitAsShown } from './take-as-shown.ts'
import { wayOf } from './take-every-way.ts'
import { unitChoicesOf } from './ways-chosen.ts'

/** An exception about what is held as a whole. */
export interface HeldUnit extends Record<string, unknown> {
  readonly id: number
  readonly pack: string
  readonly kind: string
}

/** One way out of it, with its steps in their order, and those that were done. */
export interface UnitTaken {
  readonly one: HeldUnit
  readonly done: readonly ResolutionAsked[]
}

const UNITS_APART = { 'checks malformed-letter release': 'Nothing of it can be read.' } as const

/**
 * Takes every way out of all that is held as a whole, claims without a debit with them, one after the other; what is done is left to
 * `andThen`, which sees that the next way is open. Every way that is listed is taken but for those apart, which are refused with their reason.
 */
export async function takeEveryUnit(at: EveryKind, andThen: (taken: UnitTaken) => Promise<void>): Promise<void> {
  const [taken, refusals]: [string[], string[]] = [[], []]
  // What is over or short is there once something is released.
  const seen = new Set<number>()
  for (let more = await openUnits(at.engine); more.length > 0; ) {
    for (const one of more) {
      for (const steps of await unitChoicesOf(at.engine, one)) {
        const { done, refused } = await takeUnit(at, one, steps)
        taken.push(...done.map(({ resolution }) => pairOf({ ...one, way: resolution })))
        refusals.push(...refused)
        await andThen({ one, done })
      }
      seen.add(one.id)
    }
    more = (await openUnits(at.engine)).filter(({ id }) => !seen.has(id))
  }
  for (const one of refusals)
    expect.soft(one).toEqual(expect.stringMatching(/^checks malformed-letter release: .*, Nothing of it could be read/))
  expectTaken(taken, { of: one => one.scope !== 'item', apart: UNITS_APART })
}

/** Takes these steps until one is refused; that one with its reason. */
export async function takeUnit(
  { engine, desk }: EveryKind,
  one: HeldUnit,
  steps: readonly ResolutionAsked[],
): Promise<{ readonly done: readonly ResolutionAsked[]; readonly refused: readonly string[] }> {
  const done: ResolutionAsked[] = []
  for (const asked of steps) {
    const way = pairOf({ ...one, way: wayOf(asked) })
    const resolved = await takeUnitAsShown(engine, { exceptionId: one.id, asked, by: desk.ann })
    if (resolved.is === 'refused') return { done, refused: [`${way}: ${resolved.refused}, ${resolved.why}`] }
    expect(resolved, way).toMatchObject({ is: 'done' })
    done.push(asked)
  }
  return { done, refused: [] }
}

function openUnits(engine: Engine): Promise<HeldUnit[]> {
  return ask<HeldUnit>(
    engine,
    `select id, pack, kind from exception where scope <> 'item' and state = 'open' order by pack, kind, id`,
  )
}
