import { beforeEach, expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { aDay, askBob, CLEAR, DAY, EVENING, MIDNIGHT, nextOf } from '../../test/samples/close-day.ts'
import { type Closers, openClosers } from '../../test/samples/closers.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { lookAtClosing } from './close-day.ts'
import type { Engine } from './engine.ts'

/** What is due stays open over the close of a day with somebody's word about until when; a question alone says no such thing. */

const at = engineOfEachTest([CLEAR])
let people: Closers
beforeEach(async () => {
  people = await openClosers(at().engine)
})

/** It had to leave here days ago, and is with Ann at the evening of the day. */
async function lateWithAnn() {
  const { engine, clock } = at()
  await aDay(engine)
  await ask(engine, `update exception set ours_at = '2026-11-20T20:00:00Z'`)
  await ask(engine, `update queue_place set ours_at = '2026-11-20T20:00:00Z'`)
  clock.now = EVENING
  return { engine, of: await nextOf(engine, people.ann) }
}

/** Bob is away from an hour ago on, for a month. */
async function bobIsAway(engine: Engine): Promise<void> {
  const [from, until] = [EVENING.subtract({ hours: 1 }).toString(), EVENING.add({ hours: 24 * 30 }).toString()]
  await ask(
    engine,
    `insert into absence (shard, person_id, why, holds_from, holds_until) select shard, id, 'vacation', $2, $3 from person where id = $1`,
    [people.bob.personId, from, until],
  )
}

async function saidOf(engine: Engine): Promise<readonly string[]> {
  const { named } = await lookAtClosing(engine, DAY, undefined)
  return named.map(one => `${one.kind}: ${one.sentence.replace(/^.* and is open; /, '')}`)
}

const UNDATED = 'due_without_word: what was asked about it is not answered, and nobody said until when it waits.'
const AWAY = 'due_without_word: it waits for an answer that nobody who is here can give.'

// Seen red with every question without an answer taken for a word.
test('advice that was asked is no word about what is due, whoever could give it', async () => {
  const { engine, of } = await lateWithAnn()
  await askBob(engine, of, { people, purpose: 'consult' })
  expect(await saidOf(engine)).toEqual([UNDATED])
  await bobIsAway(engine)
  expect(await saidOf(engine)).toEqual([UNDATED])
})

// Seen red with the same.
test('an escalation is one while its case waits for the answer beyond the day, and no longer', async () => {
  const { engine, of } = await lateWithAnn()
  await askBob(engine, of, { people, purpose: 'escalation', wakesAt: MIDNIGHT })
  expect(await saidOf(engine)).toEqual([])
  const sooner = MIDNIGHT.subtract({ seconds: 1 }).toString()
  await ask(engine, `update queue_place set ready_at = $1 where wake_on = 'answer'`, [sooner])
  expect(await saidOf(engine)).toEqual([UNDATED])
})

// Seen red with whoever is away counted among those who can answer.
test('an escalation to somebody who is away is none, though they come back', async () => {
  const { engine, of } = await lateWithAnn()
  await askBob(engine, of, { people, purpose: 'escalation', wakesAt: MIDNIGHT })
  await bobIsAway(engine)
  expect(await saidOf(engine)).toEqual([AWAY])
  // Put to their role instead, and somebody else of it is here.
  await ask(engine, 'update question set for_person = null')
  expect(await saidOf(engine)).toEqual([])
})

// Seen red with every case of which a question goes to nobody who is here taken for one without a word.
test('a case that waits for something else has its own word, also beside a question to somebody who is away', async () => {
  const { engine, of } = await lateWithAnn()
  await askBob(engine, of, { people, purpose: 'escalation', wakesAt: MIDNIGHT })
  await bobIsAway(engine)
  await ask(engine, `update queue_place set wake_on = 'date', wake_key = null, waiting_for = 'a call'`)
  expect(await saidOf(engine)).toEqual([])
})
