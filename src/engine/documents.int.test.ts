import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { closeOn, TEST_LEDGER } from '../../test/samples/closers.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { sendDocument } from '../../test/samples/sent-documents.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { documentNumber } from '../core/document.ts'
import { letterKeyOf, letterNumber } from '../core/resolve/letter.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { changePeople } from './change-people.ts'
import { claimNext } from './claim-next.ts'
import { lookAtClosing } from './close-day.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { type PlacingAsked, placeDocumentWithin } from './place-document.ts'
import { proveDay } from './prove-day.ts'
import { readAwaited } from './read-awaited.ts'
import { readItem } from './read-item.ts'
import { readLetters, readLettersOfItem } from './read-letters.ts'
import { receiveClaim } from './receive-claim.ts'
import type { DocumentReceived } from './receive-document.ts'
import { sendLetterWithin } from './tell-letter.ts'
import { wakeByWhatCame } from './wake-cases.ts'

/** Papers: asked for with a day on which they are followed up, attached by themselves to what waits for them, and never lost. */

const [CUSTOMER = '', OTHER = ''] = accountNumbers(2)
const at = deskOfEachTest([CUSTOMER, OTHER])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

/** Posted debits of the customer, each with a claim whose written statement is missing, in cases; their items. */
async function claims(count: number): Promise<readonly number[]> {
  const debits = entries(count, { accounts: [CUSTOMER] })
  await receiveAndProcess(engine, { name: 'debits.ach', bytes: achFile([{ entries: debits }]) })
  const items: number[] = []
  for (const [row, { trace = '', amountMinor = 100 }] of debits.entries()) {
    const line = { accountNumber: CUSTOMER, trace, amountMinor, row, code: 'R10', statement: 'missing' as const }
    const raised = await receiveClaim(engine, { ...line, receivedAt: engine.now() })
    if (raised.outcome === 'raised') items.push(raised.itemId)
  }
  await openCases(engine)
  return items
}

const resolve = (itemId: number, asked: ResolutionAsked) => takeAsShown(engine, { itemId, asked, by: desk.ann })
const words = 'Please sign and send it.'
const ASK = { resolution: 'hold', to: 'customer', awaits: 'statement', words } as const satisfies ResolutionAsked
const RETURN = { resolution: 'return', code: 'R10' } as const satisfies ResolutionAsked

const send = (text: string, told: Partial<Parameters<typeof sendDocument>[1]> = {}) =>
  sendDocument(engine, { text, by: desk.bob, ...told })

const place = (received: DocumentReceived, asked: PlacingAsked, by = desk.bob) => {
  if (received.is === 'refused') throw new Error(received.why)
  const { orgId } = engine.institution
  const { document } = received
  return inWriteRequest(engine.database, orgId, tx => placeDocumentWithin(engine, tx, { document, asked, by }))
}

async function letterOf(itemId: number): Promise<string> {
  const [row] = await ask<{ letter: string }>(
    engine,
    `select letter.shard || '-' || decision_id || '-' || n as letter from letter_request as letter join decision on decision.shard = letter.shard and decision.id = decision_id where exception_id = $1`,
    [itemId],
  )
  return row?.letter ?? ''
}

/** What the checklist of a claim says of its statement. */
const statementOf = async (itemId: number) =>
  (await readItem(engine, itemId))?.checklist.find(one => one.kind === 'statement')?.is

const placeOf = async (itemId: number) =>
  (
    await ask(
      engine,
      'select queue_place.state, holder, wake_on, woken_by from queue_place join exception using (case_shard, case_id) where exception.id = $1',
      [itemId],
    )
  )[0]

const holds = async () => expect((await proveDay(engine)).problems).toEqual([])

// Seen red with: nobody woken; a case that goes on waiting for what came; a code that asks for nothing; a paper taken off on which a return
// rests. Five banking days from Mon 11-23 without Thanksgiving end with Tue 12-01: it is followed up at the midnight behind it.
test('law: what is asked for makes the case wait; it attaches by its letter, the case wakes, the way out is open, and taken off it is shut again', async () => {
  const [itemId = 0] = await claims(1)
  expect(await statementOf(itemId)).toBe('missing')
  expect(await resolve(itemId, RETURN)).toMatchObject({
    refused: 'code_refused',
    why: expect.stringContaining('only with the customer’s written statement'),
  })
  expect(await resolve(itemId, ASK)).toMatchObject({
    is: 'done',
    effect: { hold: { awaits: 'statement', until: '2026-12-02T05:00:00Z' }, letters: [{ to: 'customer', words }] },
  })
  expect(await statementOf(itemId)).toBe('asked for')
  expect(await placeOf(itemId)).toMatchObject({ state: 'pended', holder: desk.ann.personId, wake_on: 'party' })
  await holds()
  const came = await send('I did not authorize it.', { reference: await letterOf(itemId) })
  expect(came).toMatchObject({
    is: 'received',
    why: undefined,
    document: { state: 'attached', attached: { exceptionId: itemId, by: undefined } },
  })
  expect(await statementOf(itemId)).toBe('here')
  await holds()
  expect(await wakeByWhatCame(engine)).toBe(1)
  expect(await placeOf(itemId)).toMatchObject({ state: 'ready', woken_by: expect.stringContaining('answer to letter') })
  const pulled = (await claimNext(engine, [desk.ann.personId])).get(desk.ann.personId)
  expect(pulled).toMatchObject({ outcome: 'claimed' })
  // What is done beside it lets it wait for nobody any more: the paper is there.
  expect(await resolve(itemId, { resolution: 'refer', to: 'sender', words })).toMatchObject({ is: 'done' })
  expect(await placeOf(itemId)).toMatchObject({ state: 'leased' })
  expect(await resolve(itemId, ASK)).toMatchObject({ refused: 'resolution_not_possible' })
  expect(await resolve(itemId, RETURN)).toMatchObject({ is: 'done' })
  expect(await place(came, { does: 'detach' })).toMatchObject({ refused: 'document_needed' })
  await holds()
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ is: 'undone' })
  expect(await place(came, { does: 'detach' })).toMatchObject({ is: 'placed', document: { state: 'waiting' } })
  expect(await resolve(itemId, RETURN)).toMatchObject({ refused: 'code_refused' })
  await holds()
})

/** What became of the letters of an item, the first first. */
const lettersNow = async (itemId: number) =>
  (await readLettersOfItem(engine, itemId))?.map(({ state, overtakenBy }) => overtakenBy ?? state)

const toBeWritten = async () =>
  (await readLetters(engine, { state: 'requested', dueBy: undefined, after: undefined, limit: 10 })).map(letterNumber)

const OVERTAKEN = `select body::jsonb -> 'lettersOvertaken' as letters from event where kind = 'document_attached' and body::jsonb ? 'lettersOvertaken'`

const numberOf = (received: DocumentReceived) => (received.is === 'received' ? documentNumber(received.document) : '')

// Seen red with nothing done when the paper is taken off, with one alone sent that nothing overtook, with the
// change of the letter left out of the seal, and with a case let wait for its answer.
test('a letter that nobody said was sent is not to be written while its paper is here; taken off it is; and it may have gone after all', async () => {
  const [itemId = 0] = await claims(1)
  await resolve(itemId, ASK)
  const letter = await letterOf(itemId)
  expect(await send('My card', { kind: 'identification', reference: letter })).toMatchObject({ why: undefined })
  expect(await toBeWritten()).toEqual([letter])
  const came = await send('I did not authorize it.', { reference: letter })
  expect(await lettersNow(itemId)).toEqual([numberOf(came)])
  expect(await toBeWritten()).toEqual([])
  expect(await ask(engine, OVERTAKEN)).toEqual([{ letters: [letter] }])
  expect(await readAwaited(engine, { caseShard: 0, caseId: 0 }, { on: 'mail', key: letter })).toMatchObject({
    refused: 'wake_came',
  })
  await holds()
  const again = await send('I did not authorize it. Signed.', { reference: String(itemId) })
  await place(came, { does: 'detach' })
  expect(await lettersNow(itemId)).toEqual([numberOf(again)])
  await place(again, { does: 'detach' })
  expect(await lettersNow(itemId)).toEqual(['requested'])
  expect(await toBeWritten()).toEqual([letter])
  await holds()
  await place(came, { does: 'attach', itemId })
  expect(await toBeWritten()).toEqual([])
  const order = { letter: letterKeyOf(letter), on: Temporal.PlainDate.from('2026-11-23'), by: desk.bob }
  const told = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    sendLetterWithin(engine, tx, order),
  )
  expect(told).toMatchObject({ is: 'told', letter: { state: 'sent', overtakenBy: undefined } })
  await place(came, { does: 'detach' })
  expect(await lettersNow(itemId)).toEqual(['sent'])
  await holds()
})

// Seen red with those alone cancelled that nothing overtook, and with the newest alone overtaken.
test('asked for twice and sent by nobody, both letters are overtaken; undone, what its paper overtook is cancelled', async () => {
  const [itemId = 0] = await claims(1)
  await resolve(itemId, ASK)
  await resolve(itemId, ASK)
  const came = numberOf(await send('I did not authorize it.', { reference: String(itemId) }))
  expect(await lettersNow(itemId)).toEqual([came, came])
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ is: 'undone' })
  expect(await lettersNow(itemId)).toEqual([came, 'cancelled'])
  await holds()
})

// Seen red with the first of several taken.
test('by its account it attaches where one claim alone misses it; of two none is guessed, and by hand it goes to the one it is about', async () => {
  const [first = 0, second = 0] = await claims(2)
  const came = await send('I did not authorize it.', { accountNumber: CUSTOMER })
  expect(came).toMatchObject({ why: expect.stringContaining(`2 items of its account`), document: { state: 'waiting' } })
  expect(await place(came, { does: 'attach', itemId: first })).toMatchObject({
    document: { state: 'attached', attached: { exceptionId: first, by: desk.bob.personId } },
  })
  const next = await send('Nor this one.', { accountNumber: CUSTOMER })
  expect(next).toMatchObject({ document: { attached: { exceptionId: second, by: undefined } } })
  expect(await send('Nor anything.', { accountNumber: CUSTOMER })).toMatchObject({ document: { state: 'waiting' } })
  expect(await resolve(second, RETURN)).toMatchObject({ is: 'done' })
  await holds()
})

// Seen red with a code that asks for nothing.
test('a code of an item that nobody claims needs its paper as well: what quotes the item is there for it', async () => {
  const [debit] = entries(1, { accounts: [CUSTOMER] })
  const check = { ...debit, transactionCode: 27, amountMinor: 300_000, identification: '1042' }
  const bytes = achFile([{ header: { secCode: 'RCK' }, entries: [check] }])
  await receiveAndProcess(engine, { name: 'rck.ach', bytes })
  await openCases(engine)
  const [row] = await ask<{ id: number; kind: string }>(engine, 'select id, kind from exception')
  expect(row?.kind).toBe('converted-check-ineligible')
  const itemId = row?.id ?? 0
  const back = { resolution: 'return', code: 'R51' } as const
  expect(await resolve(itemId, back)).toMatchObject({ refused: 'code_refused' })
  expect(await send('It was paid twice.', { reference: `item ${itemId}` })).toMatchObject({ why: undefined })
  expect(await resolve(itemId, back)).toMatchObject({ is: 'done' })
  await holds()
})

// Seen red with any day let through.
test('the same bytes come once; what came before the debit, quotes what is closed, or is of nobody waits with whoever received it', async () => {
  const [itemId = 0] = await claims(1)
  const received = await send('Whose is it?', { reference: 'case of my aunt' })
  expect(received).toMatchObject({ document: { state: 'waiting', owner: { id: desk.bob.personId } } })
  const number = received.is === 'received' ? documentNumber(received.document) : ''
  expect(await send('Whose is it?', { accountNumber: CUSTOMER, by: desk.ann })).toMatchObject({
    refused: 'document_already_received',
    why: expect.stringContaining(`document ${number}`),
  })
  expect(await send('Tomorrow', { cameOn: Temporal.PlainDate.from('2026-11-24') })).toMatchObject({
    refused: 'document_day_wrong',
  })
  const early = { cameOn: Temporal.PlainDate.from('2026-11-02'), reference: String(itemId) }
  expect(await send('Before it', early)).toMatchObject({ why: expect.stringContaining('about another one') })
  await resolve(itemId, { resolution: 'deny', words: 'You signed on 3 May.' })
  expect(await send('Too late', { reference: `item ${itemId}` })).toMatchObject({
    why: expect.stringContaining('no exception that is open'),
  })
  expect(await ask(engine, 'select count(*)::int as n from document')).toEqual([{ n: 3 }])
  await holds()
})

// Seen red with an owner asked for who was never there.
test('what waits is handed over, ends with words, and stands against closing the day when whoever has it left', async () => {
  const received = await send('Whose is it?')
  const against = async () =>
    (await lookAtClosing(engine, Temporal.PlainDate.from('2026-11-23'), TEST_LEDGER)).named.filter(
      one => one.kind === 'document_of_nobody',
    )
  expect(await place(received, { does: 'hand over', login: 'sue' })).toMatchObject({ refused: 'owner_refused' })
  expect(await place(received, { does: 'hand over', login: 'no one' })).toMatchObject({ refused: 'person_not_found' })
  expect(await place(received, { does: 'hand over', login: 'cleo' })).toMatchObject({
    document: { owner: { name: 'cleo' } },
  })
  expect(await against()).toEqual([])
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const manager = { person: sue?.id ?? 0, session: 'stepped-up' } as const
  const left = await changePeople(engine, manager, [{ change: 'leave', login: 'cleo' }])
  expect(left).toMatchObject({ outcome: 'changed' })
  expect(await against()).toMatchObject([{ thing: { is: 'document' }, sentence: expect.stringContaining('with cleo') }])
  expect(await place(received, { does: 'attach', itemId: 4711 })).toMatchObject({ refused: 'item_not_found' })
  expect(await place(received, { does: 'detach' })).toMatchObject({ refused: 'document_not_attached' })
  expect(await place(received, { does: 'end', why: 'Sent back to R. Diaz.' })).toMatchObject({
    document: { state: 'ended', endedWhy: 'Sent back to R. Diaz.' },
  })
  expect(await against()).toEqual([])
  expect(await place(received, { does: 'end', why: 'Again.' })).toMatchObject({ refused: 'document_not_waiting' })
  await holds()
})

// Seen red with no line of what waits.
test('what waits stands in the signed list of a day, with whom and until when', async () => {
  await send('Whose is it?')
  at().clock.now = Temporal.Instant.from('2026-11-24T04:30:00Z')
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const by = { personId: sue?.id ?? 0, session: 'stepped-up' } as const
  const closed = await closeOn(engine, Temporal.PlainDate.from('2026-11-23'), by)
  if (closed.is !== 'closed') throw new Error(JSON.stringify(closed))
  const chunks: Uint8Array[] = []
  for await (const chunk of engine.blobs.read(Buffer.from(closed.listSha256, 'hex'))) chunks.push(chunk)
  const lines = Buffer.concat(chunks).toString().split('\n')
  const waiting = lines.filter(line => line.startsWith('{"waiting_document"')).map(line => JSON.parse(line))
  expect(waiting).toMatchObject([
    { waiting_document: { kind: 'statement', whose: `person ${desk.bob.personId} (bob)`, until: '2026-11-24' } },
  ])
})

// Seen red with the sender left out of the seal.
test('a document that was changed past the software is found by the proof', async () => {
  await send('Whose is it?')
  await ask(engine, "update document set sender = 'somebody else'")
  expect((await proveDay(engine)).problems).toEqual([expect.stringContaining('Document ')])
})
