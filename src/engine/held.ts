import { ruleOf } from '../core/authority/act.ts'
import type { People } from '../core/authority/people.ts'
import type { Held, PeopleFacts } from '../core/authority/people-facts.ts'
import type { HoldKind, NewHeld } from '../store/people-changes.ts'
import { type Grant, PeopleRefused } from './people-change.ts'
import { needPerson, needTeam } from './people-named.ts'

/** What is given, in ids: every name looked up, every value checked as the schema will. */
export function newHeldOf(grant: Grant, people: People, until: Temporal.Instant | undefined): NewHeld {
  const idOf = (login: string) => needPerson(people, login).id
  switch (grant.hold) {
    case 'member':
      return { hold: 'member', teamId: needTeam(people, grant.team), personId: idOf(grant.login) }
    case 'role': {
      const { to, role } = grant
      if ('login' in to) return { hold: 'role', role, personId: idOf(to.login), teamId: null }
      return { hold: 'role', role, personId: null, teamId: needTeam(people, to.team) }
    }
    case 'skill':
      return { hold: 'skill', personId: idOf(grant.login), skill: word(grant.skill, 'skill') }
    case 'credential':
      needEnd(until, 'A credential')
      return { hold: 'credential', personId: idOf(grant.login), credential: word(grant.credential, 'credential') }
    case 'limit':
      return limitOf(grant, people)
    case 'delegation':
      return delegationOf(grant, idOf, until)
    case 'absence':
      needEnd(until, 'An absence')
      if (grant.why.trim() === '' || grant.why.length > 200)
        throw new PeopleRefused('bad_why', 'Why somebody is away is said in 1 to 200 characters.')
      return { hold: 'absence', personId: idOf(grant.login), why: grant.why }
    case 'supervision':
      return supervisionOf(grant, idOf(grant.login))
  }
}

const WORD = /^[a-z0-9-]{1,60}$/

function word(text: string, what: string): string {
  if (!WORD.test(text))
    throw new PeopleRefused('bad_word', `A ${what} is 1 to 60 small letters, digits and dashes; ${text} is none.`)
  return text
}

function needEnd(until: Temporal.Instant | undefined, what: string): void {
  if (until === undefined) throw new PeopleRefused('no_end', `${what} has an end: say until when.`)
}

function limitOf(grant: Extract<Grant, { hold: 'limit' }>, people: People): NewHeld {
  const { of, act, measure, days, limitMinor } = grant
  if (limitMinor < 0n || limitMinor > BigInt(Number.MAX_SAFE_INTEGER))
    throw new PeopleRefused('bad_amount', 'A limit is an amount that is not negative and can be counted exactly.')
  const isOfOne = measure === 'act' || measure === 'day'
  if (!Number.isInteger(days) || days < 1 || days > 366 || (isOfOne && days !== 1))
    throw new PeopleRefused(
      'bad_days',
      'A limit is added up over 1 to 366 banking days; one for an act or a day over 1.',
    )
  const holder =
    'role' in of ? { role: of.role, personId: null } : { role: null, personId: needPerson(people, of.login).id }
  return { hold: 'limit', ...holder, act, measure, days, limitMinor: Number(limitMinor) }
}

function delegationOf(
  grant: Extract<Grant, { hold: 'delegation' }>,
  idOf: (login: string) => number,
  until: Temporal.Instant | undefined,
): NewHeld {
  needEnd(until, 'A delegation')
  const [fromId, toId] = [idOf(grant.giver), idOf(grant.login)]
  if (fromId === toId) throw new PeopleRefused('to_oneself', 'Nobody delegates to themselves.')
  if (grant.acts.length === 0) throw new PeopleRefused('no_acts', 'A delegation names the acts that it is for.')
  const own = grant.acts.filter(act => ruleOf(act).delegable === 'no').map(act => ruleOf(act).title)
  if (own.length > 0)
    throw new PeopleRefused('not_delegable', `Nobody does this in the place of somebody else: ${own.join(', ')}.`)
  return { hold: 'delegation', fromId, toId, acts: [...new Set(grant.acts)] }
}

function supervisionOf(grant: Extract<Grant, { hold: 'supervision' }>, personId: number): NewHeld {
  const { workType, level, sharePercent } = grant
  if (workType !== 'ach' && workType !== 'checks')
    throw new PeopleRefused('no_work_type', `There is no work of type ${workType}: it is ach or checks.`)
  const isShare = sharePercent !== undefined && Number.isInteger(sharePercent) && sharePercent > 0 && sharePercent < 100
  if (level === 'share' ? !isShare : sharePercent !== undefined)
    throw new PeopleRefused('bad_share', 'A share is 1 to 99 percent, and belongs to the level share.')
  return { hold: 'supervision', personId, workType, level, sharePercent: sharePercent ?? null }
}

/** What the new one stands in the place of: the limit of the same act and measure, the supervision of the same work. */
export function replacedBy(held: NewHeld, { facts }: People, from: Temporal.Instant): readonly number[] {
  const holds = (one: Held) => one.until === undefined || Temporal.Instant.compare(one.until, from) > 0
  if (held.hold === 'supervision')
    return facts.supervisions
      .filter(one => one.personId === held.personId && one.workType === held.workType && holds(one))
      .map(one => one.id)
  if (held.hold !== 'limit') return []
  const isSame = (of: { readonly role: string } | { readonly person: number }) =>
    'role' in of ? of.role === held.role : of.person === held.personId
  return facts.limits
    .filter(
      one =>
        one.act === held.act && one.measure === held.measure && one.days === held.days && isSame(one.of) && holds(one),
    )
    .map(one => one.id)
}

/** Whom or what an event about it is about: the person, else the team; 0 for a role. */
export function subjectOf(held: NewHeld): number {
  if (held.hold === 'delegation') return held.toId
  if (held.hold === 'role') return held.personId ?? held.teamId ?? 0
  return held.personId ?? 0
}

const LISTS = {
  member: 'members',
  role: 'roles',
  skill: 'skills',
  credential: 'credentials',
  limit: 'limits',
  delegation: 'delegations',
  absence: 'absences',
  supervision: 'supervisions',
} as const satisfies Record<HoldKind, keyof PeopleFacts>

export function heldNow(facts: PeopleFacts, hold: HoldKind): readonly Held[] {
  return facts[LISTS[hold]]
}
