import type { Act } from './act.ts'
import type { Asked, LimitUse } from './asked.ts'
import { holdsAt, type Indexed, limitKey, type People, type Timed } from './people.ts'
import type { AuthorityLimit, Measure } from './people-facts.ts'
import type { Role } from './role.ts'

/** An act with the amount that belongs to it. */
export interface Measured {
  readonly asked: Asked
  readonly people: People
  readonly atMicros: number
  readonly amountMinor: bigint
}

/** Whose limits hold, and whose use counts against them. */
export interface Under {
  /** Whose authority it is. */
  readonly holder: Indexed
  readonly role: Role
  /** The accounts of everybody whose hand would be in it: what any of them used already counts, once. */
  readonly people: readonly number[]
}

/**
 * Every limit under which the act would stand, with its arithmetic. A limit for one act and one for a day must be set, or they are
 * 0. Where none is set for a payee or a cluster, that of one act holds for all of today: three times 4,900 to one payee is not
 * three times under 5,000. Reasons are limited where a limit for them is set.
 */
export function limitUses({ asked, people, atMicros, amountMinor }: Measured, under: Under): readonly LimitUse[] {
  const { act } = asked
  const set = limitsAt(act, atMicros, people, under)
  const of = (measure: Measure) => set.filter(limit => limit.measure === measure)
  const required = (measure: 'act' | 'day') => or(of(measure), { measure, days: 1, limitMinor: 0n, isSet: false })
  const alone = required('act')
  const asAlone = (measure: 'payee' | 'cluster') =>
    of(measure).length > 0 ? of(measure) : alone.map(limit => ({ ...limit, measure, days: 1 }))
  const limits = [
    ...alone,
    ...required('day'),
    ...(asked.payee === undefined ? [] : asAlone('payee')),
    ...(asked.cluster === undefined ? [] : asAlone('cluster')),
    ...(asked.reason === undefined ? [] : of('reason')),
  ]
  return limits.map(({ measure, days, limitMinor, isSet }) => {
    const by = ({ used }: Pick<Asked, 'used'>) =>
      measure === 'act' ? 0n : used({ people: under.people, act, measure, days })
    const usedMinor = by(asked)
    const isHidden = asked.asRead !== undefined && by(asked.asRead) !== usedMinor
    return { measure, days, limitMinor, isSet, usedMinor, amountMinor, isHidden }
  })
}

export function isOver(use: LimitUse): boolean {
  return use.usedMinor + use.amountMinor > use.limitMinor
}

type SetLimit = Pick<LimitUse, 'measure' | 'days' | 'limitMinor' | 'isSet'>

/** What is set at the moment: the person's own limits of a measure stand in the place of the role's of that measure. */
function limitsAt(act: Act, atMicros: number, people: People, under: Under): readonly SetLimit[] {
  const own = atThe(atMicros, under.holder.limits, act)
  const ofRole = atThe(atMicros, people.roleLimits.get(limitKey(under.role, act)) ?? [], act)
  const isOwn = (measure: Measure) => own.some(limit => limit.measure === measure)
  return [...own, ...ofRole.filter(limit => !isOwn(limit.measure))]
}

function atThe(atMicros: number, limits: readonly Timed<AuthorityLimit>[], act: Act): readonly SetLimit[] {
  const found: SetLimit[] = []
  for (const limit of limits)
    if (limit.what.act === act && holdsAt(limit, atMicros))
      found.push({ measure: limit.what.measure, days: limit.what.days, limitMinor: limit.what.limitMinor, isSet: true })
  return found
}

function or(set: readonly SetLimit[], absent: SetLimit): readonly SetLimit[] {
  return set.length > 0 ? set : [absent]
}
