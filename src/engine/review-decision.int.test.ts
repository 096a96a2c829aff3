import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { debitsToDecide } from '../../test/samples/debits-to-decide.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { supervise } from '../../test/samples/supervise.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import { approveDecision } from './approve-decision.ts'
import type { Engine } from './engine.ts'
import { keyDecision } from './key-decision.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { type Resolved, resolveException } from './resolve-exception.ts'
import { pageReviews, readReviews, reviewDecision } from './review-decision.ts'

/** The three levels of supervision: before, a share, afterwards. */

const [DECEASED = '', OTHER = ''] = accountNumbers(2)
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

/** Ann's work on ACH is looked at like this, and she posts a debit of 1.00. */
async function postSupervised(level: 'before' | 'after'): Promise<Resolved> {
  await supervise(engine, 'ann', level)
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
  expect(seen).toMatchObject({ review: { of: 'decision', personName: 'ann', amountMinor: 100 }, whyNot: [] })
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

// Seen red with approvals looked at by nobody: of two who are both looked at first, one made the other's decision count.
test('law: what is looked at before it counts is approved by nobody who is looked at so, and taken back by none of them', async () => {
  await postSupervised('before')
  await supervise(engine, 'cleo', 'before')
  const order = await proposalIn(engine)
  expect(await approveDecision(engine, { ...order, by: desk.cleo })).toMatchObject({
    refused: 'not_authorised',
    why: expect.stringMatching(/^Your work of ach is looked at before it counts; .*bob.* can\.$/),
  })
  expect(await approveDecision(engine, { ...order, by: desk.bob })).toMatchObject({ is: 'approved' })
})

// Seen red with the approval not said to be due.
test('looked at afterwards: a yes to what another made is due as well, to those who had no hand in either', async () => {
  await supervise(engine, 'bob', 'after')
  await postSupervised('before')
  const order = { ...(await proposalIn(engine)), by: desk.bob }
  expect(await approveDecision(engine, order)).toMatchObject({ is: 'approved' })
  expect(await due()).toEqual([['approval', 'bob']])
  for (const by of [desk.ann, desk.bob])
    expect(await reviewDecision(engine, { decision: order.decision, by })).toMatchObject({ refused: 'not_authorised' })
  expect(await reviewDecision(engine, { decision: order.decision, by: desk.cleo })).toEqual({ is: 'reviewed' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the undoing not said to be due, and with whoever undid among those who may look.
test('looked at afterwards: an undoing is due as well, and the decision that it took back is not any more', async () => {
  await supervise(engine, 'cleo', 'after')
  await postSupervised('after')
  const [made] = await ask<{ shard: number; id: number; item: number }>(
    engine,
    'select shard, id, exception_id as item from decision',
  )
  if (made === undefined) throw new Error('it was decided')
  expect(await takeBack(engine, { itemId: made.item, by: desk.cleo })).toMatchObject({ is: 'undone' })
  expect(await due()).toEqual([['undoing', 'cleo']])
  for (const by of [desk.ann, desk.cleo])
    expect(await reviewDecision(engine, { decision: made, by })).toMatchObject({ refused: 'not_authorised' })
  expect(await reviewDecision(engine, { decision: made, by: desk.bob })).toEqual({ is: 'reviewed' })
  expect(await due()).toEqual([])
  expect(await ask(engine, 'select review, undo_review, undo_reviewed_by from decision')).toEqual([
    { review: 'due', undo_review: 'done', undo_reviewed_by: desk.bob.personId },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with what came read of nothing, and with what was keyed blind told as well.
test('looked at afterwards: what came stands beside what was put in its place, and nothing of what was keyed blind', async () => {
  await supervise(engine, 'bob', 'after')
  await recordAccounts(engine, [anAccount(engine, OTHER, { balanceMinor: 10_000_000 })])
  const asked = { resolution: 'correct', fields: { account: OTHER } } as const
  const second = {
    seen: approveDecision,
    blind: (by: Engine, order: Parameters<typeof approveDecision>[1]) => keyDecision(by, { ...order, asked }),
  }
  const policy = { owner: 'Sue', from: '2020-01-01', to: '9999-12-31', resolutions: ['correct'] } as const
  const secondKeys = [
    { ...policy, name: 'seen', fromMinor: 0, keying: 'seen' },
    { ...policy, name: 'blind', fromMinor: 1_000_000, keying: 'blind' },
  ] as const
  engine = { ...engine, institution: { ...engine.institution, secondKeys } }
  for (const itemId of await debitsToDecide(engine, [600_000, 1_200_000], { account: DECEASED })) {
    const proposed = await takeAsShown(engine, { itemId, asked, by: desk.ann })
    if (proposed.is !== 'proposed') throw new Error('it waits for a second person')
    const order = { ...(await proposalIn(engine)), by: desk.bob }
    expect(await second[proposed.keying](engine, order)).toMatchObject({ is: 'approved' })
  }
  const { rows } = await pageReviews(engine, desk.cleo, { from: undefined, limit: 10 })
  expect(rows.map(({ review, received }) => [review.keying, received])).toEqual([
    ['seen', [{ field: 'account', value: DECEASED, sensitive: 'account' }]],
    ['blind', []],
  ])
})

/** What is to be looked at, with who did it. */
async function due(): Promise<readonly (readonly string[])[]> {
  return (await readReviews(engine, desk.bob)).map(({ review: { of, personName } }) => [of, personName])
}
