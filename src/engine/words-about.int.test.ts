import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { askQuestions } from '../../test/samples/asked-questions.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { addNoteWithin } from './add-note.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { endDecision } from './end-proposal.ts'
import type { Engine } from './engine.ts'
import { keyDecision } from './key-decision.ts'
import { openCases } from './open-cases.ts'
import { previewResolution } from './preview-resolution.ts'
import { proposalsOfNobody } from './proposals-of-nobody.ts'
import { proveDay } from './prove-day.ts'
import { readApprovals } from './read-approvals.ts'
import { recordAccounts } from './record-facts.ts'

/** Who is no blind second key, because they could have said what is keyed, or heard it. Ann decides; Bob and Cleo approve. */

const [DECEASED = ''] = accountNumbers(1)
const R15: ResolutionAsked = { resolution: 'return', code: 'R15' }
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
let itemId: number
beforeEach(async () => {
  engine = keyed('blind')
  desk = at().desk
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(1, { accounts: [DECEASED] }) }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  itemId = row?.id ?? 0
  await openCases(engine)
})

/** The institution with a policy by which returns are keyed so. */
function keyed(keying: 'seen' | 'blind'): Engine {
  const policy = { name: 'second-key', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const secondKeys = [{ ...policy, resolutions: ['return'], keying }] as const
  return { ...at().engine, institution: { ...at().engine.institution, secondKeys } }
}

const propose = async () => {
  const made = await takeAsShown(engine, { itemId, asked: R15, by: desk.ann })
  expect(made).toMatchObject({ is: 'proposed' })
}

const waiting = () => proposalIn(engine)

const key = async (by: Decider, asked = R15) => keyDecision(engine, { ...(await waiting()), by, asked })

/** What the list of approvals says to them. */
async function told(by: Decider): Promise<string> {
  const [seen] = await readApprovals(engine, by)
  return seen?.may === 'nothing' ? seen.whyNot.join(' ') : (seen?.may ?? 'not listed')
}

async function write(by: Decider): Promise<void> {
  const [of] = await ask<{ shard: number }>(engine, 'select shard from exception')
  const note = { shard: of?.shard ?? 0, about: 'item', subjectId: itemId, authorId: by.personId } as const
  await inWriteRequest(engine.database, 1, tx =>
    addNoteWithin(engine, tx, { ...note, words: 'The estate says R15.', evidence: undefined }),
  )
}

const AND_SO = 'and whoever could have said or heard what is keyed does not key it unseen'

// Seen red with the key asked without what was said; with the list asked so; and with whom the refusal names looked for so.
test('law: whoever answered a question about it is no blind second key, is told why, and is named to nobody as one', async () => {
  await askQuestions(engine, { asker: desk.ann.personId, answerer: desk.bob.personId })
  await propose()
  expect(await told(desk.bob)).toBe(`You answered a question about it, ${AND_SO}.`)
  expect(await key(desk.bob)).toMatchObject({
    refused: 'not_authorised',
    why: `You answered a question about it, ${AND_SO}; cleo can.`,
  })
  const others = await takeAsShown(engine, { itemId, asked: R15, by: desk.kim })
  expect(others.is === 'refused' ? others.why : '').toMatch(/waits for a second person: cleo can approve it/)
  expect(await told(desk.cleo)).toBe('key')
  expect(await key(desk.cleo)).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with each of them left out of what is read.
test('law: so is whoever asked it, has it, or passed it on, also after it was keyed', async () => {
  await propose()
  const { ann, bob } = desk
  await ask(
    engine,
    `insert into question (shard, case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, words, evidence, tried, proposal_words, passed, fence, state)
     select place.shard, place.case_shard, place.case_id, 'ach', 'account-deceased', place.queue, 'consult', $1, $2, 'sps', 'R15?', '[]', '{}', 'As usual', '[]', 0, 'open'
     from queue_place as place`,
    [bob.personId, engine.now().toString()],
  )
  const change = (set: string, ...values: readonly unknown[]) => ask(engine, `update question set ${set}`, [...values])
  expect(await told(bob)).toBe(`You asked a question about it, ${AND_SO}.`)
  await change('asker_id = $1', ann.personId)
  expect(await told(bob)).toBe('key')
  await change(`state = 'taken', taken_until = $1, taken_by = $2`, engine.now().toString(), bob.personId)
  expect(await told(bob)).toBe(`You took a question about it, ${AND_SO}.`)
  await change(
    `state = 'open', taken_until = null, taken_by = null, passed = $1`,
    JSON.stringify([{ by: bob.personId, at: engine.now().toString(), why: 'R15, I think' }]),
  )
  expect(await told(bob)).toBe(`You passed on a question about it, ${AND_SO}.`)
})

// Seen red with notes left out; with those that were written after it was keyed; and with those of whoever sees both asked about.
test('law: whoever wrote a note before it was keyed keys it neither, and chooses between two keys as anybody', async () => {
  await write(desk.cleo)
  at().clock.now = at().clock.now.add({ minutes: 1 })
  await propose()
  at().clock.now = at().clock.now.add({ minutes: 1 })
  await write(desk.bob)
  expect(await told(desk.cleo)).toBe(`You wrote a note about it, ${AND_SO}.`)
  expect(await key(desk.bob, { resolution: 'return', code: 'R14' })).toEqual({ is: 'different' })
  expect(await told(desk.cleo)).toBe('approve')
  expect(await approveDecision(engine, { ...(await waiting()), by: desk.cleo })).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with what was returned left out, and with what is seen asked as if it were not.
test('law: whoever returned it with their words is no blind second key of the next, and approves one that they see', async () => {
  await propose()
  const { decision } = await waiting()
  const returned = { decision, as: 'returned', why: 'The code is R15.', by: desk.bob } as const
  expect(await endDecision(engine, returned)).toMatchObject({ is: 'ended' })
  await propose()
  expect(await key(desk.bob)).toMatchObject({ why: expect.stringMatching(/^You returned it before, /) })
  expect(await endDecision(engine, { ...(await waiting()), as: 'withdrawn', by: desk.ann })).toMatchObject({
    is: 'ended',
  })
  engine = keyed('seen')
  await propose()
  expect(await approveDecision(engine, { ...(await waiting()), by: desk.bob })).toMatchObject({ is: 'approved' })
})

// Seen red with what was said left out of who is looked for in the preview; and of what is looked at when a day is closed.
test('where everybody said something it says so before it is proposed, and a day is not closed over it', async () => {
  const nobody = async () => {
    const preview = await previewResolution(engine, { itemId, asked: R15, by: desk.ann })
    const reasons = preview.is === 'previewed' ? (preview.notAuthorised?.reasons ?? []) : []
    return reasons.at(-1)?.sentence ?? ''
  }
  const ofNobody = () => inReadRequest(engine.database, 1, tx => proposalsOfNobody(engine, tx, 1024))
  await ask(engine, `update person set state = 'suspended' where login = 'sue'`)
  await write(desk.bob)
  expect(await nobody()).toContain('The policy second-key')
  await write(desk.cleo)
  expect(await nobody()).toMatch(/^Nobody who works here may approve it: .* said something about what is to be keyed/)
  await propose()
  expect(await ofNobody()).toHaveLength(1)
  await ask(engine, `delete from note where author_id = $1`, [desk.cleo.personId])
  expect(await ofNobody()).toEqual([])
})
