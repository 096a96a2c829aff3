import { ruleOf } from '../core/authority/act.ts'
import { holdsAt, type Indexed, microsOf, type People, type Timed } from '../core/authority/people.ts'
import {
  type AuthorityLimit,
  type Held,
  isHeldAt,
  MEASURE_WORDS,
  type Supervision,
} from '../core/authority/people-facts.ts'
import { ROLES } from '../core/authority/role.ts'
import { formatMoney, money } from '../core/money.ts'
import type { HoldKind } from '../store/people-changes.ts'

/** Somebody with what they hold at a moment. */
export interface PersonAt {
  readonly of: Indexed['person']
  readonly owner: string | undefined
  readonly roles: readonly Indexed['roles'][number]['what'][]
  readonly skills: readonly string[]
  readonly credentials: readonly { readonly credential: string; readonly untilMicros: number }[]
  readonly ownLimits: number
  readonly awayUntilMicros: number | undefined
}

export function personAt(one: Indexed, at: Temporal.Instant): PersonAt {
  const micros = microsOf(at)
  const now = <Of>(held: readonly Timed<Of>[]) => held.filter(each => holdsAt(each, micros))
  const names = <Of extends string>(held: readonly Timed<Of>[]) => [...new Set(now(held).map(each => each.what))].sort()
  const absences = now(one.absences).map(each => each.untilMicros)
  return {
    of: one.person,
    owner: one.owners[0]?.login,
    roles: names(one.roles),
    skills: names(one.skills),
    credentials: now(one.credentials).map(({ what, untilMicros }) => ({ credential: what, untilMicros })),
    ownLimits: now(one.limits).length,
    awayUntilMicros: absences.length === 0 ? undefined : Math.max(...absences),
  }
}

/** Something held, with the number by which it is ended, in words. */
export interface Holding extends Held {
  readonly hold: HoldKind
  readonly what: string
}

/** Everything that one person holds, held or will hold; what holds now first, then what will, then what did. */
export function holdingsOf({ person }: Indexed, { facts }: People, at: Temporal.Instant): readonly Holding[] {
  const teamName = (id: number) => facts.teams.find(team => team.id === id)?.name ?? `team ${id}`
  const login = (id: number) => facts.persons.find(one => one.id === id)?.login ?? `person ${id}`
  const own = (one: { readonly personId: number }) => one.personId === person.id
  const found: readonly Holding[] = [
    ...facts.roles
      .filter(one => 'person' in one.by && one.by.person === person.id)
      .map(one => ({ ...one, hold: 'role', what: ROLES[one.role] }) as const),
    ...facts.members.filter(own).map(one => ({ ...one, hold: 'member', what: teamName(one.teamId) }) as const),
    ...facts.skills.filter(own).map(one => ({ ...one, hold: 'skill', what: one.skill }) as const),
    ...facts.credentials.filter(own).map(one => ({ ...one, hold: 'credential', what: one.credential }) as const),
    ...facts.limits
      .filter(one => 'person' in one.of && one.of.person === person.id)
      .map(one => ({ ...one, hold: 'limit', what: limitText(one, facts) }) as const),
    ...facts.delegations
      .filter(one => one.fromId === person.id || one.toId === person.id)
      .map(
        one =>
          ({
            ...one,
            hold: 'delegation',
            what: `${login(one.fromId)} to ${login(one.toId)}: ${one.acts.map(act => ruleOf(act).title).join(', ')}`,
          }) as const,
      ),
    ...facts.absences.filter(own).map(one => ({ ...one, hold: 'absence', what: one.why }) as const),
    ...facts.supervisions
      .filter(own)
      .map(one => ({ ...one, hold: 'supervision', what: supervisionText(one) }) as const),
  ]
  return found.toSorted((a, b) => orderAt(a, at) - orderAt(b, at))
}

function orderAt(held: Held, at: Temporal.Instant): number {
  if (isHeldAt(held, at)) return 0
  return Temporal.Instant.compare(held.from, at) > 0 ? 1 : 2
}

function supervisionText({ workType, level, sharePercent }: Supervision): string {
  return `${workType} ${level}${sharePercent === undefined ? '' : ` ${sharePercent} %`}`
}

/** `returns up to 2,000.00 USD, all to one payee, 5 banking days`. */
function limitText(limit: AuthorityLimit, { currency }: Pick<People['facts'], 'currency'>): string {
  const { act, measure, days, limitMinor } = limit
  const span = days > 1 ? `, ${days} banking days` : ''
  return `${ruleOf(act).title} up to ${formatMoney(money(limitMinor, currency))}, ${MEASURE_WORDS[measure]}${span}`
}
