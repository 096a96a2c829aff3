import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { addPerson, sealPeople, sessionOf, steppedUp } from '../../test/samples/people.ts'
import { unreadChecks } from '../../test/samples/unread-checks.ts'
import { ItemActs } from '../contract/acts.ts'
import { asSeen, undoAsSeen } from '../contract/as-seen.ts'
import { ExceptionPage } from '../contract/exception.ts'
import { HeldDecided, HeldPreviewJson, HeldStory } from '../contract/held.ts'
import { BatchPage, ReceiptStory } from '../contract/receipt.ts'
import { Today } from '../contract/today.ts'
import { proveDay } from '../engine/prove-day.ts'
import { batchExceptionId, fileExceptionId } from '../store/exception.ts'
import { overShortExceptionId } from '../store/over-short.ts'

let server: SampleServer

beforeAll(async () => {
  server = await openSampleServer(400)
})
afterAll(() => server.close())

// Seen red with nothing told of why a batch is held: one was balanced and held, and no word said for what.
test('a batch that is held says for what', async () => {
  const { data: batches } = BatchPage.parse(await (await server.ask('/v1/batches?limit=500')).json())
  const { data: exceptions } = ExceptionPage.parse(await (await server.ask('/v1/exceptions?limit=500')).json())
  const titles = new Map(exceptions.map(one => [one.id, one.title]))
  const held = batches.filter(one => one.fate === 'quarantine')
  expect(held.map(one => one.held_for)).toEqual(held.map(one => titles.get(one.exception ?? 0)))
  for (const one of batches)
    expect(one.held_for === null, `batch ${one.receipt}/${one.ordinal}`).toBe(one.fate === 'process')
})

const DISAGREES = /does not agree|do not agree|out of balance/

// Seen red with balance taken from count and amounts alone: a batch held for its entry hash stood as balanced.
test('a batch held for a total of any kind is out of balance in its row, its list, its receipt and on Today', async () => {
  const { data: batches } = BatchPage.parse(await (await server.ask('/v1/batches?limit=500')).json())
  const held = batches.filter(one => DISAGREES.test(one.held_for ?? '') && one.exception !== null)
  const own = held.filter(one => !/^(File|Cash letter)/.test(one.held_for ?? ''))
  expect(own.map(one => one.held_for)).toContain('Batch entry hash does not agree')
  for (const one of own) expect(one.balance, `batch ${one.receipt}/${one.ordinal}: ${one.held_for}`).toBe('out')
  const keys = (balance: string) =>
    batches.filter(one => one.balance === balance).map(one => `${one.receipt}/${one.ordinal}`)
  for (const balance of ['balanced', 'out', 'undeclared'] as const) {
    const listed = BatchPage.parse(await (await server.ask(`/v1/batches?limit=500&balance=${balance}`)).json())
    expect(listed.data.map(one => `${one.receipt}/${one.ordinal}`)).toEqual(keys(balance))
  }
  const today = Today.parse(await (await server.ask('/v1/today')).json())
  const ofDay = BatchPage.parse(await (await server.ask(`/v1/batches?limit=500&day=${today.day}`)).json()).data
  const counted = (balance: string) => ofDay.filter(one => one.balance === balance).length
  expect(counted('out')).toBeGreaterThan(0)
  expect(today.batches).toMatchObject({ all: ofDay.length, balanced: counted('balanced'), out: counted('out') })
  for (const { receipt } of own) {
    const story = ReceiptStory.parse(await (await server.ask(`/v1/receipts/${receipt}`)).json())
    const out = batches.filter(one => one.receipt === receipt && one.balance === 'out').length
    expect(story.batches_unbalanced, `receipt ${receipt}`).toBe(out)
  }
})

// Seen red with what stands of it left out of its story, and with its first question asked again.
test('a file that is no ACH file is forwarded whole over HTTP, and its story says with whom it is', async () => {
  const authorization = `Bearer ${await aSpecialist('ann', 'ach')}`
  const reception = await receiveAndProcess(server.engine, { bytes: NO_ACH_FILE, name: 'wires.ach' })
  const exception = fileExceptionId((reception as Extract<typeof reception, { receiptId: number }>).receiptId)
  const get = async (path: string) =>
    (await server.ask(`/v1/held/${exception}${path}`, { headers: { authorization } })).json()
  const send = async (path: string, body: object) =>
    (
      await server.ask(`/v1/held/${exception}${path}`, {
        method: 'POST',
        headers: { ...OWN, authorization, 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify(body),
      })
    ).json()
  const take = async (asked: object) => {
    const seen = asSeen(HeldPreviewJson.parse(await send('/previews', asked)))
    return HeldDecided.parse(await send('/decisions', { ...asked, ...seen }))
  }
  const asks = async () =>
    ItemActs.parse(await get('/acts'))
      .acts.find(one => one.resolution === 'forward')
      ?.asks.map(one => one.name)
  expect(await asks()).toEqual(['recipient', 'words'])
  const given = { resolution: 'forward', recipient: 'Wire desk', words: 'Your advices came to us.' }
  const sent = { recipient: 'Wire desk', state: 'sent', chases: 0 }
  expect(await take(given)).toMatchObject({ state: 'done', effect: { exception: 'open', forwarding: sent } })
  expect(HeldStory.parse(await get(''))).toMatchObject({ forwarding: sent })
  expect(await asks()).toEqual(['answer', 'words'])
  const told = { resolution: 'forward', answer: 'acknowledged', words: 'Jo of wires has it, 14:10.' }
  expect(await take(told)).toMatchObject({ effect: { exception: 'closed' } })
  const story = { exception: { closed_as: 'forwarded' }, forwarding: { state: 'acknowledged' } }
  expect(HeldStory.parse(await get(''))).toMatchObject(story)
  expect((await proveDay(server.engine)).problems).toEqual([])
})

// Seen red with a difference ended while its check is open.
test('what a bundle is short of is not ended over HTTP while its check is open, nor the keying of that taken back from under it', async () => {
  const { engine } = server
  const authorization = `Bearer ${await aSpecialist('bea', 'checks')}`
  const [account = ''] = accountNumbers(1, 4_000)
  await openAccounts(engine, [account])
  const reception = await receiveAndProcess(engine, { bytes: unreadChecks(engine, account, [12_345]), name: 'unread' })
  const { receiptId } = reception as Extract<typeof reception, { receiptId: number }>
  const send = async (path: string, body: object) => {
    const headers = { ...OWN, authorization, 'idempotency-key': crypto.randomUUID() }
    return (await server.ask(`/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  }
  const take = async (path: string, asked: object) => {
    const shown = (await send(`${path}/previews`, asked)) as Parameters<typeof asSeen>[0] & { readonly type?: string } // as the contract says
    return shown.type === undefined ? send(`${path}/decisions`, { ...asked, ...asSeen(shown) }) : shown
  }
  const takeBack = async (path: string) => {
    const way = await server.ask(`/v1/${path}/${path.startsWith('held') ? 'undo' : 'acts'}`, {
      headers: { authorization },
    })
    const { undo } = (await way.json()) as { undo: Parameters<typeof undoAsSeen>[0] } // as the contract says
    return send(`${path}/undo`, undoAsSeen({ ...undo, sha256: undo.sha256 ?? '0'.repeat(64) }))
  }
  const unit = `held/${batchExceptionId(receiptId, 0)}`
  expect(await take(unit, { resolution: 'release' })).toMatchObject({ state: 'done' })
  const short = `held/${overShortExceptionId(receiptId, 0)}`
  const rows = await ask<{ id: number }>(engine, 'select id from item where amount_minor = 0 and id / 67108864 = $1', [
    receiptId,
  ])
  const check = `items/${rows[0]?.id}`
  const end = () => take(short, { resolution: 'adjust', words: 'The check was keyed' })
  const refused = (type: string, detail: string) => ({
    type: expect.stringContaining(type),
    detail: expect.stringContaining(detail),
  })
  expect(await end()).toMatchObject(refused('resolution_refused', 'a part of the 123.45'))
  expect(await take(check, { resolution: 'adjust', fields: { amount: '123.45' } })).toMatchObject({ state: 'done' })
  expect(await end()).toMatchObject({ state: 'done' })
  expect(await takeBack(check)).toMatchObject(refused('undo_refused', 'closed as settled'))
  expect(await takeBack(short)).toMatchObject({ state: 'done', by: 'undo' })
  expect(await takeBack(check)).toMatchObject({ state: 'done', by: 'undo' })
  expect((await proveDay(engine)).problems).toEqual([])
})

const NO_ACH_FILE = Buffer.from(`101 121042882 111000025${'not of this kind '.repeat(20)}\n`)
const OWN = { 'clearday-request': '1', 'content-type': 'application/json' }

/** The session of somebody who knows such queues, and whose limits these amounts do not reach. */
async function aSpecialist(login: string, skill: string): Promise<string> {
  const { engine } = server
  const id = await addPerson(engine, { login, roles: ['sps'] })
  const since = "'2026-01-01T00:00:00Z'"
  const skilled = `insert into person_skill (shard, person_id, skill, holds_from) values (1024, $1, $2, ${since})`
  await ask(engine, skilled, [id, skill])
  await ask(
    engine,
    `insert into authority_limit (shard, person_id, act, measure, days, limit_minor, holds_from)
     select 1024, $1, act, measure, 1, 100000, ${since} from unnest(array['release', 'adjust', 'undo']) as act, unnest(array['act', 'day']) as measure`,
    [id],
  )
  await sealPeople(engine)
  return steppedUp(engine, await sessionOf(engine, id))
}
