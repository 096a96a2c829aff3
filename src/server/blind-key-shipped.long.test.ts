import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { anAccount, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { creditTo } from '../../test/samples/large-keyed.ts'
import { SHIPPED_KEYS } from '../../test/samples/shipped-keys.ts'
import {
  alikePair,
  attempts,
  crawl,
  differing,
  listening,
  openStories,
  openWorld,
  type Pair,
  propose,
  shownToMaker,
  toldBy,
  type World,
} from '../../test/samples/two-banks.ts'
import { presentUnreadChecks } from '../../test/samples/unread-checks.ts'
import type { Resolution } from '../core/exception.ts'
import { openCases } from '../engine/open-cases.ts'
import type { ItemStory } from '../engine/read-item.ts'
import { recordAccounts } from '../engine/record-facts.ts'

/** What is keyed under the policies that both work types ship: see `openWorld`. The accounts that are keyed stand nowhere else. */

/** As shipped but for the amounts: a sample day has few items of 10,000.00. */
const POLICIES = SHIPPED_KEYS.map(one => (one.keying === 'blind' ? { ...one, fromMinor: 1_00 } : one))
const BLIND = POLICIES.filter(one => one.keying === 'blind')
const PLANTED = accountNumbers(3, 880)
const DECEASED = accountNumbers(3, 860)

let worlds: readonly [World, World]
beforeAll(async () => {
  worlds = [await openKeyed(), await openKeyed()]
}, 180_000)
afterAll(async () => {
  for (const { server } of worlds) await server.close()
})

/** With entries for the dead, and checks whose amounts cannot be read, of one of which the account cannot be read either. */
async function openKeyed(): Promise<World> {
  const world = await openWorld()
  const { engine } = world.server
  await recordAccounts(
    engine,
    PLANTED.map(number => anAccount(engine, number, { balanceMinor: 50_000_000 })),
  )
  // With each of the three ways out an entry goes to another account.
  await recordAccounts(
    engine,
    DECEASED.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  for (const [n, account] of DECEASED.entries())
    await receiveAndProcess(engine, { name: `estate ${n}.ach`, bytes: creditTo(account, 1_200_001 + n) })
  for (const account of [world.accounts[0] ?? '', '44*0000000'])
    await presentUnreadChecks(engine, world.desk.ann, account, [7_193_590])
  await openCases(engine)
  return { ...world, accounts: PLANTED }
}

/** Each blind policy with each of its ways out. */
const KEYED = BLIND.flatMap(({ name, resolutions, kinds = [] }) => resolutions.map(way => ({ name, way, kinds })))

/** For each way out of each policy a pair, those that few items offer first; then one of every other kind. No item twice. */
async function choosePairs(world: World) {
  const stories = await openStories(world)
  const pairs: (Pair & { readonly by: string })[] = []
  const isFree = ({ item: { id } }: ItemStory) => pairs.every(pair => pair.item !== id)
  const choose = async ({ name, way }: (typeof KEYED)[number], kinds: readonly string[]) => {
    const some = stories.filter(
      one =>
        isFree(one) && kinds.includes(one.exception?.kind ?? '') && one.resolutions.includes(way) && isKeyed(one, way),
    )
    const found = await alikePair(world, way, some)
    if (found !== undefined) pairs.push({ ...found, by: `${name} ${way}` })
  }
  for (const keyed of KEYED.toReversed()) await choose(keyed, keyed.kinds)
  for (const keyed of KEYED) for (const kind of keyed.kinds) await choose(keyed, [kind])
  return pairs
}

/** With a return only what could not be read is keyed. */
function isKeyed({ item }: ItemStory, way: Resolution): boolean {
  return way !== 'return' || item.amountMinor === 0
}

/** The accounts whole, or as pages mask them; the amounts with and without their dots. */
const TELLS = new RegExp(
  [...PLANTED, ...PLANTED.map(number => `•${number.slice(-4)}`), '71,?935\\.8[34]', '719358[34]'].join('|'),
)

function telling(read: ReadonlyMap<string, string>): readonly string[] {
  return [...read].flatMap(([at, text]) => (TELLS.test(text) ? [at] : []))
}

// Seen red with what was proposed shown to whoever may key it, and with what waits told to be worth what was keyed.
test('law: what is keyed under the policies that are shipped is in no byte that whoever is to key it reads, and tells the banks apart by none', async () => {
  const [one, other] = worlds
  const pairs = await choosePairs(one)
  expect(
    [...new Set(KEYED.map(({ name, way }) => `${name} ${way}`))].filter(by => pairs.every(pair => pair.by !== by)),
  ).toEqual([])
  const items = pairs.map(({ item }) => item)
  const streams = [await listening(one), await listening(other)]
  await propose(one, { pairs, which: 'one', secondKeys: POLICIES })
  await propose(other, { pairs, which: 'other', secondKeys: POLICIES })
  for (const who of ['bob', 'manager'] as const) {
    const read = await crawl(one, { who, items })
    expect(telling(read), who).toEqual([])
    expect(differing(read, await crawl(other, { who, items })), who).toEqual([])
  }
  const tried = await attempts(one, items)
  expect(telling(tried)).toEqual([])
  expect(differing(tried, await attempts(other, items))).toEqual([])
  const told = await Promise.all(streams.map(toldBy))
  expect(told[0]).toEqual(told[1])
  expect([...(told[0] ?? [])].filter(event => TELLS.test(event))).toEqual([])
  // What is looked for is there to be found: by who proposed it.
  const [own, ownOther] = [await shownToMaker(one), await shownToMaker(other)]
  for (const { item } of pairs) expect(own.get(item), `item ${item}`).not.toEqual(ownOther.get(item))
  expect(telling(await crawl(one, { who: 'ann', items: items.slice(0, 1) })).length).toBeGreaterThan(0)
})
