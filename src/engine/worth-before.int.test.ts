import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { commitAs, dryRunOf } from '../../test/samples/bulk-acts.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { presentUnreadChecks } from '../../test/samples/unread-checks.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Engine } from './engine.ts'
import { previewBulk } from './preview-bulk.ts'
import { proveDay } from './prove-day.ts'
import { workBulks } from './work-bulks.ts'

/**
 * A step of an adjustment that stands makes its item worth nothing else, in every dry run: two amounts of one bundle cannot be read, of
 * 50.00 and 60.00, and the first is asked of the other bank, because it alone is not what the bundle is short of.
 */

const [OPEN = ''] = accountNumbers(1)
const at = deskOfEachTest([OPEN])
let desk: Desk
let [first, second] = [0, 0]
beforeEach(async () => {
  desk = at().desk
  ;[first = 0, second = 0] = await presentUnreadChecks(at().engine, desk.ann, OPEN, [5_000, 6_000])
})

const written = (amount: string): ResolutionAsked => ({ resolution: 'adjust', fields: { amount } })
const SETTLED: ResolutionAsked = { resolution: 'adjust', step: 'settle' }
const take = (engine: Engine, itemId: number, asked: ResolutionAsked) =>
  takeAsShown(engine, { itemId, asked, by: desk.ann })

/** With a policy under which nobody adjusts alone. */
function strictly(engine: Engine): Engine {
  const policy = { name: 'adjusts', owner: 'head of operations', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const secondKeys = [{ ...policy, resolutions: ['adjust'], keying: 'seen' }] as const
  return { ...engine, institution: { ...engine.institution, secondKeys } }
}

const members = () => ask(at().engine, 'select state, refused from bulk_member order by bulk_id, n')
const DONE = { state: 'done', refused: null }

// Seen red with an adjustment that stands counted again by whoever judges many approvals: the second was shown as stale.
test('law: approved at once with the settling of the first, the keying of the second counts the first once', async () => {
  const strict = strictly(at().engine)
  expect(await take(at().engine, first, written('50.00'))).toMatchObject({ effect: { adjustment: { state: 'asked' } } })
  expect(await take(strict, first, SETTLED)).toMatchObject({ is: 'proposed' })
  expect(await take(strict, second, written('60.00'))).toMatchObject({
    ...{ is: 'proposed', effect: { adjustment: { state: 'settled' }, balance: { afterMinor: 0 } } },
  })
  const decisions = await ask<{ shard: number; id: number }>(
    at().engine,
    "select shard, id from decision where state = 'proposed' order by id",
  )
  const selection = { by: 'decisions', decisions } as const
  const shown = await previewBulk(strict, { by: desk.bob, selection, order: { act: 'approve' } })
  expect(shown).toMatchObject({ shown: { done: { count: 2 }, refused: { count: 0 } } })
  await commitAs(strict, shown.is === 'refused' ? { id: 0, sha256: '' } : shown, desk.bob)
  await workBulks(strict)
  expect(await members()).toEqual([DONE, DONE])
  expect((await proveDay(strict)).problems).toEqual([])
})

// Seen red with the adjustments that stand not read for a dry run: nothing was there to settle.
test('law: a dry run of settling both in one bundle is what happens, to the hash', async () => {
  const { engine } = at()
  for (const [id, amount] of [
    [first, '50.00'],
    [second, '55.00'],
  ] as const)
    expect(await take(engine, id, written(amount))).toMatchObject({ effect: { adjustment: { state: 'asked' } } })
  const selection = { by: 'exceptions', filter: { kind: 'encoding-error' } } as const
  const shown = await dryRunOf(engine, { asked: SETTLED, by: desk.ann, selection })
  expect(shown.shown).toMatchObject({ matching: { count: 2 }, done: { count: 2 }, refused: { count: 0 } })
  await commitAs(engine, shown, desk.ann)
  await workBulks(engine)
  expect(await members()).toEqual([DONE, DONE])
  const worth = `select (effect::jsonb #>> '{adjustment,rightMinor}')::int as worth from decision where effect like '%"state":"settled"%' order by id`
  expect(await ask(engine, worth)).toEqual([{ worth: 5_000 }, { worth: 5_500 }])
  expect((await proveDay(engine)).problems).toEqual([])
})
