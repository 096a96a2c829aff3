import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { ExceptionPage } from '../contract/exception.ts'
import { BatchPage, ReceiptStory } from '../contract/receipt.ts'
import { Today } from '../contract/today.ts'

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
