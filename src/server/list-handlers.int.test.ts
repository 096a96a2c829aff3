import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { ask } from '../../test/samples/arrivals.ts'
import type { Exception } from '../contract/exception.ts'
import type { Item, ItemStory } from '../contract/item.ts'
import type { Batch } from '../contract/receipt.ts'
import type { OutboundFile, OutboundItem } from '../contract/returns.ts'
import { ROUTES, type RouteName } from '../contract/routes.ts'
import type { Today } from '../contract/today.ts'
import { releaseOutboundFiles } from '../engine/release-outbound-files.ts'

/** Lists over HTTP: their pages and their filters, on a simulated day of both packs. */

interface Page<Row> {
  readonly data: readonly Row[]
  readonly next: string | null
}

let server: SampleServer

beforeAll(async () => {
  server = await openSampleServer(400)
})
afterAll(() => server.close())

/** Asks and checks the answer against the contract. */
async function read<Answer>(name: RouteName, path: string): Promise<Answer> {
  const body: unknown = await (await server.ask(path)).json()
  const { answer } = ROUTES[name]
  if (answer.as === 'json') answer.schema.parse(body)
  return body as Answer // as the contract says of the route, which was just checked
}

type Row = Readonly<Record<string, unknown>>

// Seen red with `>=` for `>` in the cursor of the exceptions: the last of a page came again.
test.each([
  ['listExceptions', '/v1/exceptions?', (row: Row) => row.id],
  ['listReceipts', '/v1/receipts?', (row: Row) => row.id],
  ['listBatches', '/v1/batches?', (row: Row) => `${row.receipt}/${row.ordinal}`],
  ['listItems', '/v1/items?day=2026-11-20&', (row: Row) => row.id],
  ['listOutboundItems', '/v1/outbound-items?', (row: Row) => `${row.item}/${row.kind}`],
] as const)('%s: pages of 7 give each row once, in the order of one long page', async (name, path, keyOf) => {
  const keys: unknown[] = []
  let next: string | null = ''
  for (let pages = 0; next !== null && pages < 40; pages++) {
    const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`
    const page: Page<Row> = await read(name, `${path}limit=7${cursor}`)
    keys.push(...page.data.map(keyOf))
    next = page.next
  }
  const { data } = await read<Page<Row>>(name, `${path}limit=500`)
  expect(keys).toEqual(data.map(keyOf).slice(0, keys.length))
  expect(new Set(keys).size).toBe(keys.length)
  expect(keys.length).toBeGreaterThan(7)
})

// Seen red with a cursor of the one list taken for one of the other.
test.each([
  '?cursor=5',
  '?cursor=x~1~2~return',
  '?file=1&cursor=2026-11-20T00:00:00Z~1~2~return',
  '?cursor=2026-11-20T00:00:00Z~1~2~reply',
])('the list of answers refuses the cursor of %s', async query =>
  expect((await server.ask(`/v1/outbound-items${query}`)).status).toBe(400),
)

describe('filters', () => {
  // Seen red without each refusal: a list of every day is a defect of whoever asks the store for it, and in work is nothing that posted.
  test.each([
    ['', /^day, receipt: give one of them/],
    ['?source=operator', /^day, receipt: give one of them/],
    ['?state=posted', /^day, receipt: give one of them/],
    ['?day=2026-11-20&in_work=no&state=posted', /^in_work: give it alone or with state=suspended/],
  ])('items%s are refused with what to give', async (query, why) => {
    const response = await server.ask(`/v1/items${query}`)
    const problem = (await response.json()) as { detail: string } // a problem document
    expect([response.status, problem.detail]).toEqual([400, expect.stringMatching(why)])
  })

  // Seen red with the suspended asked for by their state alone: whoever takes *state* off a list of what is in work goes on with it.
  test('in work are suspended items, whether their state is asked for or not', async () => {
    const of = (query: string) => read<Page<Item>>('listItems', `/v1/items?day=2026-11-20&limit=500${query}`)
    const [suspended, untouched, alone] = [
      await of('&state=suspended'),
      await of('&state=suspended&in_work=no'),
      await of('&in_work=no'),
    ]
    expect(suspended.data.length).toBeGreaterThan(5)
    // Nobody has claimed anything on this server.
    expect([untouched, alone]).toEqual([suspended, suspended])
    expect((await of('&in_work=yes')).data).toEqual([])
  })

  // A batch is a run of items: what a whole simulated day of both packs says of that. Seen red with a run that begins one item late.
  test('items of a batch are all that its own totals count, of every batch of the day', async () => {
    const { data: batches } = await read<Page<Batch>>('listBatches', '/v1/batches?limit=500')
    expect(batches.length).toBeGreaterThan(5)
    for (const { receipt, ordinal, computed } of batches.filter(batch => batch.computed.count <= 500)) {
      const { data } = await read<Page<Item>>('listItems', `/v1/items?receipt=${receipt}&batch=${ordinal}&limit=500`)
      expect(data.map(item => [item.receipt, item.batch])).toEqual(
        Array.from({ length: computed.count }, () => [receipt, ordinal]),
      )
    }
  })

  test('exceptions of one kind, of people, due by a moment', async () => {
    const all = (await read<Page<Exception>>('listExceptions', '/v1/exceptions?limit=500')).data
    const [first] = all
    const list = async (query: string) =>
      (await read<Page<Exception>>('listExceptions', `/v1/exceptions?limit=500&${query}`)).data
    expect((await list(`kind=${first?.kind}`)).map(one => one.kind)).toEqual(
      all.filter(one => one.kind === first?.kind).map(one => one.kind),
    )
    expect(await list('decided_by=policy')).toEqual(all.filter(one => one.decided_by === 'policy'))
    expect(await list(`due_by=${first?.ours_at}`)).toEqual(all.filter(one => one.ours_at === first?.ours_at))
    expect(await list('scope=batch')).toEqual(all.filter(one => one.scope === 'batch'))
    expect(await list('state=closed')).toEqual([])
  })

  // Seen red with every position that is open, and with those that leave on just that day left out.
  test('exceptions whose value has to leave suspense by a day', async () => {
    const exits = await ask<{ exit_on: string; id: number }>(
      server.engine,
      'select exit_on::text, exception_id as id from suspense_position where closed_on is null order by exit_on, id',
    )
    const last = Temporal.PlainDate.from(exits[0]?.exit_on ?? '')
    for (const day of [last.subtract({ days: 1 }), last].map(String)) {
      const { data } = await read<Page<Exception>>('listExceptions', `/v1/exceptions?limit=500&exit_by=${day}`)
      const ids = exits.filter(one => one.exit_on <= day).map(one => one.id)
      expect(data.map(one => one.id).sort((a, b) => a - b)).toEqual(ids.sort((a, b) => a - b))
    }
  })
})

// The last one: what goes out is closed. Seen red with the answers of a file left out of the route: each file had those that wait.
test('what waits is what Today counts, each with its reason; then what a file says went out in it', async () => {
  const { returns } = await read<Today>('today', '/v1/today')
  const waiting = (await read<Page<OutboundItem>>('listOutboundItems', '/v1/outbound-items?limit=500')).data
  expect(waiting.length).toBe(returns.queued)
  for (const one of waiting) {
    const story = await read<ItemStory>('item', `/v1/items/${one.item}`)
    expect(one).toMatchObject({
      ...story.outbound.find(answer => answer.kind === one.kind),
      title: story.exception?.title ?? 'Notification of change',
      amount_minor: story.item.amount_minor,
      direction: story.item.direction,
      number: null,
    })
  }
  await releaseOutboundFiles(server.engine, undefined, Temporal.Instant.from('2026-11-20T20:00:00Z'))
  const files = (await read<Page<OutboundFile>>('listReturns', '/v1/returns')).data
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const { data } = await read<Page<OutboundItem>>('listOutboundItems', `/v1/outbound-items?file=${file.id}&limit=500`)
    expect(data.map(one => [one.file, one.state])).toEqual(
      Array.from({ length: file.value.count }, () => [file.name, 'sent']),
    )
    expect(data.map(one => one.number)).toEqual(data.map((_, n) => (data[0]?.number ?? 0) + n))
  }
})
