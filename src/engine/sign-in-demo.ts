import type { Role } from '../core/authority/role.ts'
import { shardOf } from '../core/bucket.ts'
import { invariant } from '../core/invariant.ts'
import { type Queue, rankOf } from '../core/work/queue.ts'
import { findDemoPeople } from '../store/demo-person.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import type { PeopleChange } from './people-change.ts'
import { beginSession, type NewToken, renewSession, type SignedIn } from './sign-in-session.ts'
import { queuesOf } from './work-queues.ts'

/** Somebody of the sample day's bank. */
interface DemoPerson {
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly team?: DemoTeam
  /** Who answers for it, of an agent. */
  readonly owner?: string
}

/** The teams of the sample day's bank, each after the one that it is below. */
const DEMO_TEAMS = ['Item processing', 'Morning desk', 'Afternoon desk'] as const
type DemoTeam = (typeof DEMO_TEAMS)[number]

/** Who works in the sample day's bank: somebody for each role, two where a second person has to look; two desks hand work to each other. */
const DEMO_PEOPLE: readonly DemoPerson[] = [
  { login: 'demo-ada', name: 'Ada Moreno', role: 'aop', team: 'Morning desk' },
  { login: 'demo-ben', name: 'Ben Okafor', role: 'aop', team: 'Afternoon desk' },
  { login: 'demo-chen', name: 'Chen Wei', role: 'ps', team: 'Morning desk' },
  { login: 'demo-dora', name: 'Dora Lindqvist', role: 'ps', team: 'Afternoon desk' },
  { login: 'demo-elif', name: 'Elif Demir', role: 'sps', team: 'Item processing' },
  { login: 'demo-frank', name: 'Frank Meyer', role: 'supervisor' },
  { login: 'demo-grace', name: 'Grace Tan', role: 'qc' },
  { login: 'demo-hugo', name: 'Hugo Silva', role: 'engineer' },
  { login: 'demo-agent', name: 'Sorting agent', role: 'agent', owner: 'demo-elif' },
]

/** For how long their credentials hold. */
const CREDENTIAL_DAYS = 365

/** Makes the demo people where nobody works yet. They have no password: only a server that offers them lets anybody in as one. */
export async function openDemoPeople(engine: Engine): Promise<void> {
  if ((await findPeople(engine)).size > 0) return
  const until = engine.now().add({ hours: 24 * CREDENTIAL_DAYS })
  const queues = [...queuesOf(engine).values()]
  const people = DEMO_PEOPLE.flatMap(person => [...joining(person), ...learned(person, queues, until)])
  const changes = [...teams(), ...people]
  const made = await changePeople(engine, 'operator', changes)
  const isThere = made.outcome === 'changed' || made.code === 'people_are_here'
  invariant(isThere, `the demo people were refused: ${made.outcome === 'refused' ? made.why : ''}`)
}

function teams(): readonly PeopleChange[] {
  const [whole] = DEMO_TEAMS
  return DEMO_TEAMS.map(team => ({ change: 'add_team', team, ...(team === whole ? {} : { parent: whole }) }))
}

function joining({ login, name, role, team, owner }: DemoPerson): readonly PeopleChange[] {
  const kind = owner === undefined ? 'human' : 'agent'
  return [
    { change: 'add_person', login, name, kind, ...(owner === undefined ? {} : { owner }) },
    { change: 'grant', hold: 'role', role, to: { login } },
    ...(team === undefined ? [] : [{ change: 'grant', hold: 'member', team, login } as const]),
  ]
}

/** What the queues ask for whose work this role may take or approve, so that a newcomer has some at once. */
function learned({ login, role }: DemoPerson, queues: readonly Queue[], until: Temporal.Instant): PeopleChange[] {
  const own = queues.filter(({ leastRole }) => rankOf(leastRole) <= rankOf(role === 'supervisor' ? 'sps' : role))
  const skills = new Set(own.map(queue => queue.skill))
  const credentials = new Set(own.flatMap(({ credential }) => (credential === undefined ? [] : [credential])))
  return [
    ...[...skills].map(skill => ({ change: 'grant', hold: 'skill', skill, login }) as const),
    ...[...credentials].map(credential => ({ change: 'grant', hold: 'credential', credential, login, until }) as const),
  ]
}

/** Those that may sign in now. */
export async function demoPeople(
  engine: Engine,
): Promise<readonly { readonly login: string; readonly name: string; readonly role: Role }[]> {
  const found = await findPeople(engine)
  return DEMO_PEOPLE.filter(one => found.has(one.login)).map(({ login, name, role }) => ({ login, name, role }))
}

/** Signs in as a demo person, without a password; undefined for everybody else. */
export async function signInDemo(
  engine: Engine,
  of: { readonly login: string; readonly address: string },
): Promise<NewToken | undefined> {
  const id = (await findPeople(engine)).get(of.login)
  if (id === undefined) return undefined
  return inWriteRequest(engine.database, engine.institution.orgId, tx =>
    beginSession(engine, tx, id, { how: 'demo', address: of.address }),
  )
}

/** A step-up of a demo person, who has no password to give again; undefined for everybody else. */
export async function stepUpDemo(engine: Engine, as: SignedIn): Promise<NewToken | undefined> {
  if (!(await findPeople(engine)).has(as.person.login)) return undefined
  return inWriteRequest(engine.database, engine.institution.orgId, tx => renewSession(engine, tx, as, { how: 'demo' }))
}

async function findPeople(engine: Engine): Promise<ReadonlyMap<string, number>> {
  const { orgId } = engine.institution
  const logins = DEMO_PEOPLE.map(one => one.login)
  const found = await inReadRequest(engine.database, orgId, tx => findDemoPeople(tx, shardOf(orgId, 0), logins))
  return new Map(found.map(one => [one.login, one.id]))
}
