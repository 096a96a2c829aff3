import { shardOf } from '../core/bucket.ts'
import type { Role } from '../core/role.ts'
import { type DemoPerson, findDemoPeople, makeDemoPerson } from '../store/demo-person.ts'
import type { NewEvent } from '../store/event.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { addOwnEvents } from './sign-in-event.ts'
import { beginSession, type NewToken, renewSession, type SignedIn } from './sign-in-session.ts'

/** Who works in the sample day's bank: somebody for each role, two where a second person has to look. */
const DEMO_PEOPLE: readonly DemoPerson[] = [
  { login: 'demo-ada', name: 'Ada Moreno', role: 'aop' },
  { login: 'demo-ben', name: 'Ben Okafor', role: 'aop' },
  { login: 'demo-chen', name: 'Chen Wei', role: 'ps' },
  { login: 'demo-dora', name: 'Dora Lindqvist', role: 'ps' },
  { login: 'demo-elif', name: 'Elif Demir', role: 'sps' },
  { login: 'demo-frank', name: 'Frank Meyer', role: 'supervisor' },
  { login: 'demo-grace', name: 'Grace Tan', role: 'qc' },
  { login: 'demo-hugo', name: 'Hugo Silva', role: 'engineer' },
  { login: 'demo-agent', name: 'Sorting agent', role: 'agent', owner: 'demo-elif' },
]

/** Makes the demo people that are not there yet. They have no password: only a server that offers them lets anybody in as one. */
export async function openDemoPeople(engine: Engine): Promise<void> {
  const { orgId } = engine.institution
  const shard = shardOf(orgId, 0)
  await inWriteRequest(engine.database, orgId, async tx => {
    const events: NewEvent[] = []
    for (const person of DEMO_PEOPLE) {
      const id = await makeDemoPerson(tx, shard, person, engine.now())
      if (id === undefined) continue
      events.push({ kind: 'person_added', actor: 'engine', subject: id, body: { ...person, demo: true } })
    }
    if (events.length > 0) await addOwnEvents(engine, tx, events)
  })
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
