import type { Can, PeopleChangeJson, PersonNow, PersonStory } from '../contract/people.ts'
import type { Decided } from '../core/authority/asked.ts'
import type { Indexed, People } from '../core/authority/people.ts'
import { isHeldAt } from '../core/authority/people-facts.ts'
import { ROLE_WORDS } from '../core/authority/role.ts'
import { exactJson } from '../core/exact-json.ts'
import type { PeopleChange } from '../engine/people-change.ts'
import type { readOneHand } from '../engine/read-one-hand.ts'
import { holdingsOf, personAt } from '../engine/read-people.ts'
import { instantOf } from './cursor.ts'

export function personJson(one: Indexed, at: Temporal.Instant): PersonNow {
  const found = personAt(one, at)
  const { id, login, name, kind, state } = found.of
  return {
    ...{ id, login, name, kind, state, owner: found.owner ?? null },
    ...{ roles: [...found.roles], skills: [...found.skills], own_limits: found.ownLimits },
    credentials: found.credentials.map(({ credential, untilMicros }) => ({ credential, until: momentOf(untilMicros) })),
    away_until: found.awayUntilMicros === undefined ? null : momentOf(found.awayUntilMicros),
  }
}

/** Null for good. */
function momentOf(micros: number): string | null {
  if (!Number.isFinite(micros)) return null
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(micros / 1000)).toString()
}

/** `shared`: undefined to themselves. */
export function personStoryJson(
  one: Indexed,
  people: People,
  { at, shared }: { readonly at: Temporal.Instant; readonly shared: SharedDecisions | undefined },
): PersonStory {
  return {
    one_hand: shared === undefined ? null : oneHandJson(people, shared),
    person: personJson(one, at),
    held: holdingsOf(one, people, at).map(held => ({
      ...{ hold: held.hold, id: held.id, what: held.what, from: held.from.toString() },
      until: held.until?.toString() ?? null,
      holds_now: isHeldAt(held, at),
    })),
  }
}

type SharedDecisions = Awaited<ReturnType<typeof readOneHand>>

/** The accounts by their logins. */
export function oneHandJson(
  { byId }: People,
  { count, newest }: SharedDecisions,
): NonNullable<PersonStory['one_hand']> {
  const login = (id: number) => byId.get(id)?.person.login ?? `person ${id}`
  return {
    count,
    newest: newest.map(({ shard, id, exceptionId: item, gave, firstId, secondId, at }) => ({
      ...{ decision: `${shard}-${id}`, item, gave, at: at.toString() },
      ...{ first: login(firstId), second: login(secondId) },
    })),
  }
}

export function canJson(decided: Decided, people: People): Can {
  if (!decided.allowed)
    return {
      ...{ allowed: false, needs: decided.needs, by: null, limits: [], share_percent: null },
      why_not: decided.reasons.map(one => one.sentence),
    }
  const { authority } = decided
  const giver = authority.by === 'own' ? undefined : people.byId.get(authority.from)?.person.name
  return {
    ...{ allowed: true, needs: null, why_not: [], share_percent: decided.sharePercent ?? null },
    by: `as ${ROLE_WORDS[authority.role]}${giver === undefined ? '' : `, in the place of ${giver}`}`,
    limits: decided.limits.map(one => ({
      ...{ measure: one.measure, days: one.days },
      used_minor: exactJson(one.usedMinor),
      amount_minor: exactJson(one.amountMinor),
      limit_minor: exactJson(one.limitMinor),
    })),
  }
}

/** A change as the engine takes it; or, in a sentence, which of its words is none. */
export function changeOf(json: PeopleChangeJson): PeopleChange | string {
  if (json.change !== 'grant') return json
  const { from, until } = { from: instantOf(json.from), until: instantOf(json.until) }
  if (from === 'none' || until === 'none')
    return 'from, until: an instant of the years 1 to 9999, as 2026-07-02T21:04:05Z.'
  const times = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
  switch (json.hold) {
    case 'role': {
      const { role, login, team } = json
      if ((login === undefined) === (team === undefined)) return 'A role is given to a person or to a team: name one.'
      const to = login === undefined ? { team: team ?? '' } : { login }
      return { change: 'grant', hold: 'role', role, to, ...times }
    }
    case 'limit': {
      const { role, login, act, measure, days, limit_minor: limitMinor } = json
      if ((role === undefined) === (login === undefined)) return 'A limit is of a role or of a person: name one.'
      const of = role === undefined ? { login: login ?? '' } : { role }
      return { change: 'grant', hold: 'limit', of, act, measure, days, limitMinor: BigInt(limitMinor), ...times }
    }
    case 'supervision': {
      const { login, work_type: workType, level, share_percent: sharePercent } = json
      return { change: 'grant', hold: 'supervision', login, workType, level, sharePercent, ...times }
    }
    default: {
      const { from: _from, until: _until, ...grant } = json
      return { ...grant, ...times }
    }
  }
}
