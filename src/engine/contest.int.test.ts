import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { latin1Text } from '../core/latin1.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { blobRange } from './blob-range.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readItem } from './read-item.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { resolveException } from './resolve-exception.ts'

/** A return of ours comes back dishonored, and is contested with the days that our own file says. */

let at: TestEngine
let desk: Desk
const [stranger = ''] = accountNumbers(1, 500)

beforeAll(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accountNumbers(3))
  desk = await openDesk(at.engine)
})
afterAll(() => at.close())

/** The number under which our return of a debit went out, on Monday. */
async function returned(from: number): Promise<string> {
  const sent = entries(1, { accounts: [stranger], from })
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: sent }]), name: `sent-${from}.ach` })
  const files = await releaseOutboundFiles(at.engine)
  expect(files).toMatchObject([{ items: 1 }])
  const [row] = await ask<{ trace: string }>(at.engine, 'select trace from outbound_item order by file_id desc limit 1')
  return row?.trace ?? ''
}

/** The item of a dishonor of the return, two days later. */
async function dishonored(returnTrace: string, code: string, from: number): Promise<number> {
  const of = { returnCode: code, originalTrace: '091000010000007', returnTrace }
  const addenda = { kind: '99-dishonored', ...of, returnSettlementDate: '327', returnReason: '03' } as const
  const [entry] = entries(1, { accounts: [stranger], from })
  const bytes = achFile([{ entries: [{ ...entry, transactionCode: 26, addenda: [addenda] }] }])
  const reception = await receiveAndProcess(at.engine, { bytes, name: `dishonored-${from}.ach` })
  const { receiptId } = reception as Extract<typeof reception, { receiptId: number }>
  const [row] = await ask<{ id: number }>(at.engine, 'select id from exception where receipt_id = $1', [receiptId])
  return row?.id ?? 0
}

const preview = (itemId: number, asked: ResolutionAsked) =>
  previewResolution(at.engine, { itemId, asked, by: desk.ann })

// Seen red with the days of the contest left out of what is queued.
test('it goes out with the days on which the entry settled and our return went out, and the books say so', async () => {
  const itemId = await dishonored(await returned(0), 'R67', 10)
  expect((await readItem(at.engine, itemId))?.resolutions).toContain('contest')
  const asked = { resolution: 'contest', code: 'R75' } as const
  const shown = await preview(itemId, asked)
  expect(shown).toMatchObject({
    is: 'previewed',
    effect: { outbound: { code: 'R75', carries: '2026-11-23 2026-11-23' }, legs: [] },
    beside: { clocks: [{ does: 'runs on' }], linked: [{ link: 'answered', item: { state: 'returned' } }] },
  })
  const previewSha256 = shown.is === 'previewed' ? shown.sha256 : ''
  const order = { itemId, asked, by: desk.ann, previewSha256 }
  expect(await resolveException(at.engine, order)).toMatchObject({ is: 'done' })
  expect(await takeBack(at.engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await resolveException(at.engine, order)).toMatchObject({ is: 'done' })
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(await releaseOutboundFiles(at.engine)).toMatchObject([{ items: 1 }])
  const [file] = await ask<{ sha256: Buffer; size_bytes: number }>(
    at.engine,
    'select sha256, size_bytes from outbound_file order by id desc limit 1',
  )
  const bytes = await blobRange(at.engine.blobs, file?.sha256 ?? Buffer.alloc(0), {
    offset: 0,
    length: file?.size_bytes ?? 0,
  })
  const addenda = latin1Text(bytes)
    .split('\n')
    .find(line => line.startsWith('799R75'))
  // The day of the return as YYMMDD, then the day of the year on which the entry settled.
  expect(addenda).toContain('261123')
  expect(addenda).toContain('327')
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with the code of the dishonor not told to the matrix of codes.
test('a dishonor for wrong fields (R69) is contested with the corrected return (R74), and with no code that answers another dishonor', async () => {
  const itemId = await dishonored(await returned(100), 'R69', 110)
  for (const code of ['R73', 'R75', 'R77'])
    expect(await preview(itemId, { resolution: 'contest', code }), code).toMatchObject({ refused: 'code_refused' })
  expect(await preview(itemId, { resolution: 'contest', code: 'R74' })).toMatchObject({ is: 'previewed' })
  const other = await dishonored(await returned(120), 'R67', 130)
  expect(await preview(other, { resolution: 'contest', code: 'R74' })).toMatchObject({ refused: 'code_refused' })
})

test('of a return that is in no file of ours somebody says the days, and no impossible ones', async () => {
  const itemId = await dishonored('121042880009999', 'R67', 210)
  const asked = { resolution: 'contest', code: 'R75' } as const
  expect(await preview(itemId, asked)).toMatchObject({ refused: 'days_missing' })
  const late = { ...asked, returnedOn: '2026-11-19', settledOn: '2026-11-20' }
  expect(await preview(itemId, late)).toMatchObject({ refused: 'days_missing' })
  expect(await preview(itemId, { ...asked, returnedOn: '2026-11-20', settledOn: '2026-11-19' })).toMatchObject({
    effect: { outbound: { carries: '2026-11-20 2026-11-19' } },
  })
})
