import { expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { debitsToDecide } from '../../test/samples/debits-to-decide.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { addNoteWithin } from './add-note.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { endDecision } from './end-proposal.ts'
import { proveDay } from './prove-day.ts'
import { readReturnedUndos } from './read-returned-undos.ts'

/** What is closed has no case that comes back first: what was to be taken back of it, and was returned, its maker is told all the same. */

const [DECEASED = ''] = accountNumbers(1)
/** Over what an associate may take back alone. */
const OVER = 490_000
const at = deskOfEachTest([])

/** The newest decision about an item that Ann posted, which Kim wants taken back. */
async function posted() {
  const { engine, desk } = at()
  const [itemId = 0] = await debitsToDecide(engine, [OVER], { account: DECEASED })
  const asked = { resolution: 'post' } as const
  expect(await takeAsShown(engine, { itemId, asked, by: desk.ann })).toMatchObject({ is: 'done' })
  const newest = async () => {
    const [row] = await ask<{ shard: number; id: number; sha256: string }>(
      engine,
      "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where exception_id = $1 order by id desc limit 1",
      [itemId],
    )
    return row ?? { shard: 0, id: 0, sha256: '' }
  }
  const askFor = async () =>
    expect(await takeBack(engine, { itemId, by: desk.kim })).toMatchObject({ is: 'proposed', by: 'undo' })
  const askAndReturn = async (why: string) => {
    await askFor()
    const { shard, id } = await newest()
    const order = { decision: { shard, id }, as: 'returned', by: desk.bob, why } as const
    expect(await endDecision(engine, order)).toMatchObject({ is: 'ended' })
    return { shard, id, why, exceptionId: itemId, resolution: 'post', by: { id: desk.bob.personId, name: 'bob' } }
  }
  return { itemId, newest, askFor, askAndReturn }
}

const cameBack = ({ personId }: Decider) => readReturnedUndos(at().engine, personId)

// Seen red with: what came back told to anybody; what is asked for anew, and what was approved since, still told.
test('what was returned is its maker’s alone, with who returned it and why, until it is asked for anew', async () => {
  const { engine, desk } = at()
  const { askFor, askAndReturn, newest } = await posted()
  expect(await cameBack(desk.kim)).toEqual([])
  const returned = await askAndReturn('It stands rightly.')
  expect(await cameBack(desk.kim)).toMatchObject([returned])
  for (const other of [desk.ann, desk.bob]) expect(await cameBack(other)).toEqual([])
  await askFor()
  expect(await cameBack(desk.kim)).toEqual([])
  const { sha256, ...decision } = await newest()
  expect(await approveDecision(engine, { decision, by: desk.bob, sha256 })).toMatchObject({ is: 'approved' })
  expect(await cameBack(desk.kim)).toEqual([])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: a note of somebody else taken for their answer; what they wrote before it came back taken for one.
test('whoever leaves it as it stands writes why, and is told no more', async () => {
  const { engine, desk, clock } = at()
  const { itemId, askAndReturn, newest } = await posted()
  const { shard } = await newest()
  const write = async ({ personId: authorId }: Decider) => {
    clock.now = clock.now.add({ seconds: 1 })
    const note = { shard, about: 'item', subjectId: itemId, authorId, words: 'It stays', evidence: undefined } as const
    await inWriteRequest(engine.database, engine.institution.orgId, tx => addNoteWithin(engine, tx, note))
    clock.now = clock.now.add({ seconds: 1 })
  }
  await write(desk.kim)
  const returned = await askAndReturn('Ask the estate first.')
  await write(desk.bob)
  expect(await cameBack(desk.kim)).toMatchObject([returned])
  await write(desk.kim)
  expect(await cameBack(desk.kim)).toEqual([])
})
