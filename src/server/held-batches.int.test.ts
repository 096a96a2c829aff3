import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { ExceptionPage } from '../contract/exception.ts'
import { BatchPage } from '../contract/receipt.ts'

let server: SampleServer

beforeAll(async () => {
  server = await openSampleServer(400)
})
afterAll(() => server.close())

// Seen red with nothing told of why a batch is held: one was balanced and held, and no word said that its entry hash is another.
test('a batch that is held says for what, also where its count and amounts agree', async () => {
  const { data: batches } = BatchPage.parse(await (await server.ask('/v1/batches?limit=500')).json())
  const { data: exceptions } = ExceptionPage.parse(await (await server.ask('/v1/exceptions?limit=500')).json())
  const titles = new Map(exceptions.map(one => [one.id, one.title]))
  const held = batches.filter(one => one.fate === 'quarantine')
  expect(held.map(one => one.held_for)).toEqual(held.map(one => titles.get(one.exception ?? 0)))
  expect(held.filter(one => one.balance === 'balanced').map(one => one.held_for)).toContain(
    'Batch entry hash does not agree',
  )
  for (const one of batches)
    expect(one.held_for === null, `batch ${one.receipt}/${one.ordinal}`).toBe(one.fate === 'process')
})
