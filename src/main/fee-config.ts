import { z } from 'zod'
import { CHARGED_WITH } from '../core/fee.ts'
import type { PackName } from '../core/pack.ts'
import { PACKS } from '../packs/index.ts'
import { areApart, isOnceEach } from './config-lists.ts'

const day = z.iso.date()
const minor = z.int().min(0)

/** A fee of the schedule: one entry of a name holds on a day, and one fee at most is charged by itself with a way out. */
const fee = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name of small letters, digits and hyphens')
      .max(40),
    title: z.string().min(1).max(60),
    owner: z.string().min(1),
    from: day,
    to: day.default('9999-12-31'),
    amountMinor: z.int().min(1).max(100_000),
    packs: z
      .array(z.enum(['ach', 'checks']))
      .min(1)
      .refine(isOnceEach, 'different work types'),
    kinds: z.array(z.string().min(1)).refine(isOnceEach, 'different kinds').default([]),
    chargedWith: z.array(z.enum(CHARGED_WITH)).refine(isOnceEach, 'different ways out').default([]),
    codes: z.array(z.string().min(1).max(3)).refine(isOnceEach, 'different codes').default([]),
    itemFromMinor: minor.default(0),
    dayMost: z.int().min(0).max(100).default(0),
    againDays: z.int().min(0).max(400).default(180),
    refundDays: z.int().min(0).max(400).default(60),
  })
  .refine(one => one.from <= one.to, { path: ['to'], error: 'a day that is not before `from`' })
  .refine(one => one.kinds.every(kind => one.packs.some(pack => isKindOf(pack, kind))), {
    path: ['kinds'],
    error: 'kinds of exceptions of items of these work types',
  })
/** The schedule of fees, every field documented in docs/fees.md. */
export const fees = z
  .array(fee)
  .refine(areApart, 'without two of one name that are in force on the same day: which amount it is would not be sure')
  .refine(
    areChargedApart,
    'without two that are charged with the same way out on the same day: which one it is would not be sure',
  )
  .default([])

function isKindOf(pack: PackName, kind: string): boolean {
  return PACKS[pack].kinds[kind]?.scope === 'item'
}

/** No two that one way out of one kind would charge on one day. */
function areChargedApart(schedule: readonly z.infer<typeof fee>[]): boolean {
  const meet = (some: readonly string[], others: readonly string[]) => some.some(one => others.includes(one))
  const meetOrAny = (some: readonly string[], others: readonly string[]) =>
    some.length === 0 || others.length === 0 || meet(some, others)
  return schedule.every((one, n) =>
    schedule.every(
      (other, m) =>
        n <= m ||
        one.from > other.to ||
        other.from > one.to ||
        !(meet(one.packs, other.packs) && meet(one.chargedWith, other.chargedWith)) ||
        !(meetOrAny(one.kinds, other.kinds) && meetOrAny(one.codes, other.codes)),
    ),
  )
}
