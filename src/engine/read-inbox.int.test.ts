import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { openCases } from './open-cases.ts'
import { readInbox } from './read-questions.ts'
import { recordAccounts } from './record-facts.ts'

const at = deskOfEachTest([])
const ESTATES = accountNumbers(2)

// Seen red with the first page of questions weighed alone: the heavy one was missing.
test('of more questions than are read at once the heaviest stands first, however new it is', async () => {
  const { engine, desk } = at()
  await recordAccounts(
    engine,
    ESTATES.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(2, { accounts: ESTATES }) }]) })
  await openCases(engine)
  const [light, heavy] = await ask<{ id: number }>(
    engine,
    'select id from work_case order by debit_minor + credit_minor, id',
  )
  // By their keys and by when they were asked the light ones are first.
  const asked = (id: number | undefined, times: number, day: string) =>
    ask(
      engine,
      `insert into question (shard, case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, words, evidence, tried, proposal_words, passed, fence, state)
       select place.shard, of.shard, of.id, of.pack, of.kind, place.queue, 'consult', $1, $2::date, 'sps', 'What is it?', '[]', '{}', 'None', '[]', 0, 'open'
       from work_case as of join queue_place as place on place.case_shard = of.shard and place.case_id = of.id cross join generate_series(1, $4::integer) where of.id = $3`,
      [desk.kim.personId, day, id, times],
    )
  await asked(light?.id, 600, '2026-11-19')
  await asked(heavy?.id, 1, '2026-11-20')
  const inbox = await readInbox(engine, desk.ann.personId)
  expect(inbox.map(one => one.of.id)).toEqual([heavy?.id, ...Array.from({ length: 99 }, () => light?.id)])
})
