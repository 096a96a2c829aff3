import type { Pack, PackName } from '../core/pack.ts'
import { ach } from './ach/pack.ts'

/** Every work type there is: one line each. */
export const PACKS = { ach } satisfies Partial<Record<PackName, Pack>>
