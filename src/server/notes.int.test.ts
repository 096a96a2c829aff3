import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, receiveAndProcess, ask as rows } from '../../test/samples/arrivals.ts'
import { signedInAs } from '../../test/samples/people.ts'
import { ItemStory, Revealed } from '../contract/item.ts'
import { NoteList } from '../contract/note.ts'
import { type PathName, pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem } from '../contract/problem.ts'
import { openCases } from '../engine/open-cases.ts'
import { recordAccounts } from '../engine/record-facts.ts'
import { inWriteRequest } from '../store/write-request.ts'

/** Notes over HTTP: an associate writes, a supervisor writes about the case, a reviewer and a specialist read. */

const NUMBER = accountNumbers(1, 700)[0] ?? ''
const NAME = 'Rosamund Quill'

let server: SampleServer
let item: number
let tokens: Readonly<Record<'ann' | 'sue' | 'quin' | 'sam', string>>

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  await recordAccounts(engine, [anAccount(engine, NUMBER, { status: 'deceased', holderName: NAME })])
  await receiveAndProcess(engine, {
    name: 'estate.ach',
    bytes: achFile([{ entries: entries(1, { accounts: [NUMBER], from: 800 }) }]),
  })
  await openCases(engine)
  const found = await rows<{ id: number }>(
    engine,
    "select id from exception where receipt_id = (select id from receipt where name = 'estate.ach')",
  )
  item = found[0]?.id ?? 0
  const [ann, sue] = [await signedInAs(engine, 'aop'), await signedInAs(engine, 'supervisor')]
  tokens = { ann, sue, quin: await signedInAs(engine, 'qc'), sam: await signedInAs(engine, 'sps') }
})
afterAll(() => server.close())

let keys = 0
type Who = keyof typeof tokens
function send(who: Who, name: PathName, how: { body?: object; holes?: object; query?: object; key?: string } = {}) {
  const isRead = how.body === undefined && how.key === undefined
  return server.ask(pathTo(name, { ...how.holes }, { ...how.query }), {
    method: isRead ? 'GET' : 'POST',
    headers: {
      ...{ authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1' },
      ...(how.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(isRead ? {} : { 'idempotency-key': how.key ?? `key ${keys++}` }),
    },
    ...(how.body === undefined ? {} : { body: JSON.stringify(how.body) }),
  })
}

const read = async (who: Who, name: PathName, query: object = {}) =>
  (await send(who, name, { holes: { item }, query })).json()
const notesOf = async (who: Who, query: object = {}) => NoteList.parse(await read(who, 'itemNotes', query)).data

test('a note stands in the item’s story for good, masked as the page is, and open with a pass that the log tells first', async () => {
  const words = `Called about ${NUMBER.replace(/^0+/, '')}, ask for ${NAME}`
  const finding = { item, of: 'finding', ref: '' }
  const sent = await Promise.all(
    Array.from({ length: 50 }, () => send('ann', 'itemNotes', { holes: { item }, body: { words }, key: 'a note' })),
  )
  expect(new Set(await Promise.all(sent.map(one => one.text()))).size).toBe(1)
  const page = { ...finding, of: 'page', ref: 'front' }
  const lost = await send('ann', 'itemNotes', { holes: { item }, body: { words, evidence: page } })
  expect(Problem.parse(await lost.json()).type).toBe(`${PROBLEM_PREFIX}evidence_not_found`)
  const of = await rows<{ id: string }>(
    server.engine,
    `select case_shard || '-' || case_id as id from exception where id = ${item}`,
  )
  const aboutCase = { holes: { case: of[0]?.id }, body: { words: 'The estate wrote', evidence: finding } }
  expect((await send('sue', 'caseNotes', aboutCase)).status).toBe(200)
  expect((await notesOf('quin')).map(note => [note.about, note.masked, note.words, note.evidence])).toEqual([
    ['item', true, expect.stringMatching(/^Called about •+\d{4}, ask for •+$/), null],
    ['case', false, 'The estate wrote', finding],
  ])
  const reveal = await send('sam', 'itemReveals', { holes: { item }, query: { reason: 'customer' }, key: 'reveal' })
  const { pass } = Revealed.parse(await reveal.json())
  expect((await notesOf('sam', { pass }))[0]?.words).toBe(words)
  expect((await notesOf('quin', { pass }))[0]?.masked).toBe(true)
  const story = ItemStory.parse(await read('quin', 'item'))
  const kinds = story.events.map(({ kind }) => kind)
  expect(kinds.filter(kind => kind === 'note_added' || kind === 'data_revealed')).toEqual([
    ...['note_added', 'note_added'],
    'data_revealed',
  ])
  expect(JSON.stringify(story)).not.toContain(NUMBER)
})

// Seen red with a note about the case masked by the values of the item alone whose page shows it.
test('a note about a case hides the numbers and names of all its items, on the page of each, also with a pass for one', async () => {
  const { engine } = server
  const [one = '', other = ''] = accountNumbers(2, 900)
  const accounts = [
    anAccount(engine, one, { holderName: NAME }),
    anAccount(engine, other, { holderName: 'Odile Farrow' }),
  ]
  await recordAccounts(engine, accounts)
  const header = { effectiveDate: '200101' }
  await receiveAndProcess(engine, {
    name: 'stale.ach',
    bytes: achFile([{ header, entries: entries(2, { accounts: [one, other], from: 850 }) }]),
  })
  await openCases(engine)
  const items = await rows<{ id: number; of: string }>(
    engine,
    `select id, case_shard || '-' || case_id as of from exception where receipt_id = (select id from receipt where name = 'stale.ach') order by id`,
  )
  const [first, second] = items
  expect(items.map(({ of }) => of)).toEqual([first?.of, first?.of])
  const words = `Not ${one} of ${NAME} but ${other} of Odile Farrow`
  await send('sue', 'caseNotes', { holes: { case: first?.of }, body: { words } })
  const shown = async (id: number | undefined, query = {}) => {
    const list = await send('sam', 'itemNotes', { holes: { item: id }, query })
    return NoteList.parse(await list.json()).data.map(note => note.words)
  }
  const masked = /^Not •+\d{4} of •+ but •+\d{4} of •+$/
  expect([await shown(first?.id), await shown(second?.id)]).toEqual(Array(2).fill([expect.stringMatching(masked)]))
  const reveal = { holes: { item: first?.id }, query: { reason: 'customer' }, key: 'reveal one' }
  const { pass } = Revealed.parse(await (await send('sam', 'itemReveals', reveal)).json())
  const [open] = await shown(first?.id, { pass })
  expect(open).toMatch(new RegExp(`^Not ${one} of ${NAME} but •+\\d{4} of •+$`))
})

test('nobody changes a note or takes it away, and nothing of it stands in the log', async () => {
  for (const change of ['update note set words = words', 'delete from note']) {
    const changed = inWriteRequest(server.engine.database, 1, tx => tx.query(change))
    await expect(changed, change).rejects.toThrow('permission denied')
  }
  const said = await rows<{ body: string }>(
    server.engine,
    "select body from event where kind in ('note_added', 'rows_sealed')",
  )
  expect(said.map(one => one.body).join()).not.toMatch(/Called about|The estate wrote/)
  expect(server.log()).not.toMatch(/Called about|Rosamund/)
})
