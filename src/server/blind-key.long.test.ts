import { afterAll, beforeAll, expect, test } from 'vitest'
import { limitBetween } from '../../test/samples/limit-between.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import {
  alikePair,
  attempts,
  crawl,
  differing,
  listening,
  openStories,
  openWorld,
  type Pair,
  possible,
  post,
  propose,
  shownToMaker,
  toldBy,
  unread,
  variantsOf,
  WAYS,
  type World,
} from '../../test/samples/two-banks.ts'
import type { Resolution } from '../core/exception.ts'
import type { ItemStory } from '../engine/read-item.ts'

/** What is proposed blind by a policy for every way out: see `openWorld`. By those that are shipped: blind-key-shipped. */

const ALWAYS = { name: 'second-key', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 } as const
const EVERY_WAY = { ...ALWAYS, resolutions: WAYS, keying: 'blind' } as const

let worlds: readonly [World, World]
let pairs: readonly Pair[]

beforeAll(async () => {
  worlds = [await openWorld(), await openWorld()]
}, 180_000)
afterAll(async () => {
  for (const { server } of worlds) await server.close()
})

/**
 * For each way out an item about which two such things may be asked now, or where there is none, such a thing and another way out;
 * no item twice, and what few items offer first.
 */
async function choosePairs(world: World, charged: number): Promise<readonly Pair[]> {
  const stories = await openStories(world)
  // What is given back was charged.
  const own = new Map<Resolution, number>([['waive', charged]])
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

async function pairOfWays(world: World, way: Resolution, stories: readonly ItemStory[]): Promise<Pair | undefined> {
  for (const story of stories) {
    const [one] = await possible(world, story, variantsOf(world, story, way))
    if (one === undefined) continue
    const others = story.resolutions.filter(each => each !== way).flatMap(each => variantsOf(world, story, each))
    const [other] = await possible(world, story, others)
    if (other !== undefined) return { item: story.item.id, one, other }
  }
  return undefined
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

// Seen red with all as they were found: the sums of what somebody proposed blind told by what they can; each limit that a proposal
// is over told by a sentence of its own; those sums told by who else can in a refusal; and what was keyed by who may approve it.
test('law: whatever is proposed blind, by every way out, whoever is to key it reads the same to the byte', async () => {
  const [one, other] = worlds
  const charged = await chargeOne(one)
  expect(await chargeOne(other)).toBe(charged)
  pairs = await choosePairs(one, charged)
  // A batch or a file is released, never an item.
  expect(WAYS.filter(way => pairs.every(pair => pair.one.resolution !== way))).toEqual(['release'])
  const items = pairs.map(({ item }) => item)
  const streams = [await listening(one), await listening(other)]
  await propose(one, { pairs, which: 'one', secondKeys: [EVERY_WAY] })
  await propose(other, { pairs, which: 'other', secondKeys: [EVERY_WAY] })
  const bob = await crawl(one, { who: 'bob', items })
  const manager = await crawl(one, { who: 'manager', items })
  expect(differing(bob, await crawl(other, { who: 'bob', items }))).toEqual([])
  expect(differing(manager, await crawl(other, { who: 'manager', items }))).toEqual([])
  expect(differing(await attempts(one, items), await attempts(other, items))).toEqual([])
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
  const [told, toldOther] = await Promise.all(streams.map(toldBy))
  expect(told).toEqual(toldOther)
})
