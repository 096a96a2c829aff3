import { holdsAt, microsOf, type Timed } from '../core/authority/people.ts'
import type { Held } from '../core/authority/people-facts.ts'
import { teamList } from '../core/authority/team-list.ts'
import { counted } from '../core/counted.ts'
import { formatMoney, money } from '../core/money.ts'
import type { Engine } from '../engine/engine.ts'
import { peopleNow } from '../engine/people-now.ts'
import { readOneHand } from '../engine/read-one-hand.ts'
import { type Holding, holdingsOf } from '../engine/read-people.ts'
import { signInWaysOf } from '../engine/sign-in-password.ts'
import { oneHandJson } from '../server/people-json.ts'
import { type Call, CannotDo, EXIT, type ExitCode } from './command.ts'
import { momentText } from './moment-text.ts'
import { tableLines } from './terminal.ts'

/** Everybody, with what they hold now. */
export async function listPeople(engine: Engine, call: Call): Promise<ExitCode> {
  const people = await peopleNow(engine)
  const at = microsOf(engine.now())
  const { zone } = engine.institution
  const now = <Of>(held: readonly Timed<Of>[]) => held.filter(one => holdsAt(one, at))
  const names = (held: readonly Timed<string>[]) => [...new Set(now(held).map(one => one.what))].sort()
  const found = people.byName.map(one => ({
    person: one.person.id,
    login: one.person.login,
    name: one.person.name,
    kind: one.person.kind,
    state: one.person.state,
    owner: one.owners[0]?.login ?? null,
    roles: names(one.roles),
    skills: names(one.skills),
    credentials: now(one.credentials).map(held => ({ credential: held.what, until: instantText(held.untilMicros) })),
    own_limits: now(one.limits).length,
    away_until: instantText(Math.max(0, ...now(one.absences).map(held => held.untilMicros))),
  }))
  if (call.json) call.terminal.printJson({ people: found })
  else if (found.length === 0)
    call.terminal.print('Nobody yet. clearday people add LOGIN --name NAME --role supervisor adds the first.')
  else {
    const rows = found.map(one => [
      ...[
        one.login,
        one.name,
        one.state === 'active' ? one.kind : one.state,
        one.roles.join(' '),
        one.skills.join(' '),
      ],
      one.credentials.map(held => `${held.credential} until ${dayIn(held.until, zone)}`).join(', '),
      one.own_limits === 0 ? '' : `${one.own_limits} own`,
      one.away_until === null ? '' : `until ${dayIn(one.away_until, zone)}`,
    ])
    const header = ['login', 'name', 'is', 'roles', 'skills', 'credentials', 'limits', 'away']
    for (const line of tableLines(header, rows)) call.terminal.print(line)
  }
  return EXIT.done
}

/** Null for the beginning of time, which stands for never. */
function instantText(micros: number): string | null {
  if (micros <= 0 || !Number.isFinite(micros)) return null
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(micros / 1000)).toString()
}

function dayIn(instant: string | null, zone: string): string {
  return instant === null ? '' : momentText(Temporal.Instant.from(instant), zone)
}

/** Everything that one person holds, held or will hold, with the numbers that `people end` takes. */
export async function showPerson(engine: Engine, call: Call, login: string): Promise<ExitCode> {
  const people = await peopleNow(engine)
  const one = people.byName.find(each => each.person.login === login)
  if (one === undefined) throw new CannotDo(`There is no person ${login}; clearday people lists them.`)
  const held = holdingsOf(one, people, engine.now())
  const ways = await signInWaysOf(engine, one.person.id)
  const shared = oneHandJson(people, await readOneHand(engine, one))
  if (call.json)
    call.terminal.printJson({
      ...one.person,
      owner_id: one.person.ownerId ?? null,
      held: held.map(heldJson),
      sign_in: ways,
      one_hand: shared,
    })
  else {
    const { zone } = engine.institution
    const owner = one.owners[0]
    const is = `${one.person.kind}, ${one.person.state}${owner === undefined ? '' : `, ${owner.name} answers for it`}`
    call.terminal.print(`${one.person.name} (${login}): ${is}`)
    call.terminal.print(`Signs in with ${waysText(ways)}.`)
    const rows = held.map(each => [each.hold, each.id, each.what, momentText(each.from, zone), untilText(each, zone)])
    for (const line of tableLines(['hold', 'id', 'what', 'from', 'until'], rows)) call.terminal.print(line)
    for (const line of oneHandLines(shared, zone)) call.terminal.print(line)
  }
  return EXIT.done
}

/** What two of their accounts decided as two people, where there is any. */
function oneHandLines({ count, newest }: ReturnType<typeof oneHandJson>, zone: string): readonly string[] {
  if (count === 0) return []
  const rows = newest.map(({ decision, item, first, gave, second, at }) => [
    ...[decision, item, first, `${gave} by ${second}`, momentText(Temporal.Instant.from(at), zone)],
  ])
  return [
    `${counted(count, 'decision')} that two accounts of this person made as two people, before it was said whose they are; look at them:`,
    ...tableLines(['decision', 'item', 'by', 'and', 'when'], rows),
    ...(count > newest.length ? [`and ${count - newest.length} more, in the audit log`] : []),
  ]
}

function waysText({ password, passkeys, issuers }: Awaited<ReturnType<typeof signInWaysOf>>): string {
  const words = [
    ...(password ? ['a password'] : []),
    ...(passkeys === 0 ? [] : [passkeys === 1 ? 'a passkey' : `${passkeys} passkeys`]),
    ...issuers,
  ]
  return words.length === 0 ? 'nothing yet: clearday password gives a password' : words.join(', ')
}

function heldJson({ hold, id, what, from, until }: Holding) {
  return { hold, id, what, from: from.toString(), until: until?.toString() ?? null }
}

function untilText({ until }: Held, zone: string): string {
  return until === undefined ? 'for good' : momentText(until, zone)
}

/** Every limit that holds now or later, of roles first. */
export async function listLimits(engine: Engine, call: Call): Promise<ExitCode> {
  const { facts } = await peopleNow(engine)
  const at = engine.now()
  const login = (id: number) => facts.persons.find(one => one.id === id)?.login ?? `person ${id}`
  const found = facts.limits
    .filter(one => one.until === undefined || Temporal.Instant.compare(one.until, at) > 0)
    .map(one => ({
      ...{ id: one.id, of: 'role' in one.of ? one.of.role : login(one.of.person), act: one.act, measure: one.measure },
      ...{ days: one.days, limit_minor: one.limitMinor, limit: formatMoney(money(one.limitMinor, facts.currency)) },
      ...{ from: one.from.toString(), until: one.until?.toString() ?? null },
    }))
  if (call.json) call.terminal.printJson({ limits: found })
  else {
    const rows = found.map(one => [one.id, one.of, one.act, one.measure, one.days, one.limit])
    for (const line of tableLines(['id', 'of', 'act', 'measure', 'days', 'limit'], rows)) call.terminal.print(line)
  }
  return EXIT.done
}

/** Teams with who is in them now. */
export async function listTeams(engine: Engine, call: Call): Promise<ExitCode> {
  const { facts } = await peopleNow(engine)
  const found = teamList(facts, engine.now()).map(team => ({ ...team, parent: team.parent ?? null }))
  if (call.json) call.terminal.printJson({ teams: found })
  else if (found.length === 0) call.terminal.print('No teams.')
  else {
    const roles = (team: (typeof found)[number]) => team.roles.map(one => `${one.role} (role ${one.id})`).join(' ')
    const rows = found.map(team => [team.name, team.parent ?? '', roles(team), team.members.join(' ')])
    for (const line of tableLines(['team', 'below', 'roles', 'members'], rows)) call.terminal.print(line)
  }
  return EXIT.done
}
