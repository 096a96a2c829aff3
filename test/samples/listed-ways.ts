import { expect } from 'vitest'
import type { Resolution } from '../../src/core/exception.ts'
import { feesOf } from '../../src/core/fee.ts'
import { demoFees } from '../../src/main/demo-fees.ts'
import { PACKS } from '../../src/packs/index.ts'

/** Of the schedule of fees. */
const DAY = '2026-11-20'

/** A way out that a work type lists for a kind of exception, or the schedule of fees for its items. */
export interface ListedWay {
  readonly pack: string
  readonly kind: string
  readonly way: Resolution
  readonly scope: 'item' | 'batch' | 'file'
  readonly decidedBy: 'person' | 'policy'
}

const LISTED: readonly ListedWay[] = Object.values(PACKS).flatMap(pack =>
  Object.entries(pack.kinds).flatMap(([kind, { scope, decidedBy, resolutions }]) => {
    const isCharged = scope === 'item' && feesOf(demoFees(), { pack: pack.name, kind, on: DAY }).length > 0
    const ways = [...resolutions, ...(isCharged ? (['fee', 'waive'] as const) : [])]
    return ways.map(way => ({ pack: pack.name, kind, way, scope, decidedBy: decidedBy.by }))
  }),
)

/** `ach account-closed return`. */
export function pairOf({ pack, kind, way }: Pick<ListedWay, 'pack' | 'kind'> & { readonly way: string }): string {
  return `${pack} ${kind} ${way}`
}

/**
 * That these pairs of kind and way out were taken, and no others: all that are listed but for those apart, each with the reason for
 * which nobody takes it here. A reason for what is not listed any more fails as well.
 */
export function expectTaken(
  taken: Iterable<string>,
  { of, apart }: { readonly of: (one: ListedWay) => boolean; readonly apart: Readonly<Record<string, string>> },
): void {
  const wanted = LISTED.filter(of).map(pairOf)
  expect(Object.keys(apart).filter(one => !wanted.includes(one))).toEqual([])
  expect([...new Set(taken)].sort()).toEqual(wanted.filter(one => !Object.hasOwn(apart, one)).sort())
}
