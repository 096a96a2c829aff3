import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { heard } from '../../test/samples/heard.ts'
import { limitBetween } from '../../test/samples/limit-between.ts'
import { addPerson, sessionOf } from '../../test/samples/people.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { wayVariants } from '../../test/samples/way-variants.ts'
import { type Approval, ApprovalPage } from '../contract/approval.ts'
import { pathTo } from '../contract/paths.ts'
import type { Route } from '../contract/route.ts'
import { ROUTES } from '../contract/routes.ts'
import { RESOLUTIONS, type Resolution } from '../core/exception.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { openCases } from '../engine/open-cases.ts'
import { previewResolution } from '../engine/preview-resolution.ts'
import { type ItemStory, readItem } from '../engine/read-item.ts'
import { demoFees } from '../main/demo-fees.ts'
import { loadClaims } from '../main/load-claims.ts'

/**
 * Two banks alike to the last row, in which another thing is proposed about every item: what whoever is to key them can read, a list,
 * a count, an order or a length, has to be the same in both. What tells the two apart tells what was proposed.
 */

const NOW = Temporal.Instant.from('2026-11-20T17:00:00Z')
const ALWAYS = { name: 'second-key', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 } as const
const WAYS = Object.keys(RESOLUTIONS) as Resolution[] // its own keys

interface World {
  readonly server: SampleServer
  readonly desk: Desk
  readonly manager: number
  readonly tokens: Readonly<Record<'ann' | 'bob' | 'kim' | 'manager', string>>
  readonly decisions: Map<number, string>
  /** The item of a claim that was taken down by telephone. */
  readonly claimed: number
}
type Who = keyof World['tokens']

/** What is proposed about an item in the one bank, and in the other. */
interface Pair {
  readonly item: number
  readonly one: ResolutionAsked
  readonly other: ResolutionAsked
}

let worlds: readonly [World, World]
let accounts: readonly string[]
let pairs: readonly Pair[]

async function openWorld(): Promise<World> {
  const server = await openSampleServer(300, { perKind: 1, now: () => NOW })
  const { engine } = server
  Object.assign(engine.institution, { fees: demoFees() })
  await loadClaims(engine, server.directory)
  const manager = await addPerson(engine, { login: 'manager', roles: ['supervisor'] })
  const desk = await openDesk(engine, { person: manager, session: 'stepped-up' })
  await openCases(engine)
  const tokens = {
    ann: await sessionOf(engine, desk.ann.personId),
    bob: await sessionOf(engine, desk.bob.personId),
    kim: await sessionOf(engine, desk.kim.personId),
    manager: await sessionOf(engine, manager),
  }
  return { server, desk, manager, tokens, decisions: new Map(), claimed: await takeClaim(server, tokens.ann) }
}

/** A customer claims by telephone what posted: their written statement is still to come. */
async function takeClaim(server: SampleServer, token: string): Promise<number> {
  const debits = await ask<{ id: number }>(
    server.engine,
    `select item.id from item join receipt on receipt.id = item.id / 67108864
     where pack = 'ach' and direction = 'debit' and item.state = 'posted' and amount_minor > 0 and item.day >= '2026-11-01'
       and not exists (select from exception where exception.id = item.id) order by item.id`,
  )
  const headers = { authorization: `Bearer ${token}`, 'clearday-request': '1', 'content-type': 'application/json' }
  const body = JSON.stringify({ code: 'R10', statement: 'missing' })
  for (const { id } of debits) {
    const asked = { method: 'POST', headers: { ...headers, 'idempotency-key': `claim ${id}` }, body }
    const taken = await (await server.ask(pathTo('itemClaims', { item: id }), asked)).text()
    if (taken.includes('"claim-unauthorized"')) return id
  }
  throw new Error('no debit could be claimed')
}

beforeAll(async () => {
  worlds = [await openWorld(), await openWorld()]
  const { engine } = worlds[0].server
  const rows = await ask<{ number: string }>(
    engine,
    `select number from account where not internal and status = 'open' and type = 'checking' order by balance_minor desc limit 3`,
  )
  accounts = rows.map(row => row.number)
}, 180_000)
afterAll(async () => {
  for (const { server } of worlds) await server.close()
})

const variantsOf = (story: ItemStory, resolution: Resolution) =>
  wayVariants(story, resolution, { accounts, routing: routingOf(worlds[0]) })

function routingOf({ server }: World): string {
  return server.engine.institution.settings.routingNumbers[0] ?? ''
}

/**
 * For each way out an item about which two such things may be asked now, or where there is none, such a thing and another way out;
 * no item twice, and what few items offer first.
 */
async function choosePairs(world: World, charged: number): Promise<readonly Pair[]> {
  const stories = await openStories(world)
  // What is given back was charged, and one statement is still to come.
  const own = new Map<Resolution, number>([
    ['waive', charged],
    ['statement', world.claimed],
  ])
  const offering = (way: Resolution) =>
    stories.filter(
      ({ item: { id }, resolutions }) =>
        resolutions.includes(way) && ([...own.values()].includes(id) ? own.get(way) === id : !own.has(way)),
    )
  const ways = WAYS.toSorted((a, b) => offering(a).length - offering(b).length)
  const chosen: Pair[] = []
  for (const way of ways) {
    const free = offering(way).filter(story => chosen.every(pair => pair.item !== story.item.id))
    const pair =
      (await alikePair(world, way, free.slice(0, TRIED))) ?? (await pairOfWays(world, way, free.slice(0, TRIED)))
    if (pair !== undefined) chosen.push(pair)
  }
  return chosen
}

/** Items of a way out of which it is tried whether two things may be asked. */
const TRIED = 20

async function openStories({ server: { engine } }: World): Promise<readonly ItemStory[]> {
  const rows = await ask<{ id: number }>(
    engine,
    "select id from exception where scope = 'item' and state = 'open' order by decided_by, id",
  )
  const stories: ItemStory[] = []
  for (const { id } of rows) {
    const story = await readItem(engine, id)
    if (story !== undefined) stories.push(story)
  }
  return stories
}

async function alikePair(world: World, way: Resolution, stories: readonly ItemStory[]): Promise<Pair | undefined> {
  for (const story of stories) {
    const variants = variantsOf(story, way)
    const [one, other] = variants.length < 2 ? [] : await possible(world, story, variants)
    if (one !== undefined && other !== undefined) return { item: story.item.id, one, other }
  }
  return undefined
}

async function pairOfWays(world: World, way: Resolution, stories: readonly ItemStory[]): Promise<Pair | undefined> {
  for (const story of stories) {
    const [one] = await possible(world, story, variantsOf(story, way))
    if (one === undefined) continue
    const others = story.resolutions.filter(each => each !== way).flatMap(each => variantsOf(story, each))
    const [other] = await possible(world, story, others)
    if (other !== undefined) return { item: story.item.id, one, other }
  }
  return undefined
}

/** Two of them at most that may be done now, and do not do the same. */
async function possible(
  { server: { engine }, desk }: World,
  story: ItemStory,
  variants: readonly ResolutionAsked[],
): Promise<readonly ResolutionAsked[]> {
  const found = new Map<string, ResolutionAsked>()
  for (const asked of variants) {
    const preview = await previewResolution(engine, { itemId: story.item.id, asked, by: desk.ann })
    if (preview.is === 'previewed' && !found.has(preview.sha256)) found.set(preview.sha256, asked)
    if (found.size === 2) break
  }
  return [...found.values()]
}

const READS = Object.entries<Route>(ROUTES).filter(([name, { method }]) => method === 'get' && name !== 'live')
/** It counts what was asked and how long that took, of everybody: it is read in both banks in the same order, and tells times. */
const TIMED = ['metrics']

/** Everything that somebody can read, by what was asked for, and what they are answered who try. */
async function crawl(world: World, who: Who): Promise<ReadonlyMap<string, string>> {
  const read = new Map<string, string>()
  for (const { item } of pairs) {
    const holes = await holesOf(world, item)
    const query = queriesOf(holes)
    for (const [name, { path }] of READS.filter(([one]) => !TIMED.includes(one)))
      for (const one of query[name] ?? [{}]) {
        const at = `${name} ${pathTo(path, holes, one)}`
        if (!read.has(at)) read.set(at, await get(world, who, pathTo(path, holes, one)))
      }
  }
  return read
}

async function get({ server, tokens }: World, who: Who, path: string): Promise<string> {
  const response = await server.ask(path, { headers: { authorization: `Bearer ${tokens[who]}` } })
  return plain(`${response.status} ${[...response.headers].join(' ')} ${await response.text()}`)
}

/** Without what is drawn anew each time: hashes, which are of salted rows, the numbers of requests and of sessions, the names of samples. */
function plain(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'uuid')
    .replaceAll(/\b[0-9a-f]{16,64}\b/g, 'hash')
    .replaceAll(/person-\d+/g, 'person')
}

async function holesOf({ server, decisions }: World, item: number): Promise<Readonly<Record<string, string>>> {
  const [row] = await ask<Record<'at' | 'queue' | 'kind' | 'pack' | 'receipt' | 'amount', string>>(
    server.engine,
    `select case_shard || '-' || case_id as at, queue, kind, pack, receipt_id::text as receipt, (debit_minor + credit_minor)::text as amount
     from exception where id = $1`,
    [item],
  )
  const fixed = {
    side: 'front',
    rule: 'R01',
    login: 'ann',
    day: '2026-11-20',
    exception: '1',
    bulk: '1',
    question: '1-1',
  }
  return { ...fixed, ...row, case: row?.at ?? '', item: String(item), decision: decisions.get(item) ?? '' }
}

type Query = Readonly<Record<string, string>>

/** What is asked of lists that filter: what is filtered by is told by what is listed. */
function queriesOf({ item, receipt, kind, pack, queue, amount }: Readonly<Record<string, string>>) {
  const pages: readonly Query[] = [{ limit: '500' }]
  return {
    listItems: ['suspended', 'returned', 'posted', 'adjusted', 'forwarded'].map(state => ({
      ...{ receipt: receipt ?? '', state, limit: '500' },
    })),
    listExceptions: [
      ...['open', 'decided', 'closed', 'unclosed'].map(state => ({ state, limit: '500' })),
      { kind: kind ?? '', pack: pack ?? '', queue: queue ?? '' },
      { amount_from: amount ?? '', amount_to: amount ?? '' },
    ],
    listEvents: [{ subject: item ?? '' }, ...pages],
    listLetters: [{ item: item ?? '' }, ...pages],
    lessons: [{ pack: pack ?? '', kind: kind ?? '' }],
    listApprovals: pages,
    listReceipts: pages,
    personCan: WAYS.flatMap(act => [{ act }, { act, cluster: `${receipt}/0`, reason: kind ?? '' }]),
    workFind: [{ number: item ?? '' }],
    deadline: [{ from: '2026-07-02' }],
  } as Readonly<Record<string, readonly Query[]>>
}

/** Charges one of them for work on it, so that there is a fee to give back. */
async function chargeOne(world: World): Promise<number> {
  for (const story of await openStories(world)) {
    const asked = { resolution: 'fee', fee: 'research' } as const
    const done = await takeAsShown(world.server.engine, { itemId: story.item.id, asked, by: world.desk.ann })
    if (done.is === 'done') return story.item.id
  }
  throw new Error('nobody could be charged')
}

/** Ann proposes about every item of the pairs, under a policy that asks for a blind second key whatever is done. */
async function propose({ server: { engine }, desk, decisions }: World, which: 'one' | 'other'): Promise<void> {
  Object.assign(engine.institution, { secondKeys: [{ ...ALWAYS, resolutions: WAYS, keying: 'blind' }] })
  for (const { item, [which]: asked } of pairs) {
    const done = await takeAsShown(engine, { itemId: item, asked, by: desk.ann })
    expect(done, JSON.stringify(asked)).toMatchObject({ is: 'proposed', keying: 'blind' })
    const [row] = await ask<{ at: string }>(
      engine,
      "select shard || '-' || id as at from decision where state = 'proposed' and exception_id = $1",
      [item],
    )
    decisions.set(item, row?.at ?? '')
  }
}

/** What is asked for in both and not answered alike. */
function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  expect([...one.keys()]).toEqual([...other.keys()])
  return [...one].flatMap(([at, text]) => (other.get(at) === text ? [] : [at]))
}

/** What whoever is to key them is answered who tries what they may not, and who looks what they would do themselves. */
async function attempts(world: World): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>()
  for (const { item } of pairs) {
    const decision = world.decisions.get(item)
    const bodies: Readonly<Record<string, object>> = {
      [`/v1/decisions/${decision}/approve`]: { sha256: '0'.repeat(64) },
      [`/v1/decisions/${decision}/withdraw`]: {},
      [`/v1/items/${item}/previews`]: { resolution: 'forward', recipient: 'Estates', words: 'What was meant?' },
      [`/v1/items/${item}/undo`]: { decision, preview_sha256: '0'.repeat(64), expected: 'done' },
    }
    for (const [path, body] of Object.entries(bodies)) answers.set(path, await post(world, 'bob', path, body))
  }
  return answers
}

/** What Kim is answered, who may do none of it alone and approve nothing, and reads who can. */
async function refusals(world: World): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>()
  for (const { item, one, other } of pairs) {
    const approve = `/v1/decisions/${world.decisions.get(item)}/approve`
    answers.set(approve, await post(world, 'kim', approve, { sha256: '0'.repeat(64) }))
    for (const asked of [one, other])
      answers.set(`${item} ${JSON.stringify(asked)}`, await post(world, 'kim', `/v1/items/${item}/previews`, asked))
  }
  return answers
}

async function post({ server, tokens }: World, who: Who, path: string, body: object): Promise<string> {
  const headers = {
    ...{ authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1', 'content-type': 'application/json' },
    'idempotency-key': crypto.randomUUID(),
  }
  const response = await server.ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return plain(`${response.status} ${await response.text()}`)
}

/** What is shown to Ann of what she proposed, by item. */
async function shownToMaker({ server, tokens }: World): Promise<ReadonlyMap<number, Approval['effect']>> {
  const path = pathTo('approvals', {}, { limit: '500' })
  const response = await server.ask(path, { headers: { authorization: `Bearer ${tokens.ann}` } })
  const { data } = ApprovalPage.parse(await response.json())
  return new Map(data.map(one => [one.item, one.effect]))
}

/** The reads that nobody was answered anything by. */
function unread(...all: readonly ReadonlyMap<string, string>[]): readonly string[] {
  const read = new Set(
    all.flatMap(one => [...one].flatMap(([at, text]) => (text.startsWith('200 ') ? [nameOf(at)] : []))),
  )
  return READS.map(([name]) => name).filter(name => !read.has(name) && !TIMED.includes(name))
}

function nameOf(at: string): string {
  return at.split(' ')[0] ?? ''
}

// Seen red with all as they were found: the sums of what somebody proposed blind told by what they can; each limit that a proposal
// is over told by a sentence of its own; those sums told by who else can in a refusal; and what was keyed by who may approve it.
test('law: whatever is proposed blind, by every way out, whoever is to key it reads the same to the byte', async () => {
  const [one, other] = worlds
  const charged = await chargeOne(one)
  expect(await chargeOne(other)).toBe(charged)
  pairs = await choosePairs(one, charged)
  // A batch or a file is released, never an item.
  expect(WAYS.filter(way => pairs.every(pair => pair.one.resolution !== way))).toEqual(['release'])
  const listening = async (world: World) => {
    const headers = { authorization: `Bearer ${world.tokens.bob}` }
    return { world, live: await world.server.ask(pathTo('live'), { headers }) }
  }
  const streams = [await listening(one), await listening(other)]
  await propose(one, 'one')
  await propose(other, 'other')
  const bob = await crawl(one, 'bob')
  const manager = await crawl(one, 'manager')
  expect(differing(bob, await crawl(other, 'bob'))).toEqual([])
  expect(differing(manager, await crawl(other, 'manager'))).toEqual([])
  expect(differing(await attempts(one), await attempts(other))).toEqual([])
  const banks = worlds.map(({ server: { engine }, manager }) => ({ engine, manager }))
  await limitBetween(banks)
  expect(differing(await refusals(one), await refusals(other))).toEqual([])
  // The export asks for the password once more; there is no act on many, no question, nothing held as a whole about them, and their day is not closed.
  expect(unread(bob, manager).toSorted()).toEqual([
    ...['auditExport', 'bulkAct', 'claimCandidates', 'dayCloseList', 'held', 'heldActs', 'heldEarlier', 'heldUndo'],
    ...['listBulkMembers', 'question'],
  ])
  // What tells them apart is there to be read: by who proposed it.
  const [own, ownOther] = [await shownToMaker(one), await shownToMaker(other)]
  for (const { item } of pairs) expect(own.get(item), `item ${item}`).not.toEqual(ownOther.get(item))
  const [told, toldOther] = await Promise.all(streams.map(({ world, live }) => heard(world.server, live)))
  // How often it looked is a matter of time: what it said is not.
  const said = (text: string | undefined) => new Set(text?.match(/^event: .*$/gm))
  expect(said(told)).toEqual(said(toldOther))
})
