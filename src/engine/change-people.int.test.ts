import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MONDAY } from '../../test/clock/monday.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import type { Asked } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import { defaultLimits } from '../core/authority/default-limits.ts'
import { money } from '../core/money.ts'
import { peopleOf } from '../store/people.ts'
import { inReadRequest } from '../store/read-request.ts'
import { changePeople } from './change-people.ts'
import type { ChangedBy, PeopleChange, PeopleChanged } from './people-change.ts'
import { peopleNow } from './people-now.ts'
import { proveDay } from './prove-day.ts'

let at: TestEngine
beforeAll(async () => {
  at = await openTestEngine({ orgId: 5 })
})
afterAll(() => at.close())
beforeEach(() => {
  at.clock.now = MONDAY
})

const SHARD = 5 * 1024
const human = (login: string, name: string): PeopleChange => ({ change: 'add_person', login, name, kind: 'human' })
const role = (login: string, what: 'aop' | 'ps' | 'sps' | 'supervisor' | 'engineer') =>
  ({ change: 'grant', hold: 'role', role: what, to: { login } }) as const satisfies PeopleChange
const as = async (login: string): Promise<Exclude<ChangedBy, 'operator'>> => {
  const [row] = await ask<{ id: number }>(at.engine, 'select id from person where login = $1', [login])
  return { person: row?.id ?? 0, session: 'stepped-up' }
}
const change = (by: ChangedBy, ...changes: PeopleChange[]) => changePeople(at.engine, by, changes)
const code = (changed: PeopleChanged) => (changed.outcome === 'changed' ? 'changed' : changed.code)
const people = () => peopleNow(at.engine)
const may = async (login: string, act: Asked['act'], units = 0) => {
  const decided = decideAct(
    {
      ...{ by: (await as(login)).person, act, at: at.clock.now, session: 'stepped-up', used: () => 0n },
      amount: money(BigInt(units) * 100n, 'USD'),
    },
    await people(),
  )
  return decided.allowed ? 'allowed' : (decided.reasons[0]?.code ?? '')
}
const events = () =>
  ask<{ kind: string; actor: string }>(
    at.engine,
    `select kind, actor from event where shard = ${SHARD} and kind not in ('institution_opened', 'rows_sealed', 'limit_set') order by n`,
  )

// Seen red with an operator who was let in whenever the list was not empty, and with starting limits left out.
test('the first people are added by whoever operates the machine, with limits to start from; after that, by people', async () => {
  const nobody = await change('operator', human('ann', 'Ann Lee'), role('ann', 'ps'))
  expect(code(nobody)).toBe('last_manager')
  expect(await ask(at.engine, 'select 1 from person')).toEqual([])
  const first = await change(
    'operator',
    human('ann', 'Ann Lee'),
    role('ann', 'supervisor'),
    human('eve', 'Eve'),
    role('eve', 'engineer'),
  )
  expect(first.outcome === 'changed' ? first.ids.length : first).toBe(4)
  expect((await events()).map(event => `${event.kind} ${event.actor}`)).toEqual([
    'person_added operator',
    'role_granted operator',
    'person_added operator',
    'role_granted operator',
  ])
  expect((await people()).facts.limits).toHaveLength(defaultLimits().length)
  expect(code(await change('operator', human('mal', 'Mal')))).toBe('people_are_here')
})

// Seen red with gains that were not asked about, and with those of a team left out.
test('nobody gives themselves anything: not by login, second account, team, limit or skill', async () => {
  const ann = await as('ann')
  const made = await change(
    await as('eve'),
    { change: 'add_team', team: 'Operations' },
    { change: 'add_team', team: 'Checks', parent: 'Operations' },
    { change: 'grant', hold: 'member', team: 'Checks', login: 'ann' },
    { change: 'add_person', login: 'ann2', name: 'Ann Lee, second account', kind: 'human', owner: 'ann' },
    { change: 'add_person', login: 'bot', name: 'Bot', kind: 'agent', owner: 'ann' },
  )
  expect(code(made)).toBe('changed')
  for (const to of [{ login: 'ann' }, { login: 'ann2' }, { login: 'bot' }, { team: 'Operations' }])
    expect(code(await change(ann, { change: 'grant', hold: 'role', role: 'sps', to })), JSON.stringify(to)).toBe(
      'gains',
    )
  const limit = {
    change: 'grant',
    hold: 'limit',
    act: 'approve',
    measure: 'act',
    days: 1,
    limitMinor: 9_000_00n,
  } as const
  expect(code(await change(ann, { ...limit, of: { role: 'supervisor' } }))).toBe('gains')
  expect(code(await change(ann, { ...limit, of: { login: 'ann2' } }))).toBe('gains')
  expect(code(await change(ann, { ...limit, of: { role: 'sps' } }))).toBe('changed')
  expect(code(await change(ann, { change: 'grant', hold: 'skill', skill: 'ach', login: 'ann' }))).toBe('gains')
  expect(code(await change({ ...ann, session: 'signed-in' }, role('eve', 'ps')))).toBe('step_up')
})

// Seen red with the moment of the clock as it is: the database rounds it up, and the right began after it was given.
test('a clock that is finer than the database changes nothing', async () => {
  at.clock.now = MONDAY.add({ nanoseconds: 999 })
  expect(code(await change(await as('ann'), human('fay', 'Fay Oh'), role('fay', 'ps')))).toBe('changed')
  expect(await may('fay', 'return', 1)).toBe('allowed')
})

test('what is granted holds from then on, and what is ended counts no more from that instant', async () => {
  const ann = await as('ann')
  const granted = await change(ann, human('kim', 'Kim Park'), role('kim', 'ps'))
  const id = granted.outcome === 'changed' ? (granted.ids[1] ?? 0) : 0
  expect(await may('kim', 'return', 10_000)).toBe('allowed')
  expect(await may('kim', 'return', 10_001)).toBe('over_limit')
  at.clock.now = MONDAY.add({ hours: 1 })
  expect(code(await change(ann, { change: 'end', hold: 'role', id }))).toBe('changed')
  expect(await may('kim', 'return', 1)).toBe('role')
  expect(code(await change(ann, { change: 'end', hold: 'role', id }))).toBe('ended_before')
  at.clock.now = MONDAY.add({ minutes: 30 })
  expect(await may('kim', 'return', 1)).toBe('allowed')
})

test('a limit stands in the place of the one before it', async () => {
  const ann = await as('ann')
  at.clock.now = MONDAY.add({ hours: 2 })
  await change(ann, role('kim', 'aop'))
  expect(await may('kim', 'return', 2_000)).toBe('over_limit')
  const limit = { change: 'grant', hold: 'limit', of: { role: 'aop' }, act: 'return', days: 1 } as const
  await change(ann, { ...limit, measure: 'act', limitMinor: 3_000_00n })
  expect(await may('kim', 'return', 2_000)).toBe('allowed')
  await change(ann, { ...limit, measure: 'act', limitMinor: 500_00n })
  expect(await may('kim', 'return', 2_000)).toBe('over_limit')
})

// Seen red with a last manager who was looked for before the change and not after it.
test('the last who can manage people cannot be ended, suspended or made to leave', async () => {
  const [ann, eve] = [await as('ann'), await as('eve')]
  expect(code(await change(ann, { change: 'suspend', login: 'eve' }))).toBe('changed')
  expect(code(await change(eve, human('mal', 'Mal')))).toBe('not_active')
  const roles = await ask<{ id: number }>(at.engine, `select id from role_holding where role = 'supervisor'`)
  for (const last of [
    { change: 'leave', login: 'ann' },
    { change: 'suspend', login: 'ann' },
    { change: 'end', hold: 'role', id: roles[0]?.id ?? 0 },
  ] as const)
    expect(code(await change(ann, last)), last.change).toBe('last_manager')
  expect(code(await change(ann, { change: 'reactivate', login: 'eve' }))).toBe('changed')
})

// Seen red without the lock of the first bucket.
test('two who manage people and end each other at once: one of them stays', async () => {
  const [ann, eve] = [await as('ann'), await as('eve')]
  const other = await at.another()
  const both = await Promise.all([
    changePeople(at.engine, ann, [{ change: 'suspend', login: 'eve' }]),
    changePeople(other, eve, [{ change: 'suspend', login: 'ann' }]),
  ])
  expect(both.map(code).sort()).toEqual(['changed', 'not_active'])
  const still = code(both[0]) === 'changed' ? { by: ann, login: 'eve' } : { by: eve, login: 'ann' }
  expect(code(await change(still.by, { change: 'reactivate', login: still.login }))).toBe('changed')
})

test('people say themselves when they are away, and who acts for them', async () => {
  at.clock.now = MONDAY.add({ hours: 3 })
  const until = MONDAY.add({ hours: 9 })
  await change(await as('ann'), human('sam', 'Sam Ortiz'), role('sam', 'sps'))
  const sam = await as('sam')
  const acts = ['approve'] as const
  expect(await may('kim', 'approve', 1)).toBe('role')
  expect(
    code(await change(sam, { change: 'grant', hold: 'delegation', giver: 'sam', login: 'kim', acts, until })),
  ).toBe('changed')
  expect(
    code(await change(sam, { change: 'grant', hold: 'delegation', giver: 'ann', login: 'sam', acts, until })),
  ).toBe('gains')
  expect(code(await change(sam, { change: 'grant', hold: 'absence', login: 'sam', why: 'leave', until }))).toBe(
    'changed',
  )
  expect(await may('sam', 'approve', 1)).toBe('absent')
  expect(await may('kim', 'approve', 1)).toBe('allowed')
  at.clock.now = until
  expect(await may('kim', 'approve', 1)).toBe('role')
})

test.each<readonly [string, string, PeopleChange]>([
  ['a login that is none', 'bad_login', human('Ann Lee', 'Ann')],
  ['a login that is taken', 'login_taken', human('ann', 'Ann')],
  ['no name', 'bad_name', human('nobody', ' ')],
  ['an agent without an owner', 'no_owner', { change: 'add_person', login: 'b2', name: 'B', kind: 'agent' }],
  ['a second account of oneself', 'owner_circle', { change: 'set_owner', login: 'sam', owner: 'sam' }],
  ['an owner whom it answers for', 'owner_circle', { change: 'set_owner', login: 'ann', owner: 'bot' }],
  ['a human of an agent', 'owner_not_human', { change: 'set_owner', login: 'sam', owner: 'bot' }],
  ['what was said before', 'same_owner', { change: 'set_owner', login: 'sam', owner: null }],
  ['a second account of one who is not there', 'no_person', { change: 'set_owner', login: 'sam', owner: 'nobody' }],
  ['somebody who is not there', 'no_person', role('nobody', 'ps')],
  ['a team that is not there', 'no_team', { change: 'add_team', team: 'A', parent: 'B' }],
  [
    'a time that is past',
    'in_the_past',
    { ...(role('kim', 'ps') as object), from: MONDAY.subtract({ hours: 1 }) } as PeopleChange,
  ],
  ['a credential for good', 'no_end', { change: 'grant', hold: 'credential', login: 'kim', credential: 'aap' }],
  ['a skill in words', 'bad_word', { change: 'grant', hold: 'skill', login: 'kim', skill: 'ACH returns' }],
  [
    'a share without its level',
    'bad_share',
    { change: 'grant', hold: 'supervision', login: 'kim', workType: 'ach', level: 'before', sharePercent: 5 },
  ],
  ['what nobody holds', 'not_held', { change: 'end', hold: 'skill', id: 99 }],
])('%s is refused, and nothing of the list is kept', async (_, why, wrong) => {
  const before = await ask(at.engine, 'select count(*) from person')
  expect(code(await change(await as('ann'), human('fine', 'Fine'), wrong))).toBe(why)
  expect(await ask(at.engine, 'select count(*) from person')).toEqual(before)
})

// Seen red with owners counted up to the last alone, and with those who are behind the account left out.
test('an account has sixteen owners at most, however they are said', async () => {
  const eve = await as('eve')
  const names = Array.from({ length: 9 }, (_, n) => [`a${n}`, `b${n}`] as const)
  const chained = names.flatMap(([a, b], n): PeopleChange[] => [
    { ...human(a, a), ...(n === 0 ? {} : { owner: `a${n - 1}` }) } as PeopleChange,
    { ...human(b, b), ...(n === 0 ? {} : { owner: `b${n - 1}` }) } as PeopleChange,
  ])
  expect(code(await change(eve, ...chained))).toBe('changed')
  expect(code(await change(eve, { change: 'set_owner', login: 'b0', owner: 'a8' }))).toBe('owners_too_many')
  expect(code(await change(eve, { change: 'set_owner', login: 'b0', owner: 'a7' }))).toBe('changed')
  expect(code(await change(eve, { ...human('c', 'C'), owner: 'b8' } as PeopleChange))).toBe('owners_too_many')
  expect(code(await change(eve, { ...human('c', 'C'), owner: 'b7' } as PeopleChange))).toBe('changed')
})

// Seen red with everybody let say it of an account that has an owner.
test('whose account it is is said by one who manages people, and taken back by nobody whom it sets free', async () => {
  const [ann, eve, sam] = [await as('ann'), await as('eve'), await as('sam')]
  expect(
    code(await change({ ...sam, session: 'stepped-up' }, { change: 'set_owner', login: 'kim', owner: 'sam' })),
  ).toBe('role')
  expect(
    code(await change({ ...eve, session: 'signed-in' }, { change: 'set_owner', login: 'kim', owner: 'sam' })),
  ).toBe('step_up')
  expect(code(await change(ann, { change: 'set_owner', login: 'ann2', owner: null }))).toBe('gains')
  expect(code(await change(ann, { change: 'set_owner', login: 'bot', owner: 'eve' }))).toBe('gains')
  expect(code(await change(eve, { change: 'set_owner', login: 'bot', owner: null }))).toBe('no_owner')
  expect(code(await change(eve, { change: 'set_owner', login: 'ann2', owner: null }))).toBe('changed')
  expect(code(await change(ann, { change: 'set_owner', login: 'ann2', owner: 'ann' }))).toBe('changed')
  const told = await ask(
    at.engine,
    "select body::jsonb as body from event where kind = 'owner_set' order by n desc limit 1",
  )
  expect(told).toEqual([{ body: { login: 'ann2', owner: ann.person, was: null } }])
})

// Seen red with the number of what is held for its subject, and with nothing told of what it was.
test('what ended is told with what it was and whose, by the names of when it was given', async () => {
  const ann = await as('ann')
  const until = at.clock.now.add({ hours: 40 })
  const by = { login: 'kim', until } as const
  const given = [
    { change: 'grant', hold: 'skill', login: 'kim', skill: 'cursive' },
    { change: 'grant', hold: 'credential', credential: 'card', ...by },
    { change: 'grant', hold: 'absence', why: 'leave', ...by },
    { change: 'grant', hold: 'delegation', giver: 'ann', acts: ['return'], ...by },
    { change: 'grant', hold: 'supervision', login: 'kim', workType: 'ach', level: 'share', sharePercent: 7 },
    { change: 'grant', hold: 'limit', of: { role: 'aop' }, act: 'refer', measure: 'act', days: 1, limitMinor: 7n },
    role('kim', 'ps'),
  ] as const satisfies readonly PeopleChange[]
  for (const one of given) {
    const done = await change(ann, one)
    if (done.outcome !== 'changed') throw new Error(JSON.stringify(done))
    expect(code(await change(ann, { change: 'end', hold: one.hold, id: done.ids[0] ?? 0 }))).toBe('changed')
    const [ended, was] = await ask<{ kind: string; subject: number; body: Record<string, unknown> }>(
      at.engine,
      `select kind, subject, body::jsonb as body from event where shard = ${SHARD} and kind <> 'rows_sealed' order by n desc limit 2`,
    )
    const { from, until: _, instead_of: __, ...told } = was?.body ?? {}
    expect(ended).toEqual({
      ...{ kind: 'holding_ended', subject: was?.subject },
      body: { ...told, hold: one.hold, at: at.clock.now.toString() },
    })
  }
})

// Seen red without the seal after a change.
test('every change is told and sealed: the proof holds, and a limit that a superuser raised is found', async () => {
  expect((await proveDay(at.engine)).problems).toEqual([])
  await ask(
    at.engine,
    `update authority_limit set limit_minor = limit_minor * 10 where role = 'aop' and act = 'return'`,
  )
  const { problems } = await proveDay(at.engine)
  expect(problems).toEqual([
    'The list of people of institution 5, with what they hold, is not as it was last written: a row was changed.',
  ])
})

// Seen red with each table left out of the version in turn.
test('law: people who are kept are of this moment: whatever row of theirs is changed, also past the software, they are read again', async () => {
  for (const [into, values] of [
    ['delegation (shard, from_id, to_id, acts, holds_from, holds_until)', "min(id), max(id), '{post}'"],
    ['person_skill (shard, person_id, skill, holds_from, holds_until)', "min(id), 'ach'"],
    ['person_credential (shard, person_id, credential, holds_from, holds_until)', "min(id), 'reg-e'"],
    ['absence (shard, person_id, why, holds_from, holds_until)', "min(id), 'leave'"],
    ['supervision (shard, person_id, work_type, level, holds_from, holds_until)', "min(id), 'ach', 'before'"],
  ])
    await ask(at.engine, `insert into ${into} select ${SHARD}, ${values}, '2026-01-01', '2027-01-01' from person`)
  const tables = ['person', 'team', 'team_member', 'role_holding', 'person_skill', 'person_credential']
  for (const table of [...tables, 'authority_limit', 'delegation', 'absence', 'supervision']) {
    const before = await people()
    expect(await people(), 'nothing was changed').toBe(before)
    const [row] = await ask(
      at.engine,
      `update ${table} set shard = shard where ctid = (select min(ctid) from ${table}) returning 1`,
    )
    expect(row, table).toBeDefined()
    expect(await people(), table).not.toBe(before)
  }
  const before = await people()
  await ask(at.engine, 'update org set draw_key = draw_key')
  expect(await people(), 'org').not.toBe(before)
  const fresh = await inReadRequest(at.engine.database, 5, tx => peopleOf(tx, SHARD, at.clock.now))
  expect((await people()).facts).toEqual(fresh.facts)
  const last = await people()
  await ask(at.engine, 'delete from delegation')
  expect(await people()).not.toBe(last)
  at.clock.now = at.clock.now.subtract({ hours: 1 })
  expect((await people()).facts.delegations, 'by a clock that was set back').toEqual([])
})
