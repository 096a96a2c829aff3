import type { Pack, PackName } from '../core/pack.ts'
import { ach } from './ach/pack.ts'
import { checks } from './checks/pack.ts'

/** Every work type there is: one line each. */
export const PACKS = { ach, checks } satisfies Record<PackName, Pack>
