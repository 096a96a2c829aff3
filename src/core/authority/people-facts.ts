import type { CurrencyCode } from '../money.ts'
import type { Act } from './act.ts'
import type { PersonKind, PersonState, Role } from './role.ts'

/**
 * Everything about an institution's people that decides who may do what, as it is stored. What is held is held from a moment on
 * until another, the second left out; without an end for good.
 */
export interface PeopleFacts {
  /** What limits are counted in. */
  readonly currency: CurrencyCode
  readonly persons: readonly Person[]
  readonly teams: readonly Team[]
  readonly members: readonly TeamMember[]
  readonly roles: readonly RoleHolding[]
  readonly skills: readonly PersonSkill[]
  readonly credentials: readonly PersonCredential[]
  readonly limits: readonly AuthorityLimit[]
  readonly delegations: readonly Delegation[]
  readonly absences: readonly Absence[]
  readonly supervisions: readonly Supervision[]
}

export interface Held {
  readonly id: number
  readonly from: Temporal.Instant
  /** The first moment at which it is no longer held. */
  readonly until?: Temporal.Instant | undefined
}

/** Whether it is held at the moment. */
export function isHeldAt({ from, until }: Held, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(from, at) <= 0 && (until === undefined || Temporal.Instant.compare(at, until) < 0)
}

export interface Person {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly kind: PersonKind
  readonly state: PersonState
  /** Who answers for an agent or a service account, or the first account of somebody who has two. */
  readonly ownerId?: number | undefined
}

export interface Team {
  readonly id: number
  readonly name: string
  /** What the team above holds is held by this one too. */
  readonly parentId?: number | undefined
}

export interface TeamMember extends Held {
  readonly teamId: number
  readonly personId: number
}

export interface RoleHolding extends Held {
  readonly role: Role
  /** Of one person or of a team and all below it. */
  readonly by: { readonly person: number } | { readonly team: number }
}

export interface PersonSkill extends Held {
  readonly personId: number
  readonly skill: string
}

export interface PersonCredential extends Held {
  readonly personId: number
  readonly credential: string
}

/** What is added up before it is compared with a limit: one act alone, or all such acts of a day, to a payee, of a cluster, for a reason. */
export const MEASURES = ['act', 'day', 'payee', 'cluster', 'reason'] as const
export type Measure = (typeof MEASURES)[number]

/** What an amount is added up over, as people say it. */
export const MEASURE_WORDS = {
  act: 'each by itself',
  day: 'all of a day',
  payee: 'all to one payee',
  cluster: 'all of one batch',
  reason: 'all for one reason',
} as const satisfies Record<Measure, string>

export interface AuthorityLimit extends Held {
  /** Of everybody with a role, or of one person instead of their roles. */
  readonly of: { readonly role: Role } | { readonly person: number }
  readonly act: Act
  readonly measure: Measure
  /** Banking days, today included, over which it is added up; 1 for one act and for a day. */
  readonly days: number
  readonly limitMinor: bigint
}

export interface Delegation extends Held {
  readonly fromId: number
  readonly toId: number
  readonly acts: readonly Act[]
}

export interface Absence extends Held {
  readonly personId: number
  readonly why: string
}

/** How closely somebody's work of a type is looked at: each act before it counts, a share of them before, or all afterwards. */
export const SUPERVISION_LEVELS = ['before', 'share', 'after'] as const
export type SupervisionLevel = (typeof SUPERVISION_LEVELS)[number]

export interface Supervision extends Held {
  readonly personId: number
  readonly workType: string
  readonly level: SupervisionLevel
  /** 1 to 99; of level `share` only. */
  readonly sharePercent?: number | undefined
}
