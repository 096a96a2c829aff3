import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { type Resolved, resolveException } from './resolve-exception.ts'
import { readReviews, reviewDecision } from './review-decision.ts'

/** The three levels of supervision: before, a share, afterwards. */

const [DECEASED = ''] = accountNumbers(1)
const at = engineOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(async () => {
  engine = at().engine
  desk = await openDesk(engine)
})

/** Ann's work on ACH is looked at like this, and she posts a debit of 1.00. */
async function postSupervised(level: 'before' | 'after'): Promise<Resolved> {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const supervision = { change: 'grant', hold: 'supervision', login: 'ann', workType: 'ach', level } as const
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [supervision])
  expect(changed).toMatchObject({ outcome: 'changed' })
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(1, { accounts: [DECEASED] }) }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  const wanted = { itemId: row?.id ?? 0, asked: { resolution: 'post' }, by: desk.ann } as const
  const preview = await previewResolution(engine, wanted)
  if (preview.is === 'refused') throw new Error(preview.why)
  return resolveException(engine, { ...wanted, previewSha256: preview.sha256 })
}

test('looked at before: it waits for a second person', async () => {
  expect(await postSupervised('before')).toMatchObject({
    is: 'proposed',
    needs: [expect.stringContaining('is looked at before it counts')],
  })
  expect(await readReviews(engine, desk.bob)).toEqual([])
})

// Seen red with the level left out of the decision, and with the hands not given to the question.
test('looked at afterwards: it counts at once, and waits for the eyes of somebody who had no hand in it', async () => {
  expect(await postSupervised('after')).toMatchObject({ is: 'done' })
  const [seen] = await readReviews(engine, desk.bob)
  expect(seen).toMatchObject({ review: { makerName: 'ann', amountMinor: 100 }, whyNot: [] })
  const decision = { shard: seen?.review.shard ?? 0, id: seen?.review.id ?? 0 }
  expect(await reviewDecision(engine, { decision, by: desk.ann })).toMatchObject({ refused: 'not_authorised' })
  expect(await reviewDecision(engine, { decision, by: desk.kim })).toMatchObject({ refused: 'not_authorised' })
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await reviewDecision(engine, { decision, by: desk.bob })).toEqual({ is: 'reviewed' })
  expect(await readReviews(engine, desk.bob)).toEqual([])
  expect(await reviewDecision(engine, { decision, by: desk.bob })).toMatchObject({ refused: 'decision_unknown' })
  expect(await ask(engine, 'select review, reviewed_by from decision')).toEqual([
    { review: 'done', reviewed_by: desk.bob.personId },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})
