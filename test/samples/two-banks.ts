import { expect } from 'vitest'
import { type Approval, ApprovalPage } from '../../src/contract/approval.ts'
import { pathTo } from '../../src/contract/paths.ts'
import type { Route } from '../../src/contract/route.ts'
import { ROUTES } from '../../src/contract/routes.ts'
import type { SecondKeyPolicy } from '../../src/core/approval/second-key.ts'
import { RESOLUTIONS, type Resolution } from '../../src/core/exception.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import { openCases } from '../../src/engine/open-cases.ts'
import { previewResolution } from '../../src/engine/preview-resolution.ts'
import { readHead } from '../../src/engine/read-day.ts'
import { type ItemStory, readItem } from '../../src/engine/read-item.ts'
import { demoFees } from '../../src/main/demo-fees.ts'
import { loadClaims } from '../../src/main/load-claims.ts'
import { openSampleServer, type SampleServer } from '../sample-server.ts'
import { ask } from './arrivals.ts'
import { type Desk, openDesk } from './desk.ts'
import { addPerson, sessionOf, steppedUp } from './people.ts'
import { takeAsShown } from './take-as-shown.ts'
import { wayVariants } from './way-variants.ts'

/**
 * Two banks alike to the last row, in which another thing is proposed about every item: what whoever is to key them can read, a list,
 * a count, an order or a length, has to be the same in both. What tells the two apart tells what was proposed.
 */

const NOW = Temporal.Instant.from('2026-11-20T17:00:00Z')
/** Every way out that there is. */
export const WAYS = Object.keys(RESOLUTIONS) as Resolution[] // its own keys

/** A bank with a desk at which Ann proposes, Bob keys a second time, Kim may do little, and a manager reads everything. */
export interface World {
  readonly server: SampleServer
  readonly desk: Desk
  readonly manager: number
  readonly tokens: Readonly<Record<'ann' | 'bob' | 'kim' | 'manager', string>>
  readonly decisions: Map<number, string>
  /** Open accounts of its customers. */
  readonly accounts: readonly string[]
}
export type Who = keyof World['tokens']

/** What is proposed about an item in the one bank, and in the other. */
export interface Pair {
  readonly item: number
  readonly one: ResolutionAsked
  readonly other: ResolutionAsked
}

/** A simulated day with one of each kind of exception, as any other that is opened by this. */
export async function openWorld(): Promise<World> {
  const server = await openSampleServer(300, { perKind: 1, now: () => NOW })
  const { engine } = server
  Object.assign(engine.institution, { fees: demoFees() })
  await loadClaims(engine, server.directory)
  const manager = await addPerson(engine, { login: 'manager', roles: ['supervisor'] })
  const desk = await openDesk(engine, { person: manager, session: 'stepped-up' })
  await openCases(engine)
  const tokens = {
    ann: await sessionOf(engine, desk.ann.personId),
    // What he is to key without seeing it asks who he is each time.
    bob: await steppedUp(engine, await sessionOf(engine, desk.bob.personId)),
    kim: await sessionOf(engine, desk.kim.personId),
    manager: await sessionOf(engine, manager),
  }
  const rows = await ask<{ number: string }>(
    engine,
    `select number from account where not internal and status = 'open' and type = 'checking' order by balance_minor desc limit 3`,
  )
  const accounts = rows.map(row => row.number)
  await takeClaim(server, tokens.ann)
  return { server, desk, manager, tokens, decisions: new Map(), accounts }
}

/** A customer claims by telephone what posted: their written statement is still to come. */
async function takeClaim(server: SampleServer, token: string): Promise<void> {
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
    if (taken.includes('"claim-unauthorized"')) return
  }
  throw new Error('no debit could be claimed')
}

export function routingOf({ server }: World): string {
  return server.engine.institution.settings.routingNumbers[0] ?? ''
}

/** Every item with an exception that is open. */
export async function openStories({ server: { engine } }: World): Promise<readonly ItemStory[]> {
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

/** Two such things that may be asked about one of these items; undefined where there are none. */
export async function alikePair(
  world: World,
  way: Resolution,
  stories: readonly ItemStory[],
): Promise<Pair | undefined> {
  for (const story of stories) {
    const variants = variantsOf(world, story, way)
    const [one, other] = variants.length < 2 ? [] : await possible(world, story, variants)
    if (one !== undefined && other !== undefined) return { item: story.item.id, one, other }
  }
  return undefined
}

/** Two of them at most that may be done now, and do not do the same. */
export async function possible(
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
export async function crawl(
  world: World,
  { who, items }: { readonly who: Who; readonly items: readonly number[] },
): Promise<ReadonlyMap<string, string>> {
  const read = new Map<string, string>()
  for (const item of items) {
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

/** What is asked for in both and not answered alike. */
export function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  expect([...one.keys()]).toEqual([...other.keys()])
  return [...one].flatMap(([at, text]) => (other.get(at) === text ? [] : [at]))
}

/** What whoever is to key them is answered who tries what they may not, and who looks what they would do themselves. */
export async function attempts(world: World, items: readonly number[]): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>()
  for (const item of items) {
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

/** As somebody of the desk. */
export async function post({ server, tokens }: World, who: Who, path: string, body: object): Promise<string> {
  const headers = {
    ...{ authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1', 'content-type': 'application/json' },
    'idempotency-key': crypto.randomUUID(),
  }
  const response = await server.ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return plain(`${response.status} ${await response.text()}`)
}

/** What is shown to Ann of what she proposed, by item. */
export async function shownToMaker({ server, tokens }: World): Promise<ReadonlyMap<number, Approval['effect']>> {
  const path = pathTo('approvals', {}, { limit: '500' })
  const response = await server.ask(path, { headers: { authorization: `Bearer ${tokens.ann}` } })
  const { data } = ApprovalPage.parse(await response.json())
  return new Map(data.map(one => [one.item, one.effect]))
}

/** The reads that nobody was answered anything by. */
export function unread(...all: readonly ReadonlyMap<string, string>[]): readonly string[] {
  const read = new Set(
    all.flatMap(one => [...one].flatMap(([at, text]) => (text.startsWith('200 ') ? [nameOf(at)] : []))),
  )
  return READS.map(([name]) => name).filter(name => !read.has(name) && !TIMED.includes(name))
}

function nameOf(at: string): string {
  return at.split(' ')[0] ?? ''
}

/** Ann proposes about every item of the pairs, under these policies. */
export async function propose(
  { server: { engine }, desk, decisions }: World,
  of: {
    readonly pairs: readonly Pair[]
    readonly which: 'one' | 'other'
    readonly secondKeys: readonly SecondKeyPolicy[]
  },
): Promise<void> {
  Object.assign(engine.institution, { secondKeys: of.secondKeys })
  for (const { item, [of.which]: asked } of of.pairs) {
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

export function variantsOf(world: World, story: ItemStory, resolution: Resolution): readonly ResolutionAsked[] {
  return wayVariants(story, resolution, { accounts: world.accounts, routing: routingOf(world) })
}

/** Bob hears what his page is told from now on. It is read as it comes: whoever leaves a hundred messages unread hears no more. */
export async function listening(world: World) {
  const headers = { authorization: `Bearer ${world.tokens.bob}` }
  const live = await world.server.ask(pathTo('live'), { headers })
  const hearing: Hearing = { world, text: '', upTo: undefined, ended: Promise.resolve() }
  hearing.ended = hear(live, hearing)
  return hearing
}

interface Hearing {
  readonly world: World
  text: string
  /** The event after which nothing more is heard. */
  upTo: string | undefined
  ended: Promise<void>
}

async function hear(live: Response, hearing: Hearing): Promise<void> {
  const reader = live.body?.getReader()
  const decoder = new TextDecoder()
  while (hearing.upTo === undefined || !hearing.text.includes(`id: ${hearing.upTo}\n`)) {
    const read = await reader?.read()
    if (read === undefined || read.done) throw new Error(`the stream ended before ${hearing.upTo}`)
    hearing.text += decoder.decode(read.value)
  }
  await reader?.cancel()
}

/** What he was told up to now. How often it looked is a matter of time: what it said is not. */
export async function toldBy(hearing: Hearing): Promise<ReadonlySet<string>> {
  // Of what was heard already the stream’s own sign of life lets it go on.
  hearing.upTo = await readHead(hearing.world.server.engine)
  await hearing.ended
  return new Set(hearing.text.match(/^event: .*$/gm))
}
