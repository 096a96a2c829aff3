import { z } from 'zod'
import { isCorrecting } from '../core/correction.ts'
import { RESOLUTIONS, type Resolution } from '../core/exception.ts'
import { valuesAsked } from '../core/resolve/list-acts.ts'
import { PACKS } from '../packs/index.ts'
import { areApart, isOnceEach } from './config-lists.ts'

const day = z.iso.date()
const RESOLUTION_NAMES = Object.keys(RESOLUTIONS) as [Resolution, ...Resolution[]] // its own keys
const KINDS = Object.values(PACKS).flatMap(pack => Object.entries(pack.kinds))

const secondKey = z
  .strictObject({
    name: z.string().min(1).max(60),
    owner: z.string().min(1),
    from: day,
    to: day.default('9999-12-31'),
    resolutions: z.array(z.enum(RESOLUTION_NAMES)).min(1).refine(isOnceEach, 'different ways out'),
    kinds: z.array(z.string().min(1)).min(1).refine(isOnceEach, 'different kinds').optional(),
    direction: z.enum(['debit', 'credit']).optional(),
    fields: z.array(z.string().min(1).max(40)).min(1).refine(isOnceEach, 'different fields').optional(),
    fromMinor: z.int().min(0).default(0),
    keying: z.enum(['seen', 'blind']),
  })
  .refine(policy => policy.from <= policy.to, { path: ['to'], error: 'a day that is not before `from`' })
  .refine(({ kinds = [], resolutions }) => kinds.every(kind => isWayOut(kind, resolutions)), {
    path: ['kinds'],
    error: 'kinds of exceptions that have one of these ways out: docs/exceptions.md lists them',
  })
  .refine(({ fields, resolutions }) => fields === undefined || resolutions.some(isKeyed), {
    path: ['fields'],
    error: 'left out where nothing is keyed',
  })

/** What needs a second person whoever decides it, every field documented in docs/configuration.md: without a list what the work types ship. */
export const secondKeys = z
  .array(secondKey)
  .refine(areApart, 'without two of one name that are in force on the same day: who owns it would not be sure')
  .default(shipped())

function isWayOut(kind: string, resolutions: readonly Resolution[]): boolean {
  return KINDS.some(([name, one]) => name === kind && one.resolutions.some(way => resolutions.includes(way)))
}

/** Whether something may be keyed with it, whatever item it is about. */
function isKeyed(way: Resolution): boolean {
  const any = { right: 'asked', isAdjusting: false, severalDeposits: true, isUnread: true } as const
  return isCorrecting(way) || valuesAsked(way, any).length > 0
}

/** In force until the institution dates them itself. */
function shipped(): z.infer<typeof secondKey>[] {
  const always = { owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31' }
  return Object.values(PACKS).flatMap(pack =>
    pack.secondKeys.map(({ resolutions, kinds, fields, ...one }) => ({
      ...one,
      ...always,
      resolutions: [...resolutions],
      ...(kinds === undefined ? {} : { kinds: [...kinds] }),
      ...(fields === undefined ? {} : { fields: [...fields] }),
    })),
  )
}
