import type { Role } from '../../src/core/authority/role.ts'
import { shardOf } from '../../src/core/bucket.ts'
import { dayNumber } from '../../src/core/calendar/day.ts'
import type { Pack } from '../../src/core/pack.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { openDay, today } from '../../src/engine/open-day.ts'
import { beginSession, checkSession, renewSession } from '../../src/engine/sign-in-session.ts'
import { institutionOf, readConfig } from '../../src/main/config.ts'
import { openEngine } from '../../src/main/open-engine.ts'
import { lockBuckets } from '../../src/store/bucket.ts'
import type { Transaction } from '../../src/store/database.ts'
import { insertEvents } from '../../src/store/event.ts'
import { sealShards } from '../../src/store/seal.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'

let added = 0

/** Adds an active person who holds these roles from a day long ago, and gives the id. */
export async function addPerson(
  engine: Engine,
  { login = `person-${++added}`, roles = [] }: { readonly login?: string; readonly roles?: readonly Role[] },
): Promise<number> {
  const shard = shardOf(engine.institution.orgId, 0)
  await openDay(engine, today(engine))
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockBuckets(tx, [shard])
    const made = await tx.query<{ id: number }>(
      `insert into person (shard, login, name, kind, state, created_at) values ($1, $2, $3, 'human', 'active', '2020-01-01') returning id`,
      [shard, login, `Somebody called ${login}`],
    )
    const id = made.rows[0]?.id ?? 0
    for (const role of roles)
      await tx.query(
        `insert into role_holding (shard, person_id, role, holds_from) values ($1, $2, $3, '2020-01-01')`,
        [shard, id, role],
      )
    await sealWithin(engine, tx)
    return id
  })
}

/** Gives somebody the skills and the credentials that any queue asks for. */
export async function learnEverything(engine: Engine, personId: number): Promise<void> {
  const queues = Object.values<Pack>(engine.packs).flatMap(pack => Object.values(pack.queues))
  const skills = new Set(queues.map(one => one.skill))
  const credentials = new Set(queues.flatMap(one => one.credential ?? []))
  await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const shard = shardOf(engine.institution.orgId, 0)
    await lockBuckets(tx, [shard])
    for (const [table, column, held] of [
      ['person_skill', 'skill', skills],
      ['person_credential', 'credential', credentials],
    ] as const)
      await tx.query(
        `insert into ${table} (shard, person_id, ${column}, holds_from, holds_until) select $1, $2, unnest($3::text[]), '2020-01-01', '2099-01-01'`,
        [shard, personId, [...held]],
      )
    await sealWithin(engine, tx)
  })
}

/** Seals the people as they stand, after a test wrote rows of them past the software. */
export async function sealPeople(engine: Engine): Promise<void> {
  await openDay(engine, today(engine))
  await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockBuckets(tx, [shardOf(engine.institution.orgId, 0)])
    await sealWithin(engine, tx)
  })
}

async function sealWithin(engine: Engine, tx: Transaction): Promise<void> {
  const shard = shardOf(engine.institution.orgId, 0)
  const sealed = await sealShards(tx, 'people', [shard])
  await insertEvents(tx, new Map([[shard, [sealed]]]), { day: dayNumber(today(engine)), at: engine.now() })
}

/** The token of a new session of a person. */
export async function sessionOf(engine: Engine, personId: number): Promise<string> {
  const begun = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    beginSession(engine, tx, personId, { how: 'password', address: '127.0.0.1' }),
  )
  return begun.token
}

/** The token that takes the place of one after its holder proved again who they are. */
export async function steppedUp(engine: Engine, token: string): Promise<string> {
  const check = await checkSession(engine, token, 'attended')
  if (check.at === 'over') throw new Error(`the session is over: ${check.why}`)
  const begun = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    renewSession(engine, tx, check.as, { how: 'password' }),
  )
  if (begun === undefined) throw new Error('the session ended meanwhile')
  return begun.token
}

/** The token of somebody new who holds these roles. */
export async function signedInAs(engine: Engine, ...roles: readonly Role[]): Promise<string> {
  return sessionOf(engine, await addPerson(engine, { roles }))
}

/** What a program sends that is signed in as a supervisor, added to the embedded database of a data directory beside whatever runs there. */
export async function supervisorOf(dataDir: string): Promise<Readonly<Record<string, string>>> {
  const institution = institutionOf(readConfig(dataDir, {}))
  const { engine, close } = await openEngine({ dataDir, institution, environment: {}, role: 'guest' })
  const token = await signedInAs(engine, 'supervisor').finally(close)
  return { authorization: `Bearer ${token}`, 'clearday-request': '1' }
}
