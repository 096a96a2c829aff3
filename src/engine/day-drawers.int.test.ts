import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Closers, openClosers } from '../../test/samples/closers.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { sideOf } from '../core/day/drawer.ts'
import { inReadRequest } from '../store/read-request.ts'
import { changePeople } from './change-people.ts'
import { claimNext } from './claim-next.ts'
import { dayDrawers } from './day-drawers.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { parkCase } from './park-case.ts'
import { pendCase } from './pend-case.ts'
import { previewResolution } from './preview-resolution.ts'
import { handOverDesk } from './reassign-case.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseCase } from './release-case.ts'
import { resolveException } from './resolve-exception.ts'
import { skipCase } from './skip-case.ts'
import { takeCase } from './take-case.ts'

const ESTATES = accountNumbers(5)
const MONDAY = Temporal.PlainDate.from('2026-11-23')
const at = engineOfEachTest([])
let people: Closers
beforeEach(async () => {
  const { engine } = at()
  people = await openClosers(engine)
  await recordAccounts(
    engine,
    ESTATES.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(5, { accounts: ESTATES }) }]) })
  await openCases(engine)
})

async function next(engine: Engine) {
  const { personId } = people.ann
  const pulled = (await claimNext(engine, [personId])).get(personId)
  if (pulled?.outcome !== 'claimed') throw new Error(`ann got ${pulled?.outcome}`)
  return { ...pulled.place, personId }
}

async function decide(
  engine: Engine,
  itemId: number,
  asked: { resolution: 'post' } | { resolution: 'return'; code: string },
): Promise<void> {
  const wanted = { itemId, asked, by: people.ann }
  const preview = await previewResolution(engine, wanted)
  if (preview.is === 'refused') throw new Error(preview.why)
  expect((await resolveException(engine, { ...wanted, previewSha256: preview.sha256 })).is).toBe('done')
}

async function annsDrawer(engine: Engine, day: Temporal.PlainDate) {
  const { drawers, differences } = await inReadRequest(engine.database, 1, tx => dayDrawers(engine, tx, day))
  expect(differences).toEqual([])
  const own = drawers.find(one => one.personId === people.ann.personId)
  const terms = Object.entries(own?.terms ?? {}).filter(([, sum]) => sum.cases > 0)
  return {
    terms: Object.fromEntries(terms.map(([term, { cases, value }]) => [term, [cases, Number(value.debitMinor)]])),
    outcomes: Object.fromEntries(
      [...(own?.outcomes ?? [])].map(([outcome, { count, debitMinor }]) => [outcome, [count, Number(debitMinor)]]),
    ),
  }
}

test('a drawer proves to zero over a day: taken, let go, put aside, decided; and over the next: what was kept', async () => {
  const { engine, clock } = at()
  await releaseCase(engine, await next(engine))
  await skipCase(engine, await next(engine), 'wrong_queue')
  await parkCase(engine, await next(engine), { field: 'amount', draft: {} })
  const posted = await next(engine)
  await decide(engine, posted.caseId, { resolution: 'post' })
  const until = { wake: { on: 'date' }, at: engine.now().add({ hours: 12 }), waitingFor: 'a call' } as const
  const waiting = await next(engine)
  await pendCase(engine, waiting, until)
  // What she let go comes to her by its item, without being taken.
  const [free] = await ask<{ id: number }>(
    engine,
    `select case_id as id from queue_place where state = 'ready' order by case_id limit 1`,
  )
  await decide(engine, free?.id ?? 0, { resolution: 'return', code: 'R15' })
  const monday = await annsDrawer(engine, MONDAY)
  expect(Object.fromEntries(Object.entries(monday.terms).map(([term, [cases]]) => [term, cases]))).toEqual({
    ...{ claimed: 5, unasked: 1 },
    ...{ decided: 2, released: 1, skipped: 1 },
    ...{ parked: 1, pended: 1 },
  })
  expect(Object.keys(monday.outcomes).sort()).toEqual(['posted', 'waiting'])
  clock.now = clock.now.add({ hours: 24 })
  const tuesday = await annsDrawer(engine, MONDAY.add({ days: 1 }))
  expect(tuesday.terms).toEqual({
    opening: [2, expect.any(Number)],
    parked: monday.terms.parked,
    pended: monday.terms.pended,
  })
  expect(await annsDrawer(engine, MONDAY)).toEqual(monday)
})

// Seen red with every claim booked as handed out, and with what she let wait lost and taken again.
test('what somebody takes by its number stands apart from what was handed out to them, once', async () => {
  const { engine } = at()
  const [one] = await ask<{ queue: string; case_shard: number; case_id: number }>(
    engine,
    'select queue, case_shard, case_id from queue_place order by case_id desc limit 1',
  )
  const { personId } = people.ann
  const of = { queue: one?.queue ?? '', caseShard: one?.case_shard ?? 0, caseId: one?.case_id ?? 0, personId }
  await takeCase(engine, of, undefined)
  expect((await annsDrawer(engine, MONDAY)).terms).toEqual({
    by_number: [1, expect.any(Number)],
    leased: [1, expect.any(Number)],
  })
  const until = { wake: { on: 'date' }, at: engine.now().add({ hours: 12 }), waitingFor: 'a call' } as const
  const place = await takenNow(engine, of)
  await pendCase(engine, { ...of, fence: place.fence }, until)
  await takeCase(engine, of, undefined)
  await decide(engine, of.caseId, { resolution: 'post' })
  await releaseCase(engine, await next(engine))
  const { terms } = await annsDrawer(engine, MONDAY)
  expect(Object.fromEntries(Object.entries(terms).map(([term, [cases]]) => [term, cases]))).toEqual({
    ...{ by_number: 1, claimed: 1 },
    ...{ decided: 1, released: 1 },
  })
})

async function takenNow(engine: Engine, { caseId }: { readonly caseId: number }) {
  const [row] = await ask<{ fence: number }>(engine, 'select fence from queue_place where case_id = $1', [caseId])
  return row ?? { fence: 0 }
}

test('what waits goes over with the desk; what was decided and undone is told so', async () => {
  const { engine } = at()
  const decided = await next(engine)
  await decide(engine, decided.caseId, { resolution: 'post' })
  await takeBack(engine, { itemId: decided.caseId, by: people.ann })
  const until = { wake: { on: 'date' }, at: engine.now().add({ hours: 12 }), waitingFor: 'a call' } as const
  await pendCase(engine, await next(engine), until)
  await handOverDesk(engine, people.ann.personId, { by: people.sue.personId, to: people.bob.personId, reason: 'leave' })
  const { terms, outcomes } = await annsDrawer(engine, MONDAY)
  expect(Object.keys(terms).sort()).toEqual(['claimed', 'decided', 'given_away'])
  expect(outcomes).toEqual({ undone: terms.decided })
})

/** A second way to the sides of a team's drawer: what its people took, ended and gave to others, as the log says it, and what they have. */
const SIDES = `
with member as (select person_id as id from team_member join team on team.id = team_id where name = $1),
act as (
  select event.kind, substring(actor from '[0-9]+$')::bigint as by, substring(body::jsonb ->> 'from' from '[0-9]+$')::bigint as loser, substring(body::jsonb ->> 'to' from '[0-9]+$')::bigint as winner,
    work_case.items, work_case.debit_minor
  from event join work_case on work_case.id = event.subject and work_case.shard = (body::jsonb ->> 'caseShard')::bigint
  where event.kind in ('case_claimed', 'case_closed', 'case_reassigned')
),
side as (
  select 'got' as side, items, debit_minor from act where kind = 'case_claimed' and by in (select id from member)
  union all
  select 'gone', items, debit_minor from act where kind = 'case_closed' and by in (select id from member)
  union all
  select 'gone', items, debit_minor from act where kind = 'case_reassigned' and loser in (select id from member) and winner not in (select id from member)
  union all
  select 'kept', work_case.items, work_case.debit_minor from queue_place join work_case on work_case.shard = case_shard and work_case.id = case_id where holder in (select id from member)
)
select side, count(*)::integer as cases, sum(items)::integer as items, sum(debit_minor)::bigint as debit from side group by side order by side`

// Seen red with what is handed over within the team left in, and with a team that is only its own people.
test('a team’s drawer is its people’s without what they handed to each other, in items and money, as the log says it too', async () => {
  const { engine } = at()
  const by = { person: people.sue.personId, session: 'stepped-up' } as const
  const changed = await changePeople(engine, by, [
    { change: 'add_team', team: 'Operations' },
    { change: 'add_team', team: 'Returns', parent: 'Operations' },
    { change: 'grant', hold: 'member', team: 'Returns', login: 'ann' },
    { change: 'grant', hold: 'member', team: 'Returns', login: 'bob' },
  ])
  expect(changed).toMatchObject({ outcome: 'changed' })
  await decide(engine, (await next(engine)).caseId, { resolution: 'post' })
  const until = { wake: { on: 'date' }, at: engine.now().add({ hours: 12 }), waitingFor: 'a call' } as const
  await pendCase(engine, await next(engine), until)
  const handing = { by: people.sue.personId, reason: 'leave' }
  await handOverDesk(engine, people.ann.personId, { ...handing, to: people.bob.personId })
  await pendCase(engine, await next(engine), until)
  await handOverDesk(engine, people.ann.personId, { ...handing, to: people.kim.personId })
  await next(engine)
  const { drawers, teams, differences } = await inReadRequest(engine.database, 1, tx => dayDrawers(engine, tx, MONDAY))
  expect(differences).toEqual([])
  expect(teams.map(one => [one.team.name, one.within.cases])).toEqual([
    ['Operations', 1],
    ['Returns', 1],
  ])
  const sidesOf = (one: Parameters<typeof sideOf>[0]) =>
    (['in', 'out', 'carried'] as const).map((side, n) => {
      const { cases, value } = sideOf(one, side)
      return { side: ['got', 'gone', 'kept'][n], cases, items: value.count, debit: Number(value.debitMinor) }
    })
  const told = await ask<{ side: string }>(engine, SIDES, ['Returns'])
  for (const team of teams)
    expect(sidesOf(team).toSorted((a, b) => ((a.side ?? '') < (b.side ?? '') ? -1 : 1))).toEqual(told)
  expect(told.map(one => one.side)).toEqual(['gone', 'got', 'kept'])
  const own = drawers.filter(one => one.personId !== people.kim.personId)
  const gotByThem = own.reduce((sum, one) => sum + sideOf(one, 'in').cases, 0)
  expect(gotByThem).toBe(5)
  expect(teams.map(one => sideOf(one, 'in').cases + one.within.cases)).toEqual([gotByThem, gotByThem])
})
