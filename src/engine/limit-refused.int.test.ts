import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { debitsToDecide } from '../../test/samples/debits-to-decide.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import type { Act } from '../core/authority/act.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import { endDecision } from './end-proposal.ts'
import type { Engine } from './engine.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readEvents } from './read-events.ts'
import { resolveException } from './resolve-exception.ts'

/** What somebody split under a limit is written down for whoever looks after limits: Kim posts up to 5,000.00, Ann approves up to 5,000.00 of a day. */

const [PAYEE = '', OTHER = ''] = accountNumbers(2)
const POST = { resolution: 'post' } as const
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

async function limit(login: string, act: Act, minor: bigint): Promise<void> {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limits = (['act', 'day', 'payee', 'cluster'] as const).map(
    measure => ({ change: 'grant', hold: 'limit', of: { login }, act, measure, days: 1, limitMinor: minor }) as const,
  )
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, limits)
  expect(changed.outcome).toBe('changed')
}

/** As a supervisor finds them in the audit log. */
async function told(): Promise<readonly object[]> {
  const day = at().clock.now.toZonedDateTimeISO('America/New_York').toPlainDate().toString()
  const wanted = {
    day,
    actor: undefined,
    kind: 'limit_refused',
    subject: undefined,
    ofPeople: undefined,
    after: undefined,
    limit: 50,
  }
  const found = await readEvents(engine, wanted)
  return (found?.events ?? []).map(({ actor, subject, body }) => ({ actor, subject, ...body })).reverse()
}

const post = (itemId: number, by: Decider) => takeAsShown(engine, { itemId, asked: POST, by })
const SUM = { act: 'post', measure: 'day', days: 1, limitMinor: 500_000, amountMinor: 490_000, also: 'payee cluster' }

// Seen red with nothing written, with an act that is over the limit alone written, and without asking whether it is there already.
test('law: three times 4,900 under 5,000: the second and the third are told, who, which limit, the sum and the item, once each', async () => {
  await limit('kim', 'post', 500_000n)
  const [first = 0, second = 0, third = 0] = await debitsToDecide(engine, [490_000, 490_000, 490_000], {
    account: PAYEE,
  })
  const [large = 0] = await debitsToDecide(engine, [510_000], { account: OTHER })
  const actor = `person ${desk.kim.personId}`
  expect(await post(first, desk.kim)).toMatchObject({ is: 'done' })
  for (const itemId of [second, third]) await previewResolution(engine, { itemId, asked: POST, by: desk.kim })
  expect(await told()).toEqual([])
  for (const itemId of [second, third]) expect(await post(itemId, desk.kim)).toMatchObject({ is: 'proposed' })
  const both = [
    { actor, subject: second, ...SUM, usedMinor: 490_000 },
    { actor, subject: third, ...SUM, usedMinor: 980_000 },
  ]
  expect(await told()).toEqual(both)
  // Tried again it is the same attempt, and what is too much by itself is no split.
  const [row] = await ask<{ shard: number; id: number }>(
    engine,
    'select shard, id from decision where exception_id = $1',
    [third],
  )
  const ended = await endDecision(engine, { decision: row ?? { shard: 0, id: 0 }, by: desk.kim, as: 'withdrawn' })
  expect(ended).toMatchObject({ is: 'ended' })
  expect(await post(third, desk.kim)).toMatchObject({ is: 'proposed' })
  expect(await told()).toEqual(both)
  expect((await proveDay(engine)).problems).toEqual([])
  await limit('kim', 'post', 2_000_000n)
  await limit('ann', 'post', 500_000n)
  expect(await post(large, desk.ann)).toMatchObject({ is: 'proposed' })
  expect(await told()).toEqual(both)
})

// Seen red with what is refused, and not proposed, left out.
test('an order to do it alone that a sum stands against, and an approval over a sum, are refused and told', async () => {
  await limit('kim', 'post', 500_000n)
  await limit('ann', 'approve', 500_000n)
  const [first = 0, second = 0] = await debitsToDecide(engine, [490_000, 490_000], { account: PAYEE })
  await post(first, desk.kim)
  const preview = await previewResolution(engine, { itemId: second, asked: POST, by: desk.kim })
  const previewSha256 = preview.is === 'previewed' ? preview.sha256 : ''
  const alone = { itemId: second, asked: POST, by: desk.kim, previewSha256, expected: 'done' } as const
  for (let n = 0; n < 3; n++)
    expect(await resolveException(engine, alone)).toMatchObject({ refused: 'second_person_needed' })
  expect(await told()).toMatchObject([{ actor: `person ${desk.kim.personId}`, subject: second, act: 'post' }])
  const others = await debitsToDecide(engine, [300_000, 300_000], { account: OTHER })
  const approved = []
  for (const itemId of others) {
    await post(itemId, desk.kim)
    const [row] = await ask<{ shard: number; id: number; sha256: string }>(
      engine,
      "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where exception_id = $1",
      [itemId],
    )
    const { shard = 0, id = 0, sha256 = '' } = row ?? {}
    approved.push((await approveDecision(engine, { decision: { shard, id }, by: desk.ann, sha256 })).is)
  }
  expect(approved).toEqual(['approved', 'refused'])
  expect((await told()).at(-1)).toEqual({
    ...{ ...SUM, act: 'approve', actor: `person ${desk.ann.personId}`, subject: others[1] },
    ...{ usedMinor: 300_000, amountMinor: 300_000 },
  })
  expect((await proveDay(engine)).problems).toEqual([])
})
