import { type Plan, plantedPerKind } from '../plan.ts'
import { PLANTED_KINDS, type PlantedKind } from './kinds.ts'
import { createPlanting, type PlantingCursor } from './planting.ts'

/** Plants every kind, and as many near misses of it. Each has its own stream of randomness and its own accounts. */
export function plantAll(plan: Plan): void {
  for (const [kind, planter] of Object.entries(PLANTED_KINDS)) plantKind(plan, kind, planter)
}

/** Files and batches of their own cost a receipt each: of the wider scopes no day has more. */
const OF_WIDE_SCOPE_MAX = 60

function plantKind(plan: Plan, kind: string, planter: PlantedKind): void {
  const wanted = plantedPerKind(plan.options)
  const isWide = planter.scope === 'batch' || planter.scope === 'file' || planter.scope === 'receipt'
  const count = isWide && plan.options.perKind === undefined ? Math.min(wanted, OF_WIDE_SCOPE_MAX) : wanted
  const cursor: PlantingCursor = { given: 0 }
  const random = plan.random.split('plant').split(kind)
  for (let n = 0; n < count; n++) {
    planter.plant(createPlanting(plan, kind, n, random.split('planted').split(n), cursor))
    planter.nearly(createPlanting(plan, kind, n, random.split('near').split(n), cursor))
  }
}
