import type { ROUTES } from '../contract/routes.ts'
import { parseDay } from '../core/calendar/day.ts'
import {
  readBatches,
  readExceptions,
  readFaults,
  readItems,
  readOutboundFiles,
  readReceipts,
} from '../engine/read-pages.ts'
import type { ExceptionCursor } from '../store/exception-page.ts'
import type { Handler } from './bind-route.ts'
import { cursorOf, limitOf, ordinalOf, pageFrom, partsOf, wholeOf } from './cursor.ts'
import { exceptionJson } from './exception-json.ts'
import { itemJson } from './item-json.ts'
import { batchJson, faultJson, receiptJson } from './receipt-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { tallyJson } from './tally-json.ts'

type Routes = typeof ROUTES

const BAD_CURSOR: Refusal = refuse(
  'cursor_invalid',
  'Give the `next` of the page before as it was, or leave the cursor out to begin at the first page.',
)

/** The lists of the API, each page by page. */
export function listHandlers(parts: ServerParts) {
  return {
    listReceipts: receipts(parts),
    listFaults: faults(parts),
    listBatches: batches(parts),
    listExceptions: exceptions(parts),
    listItems: items(parts),
    listReturns: returns(parts),
  }
}

function receipts({ engine }: ServerParts): Handler<Routes['listReceipts']> {
  return async ({ query }) => {
    const beforeId = wholeOf(query.cursor)
    if (query.cursor !== undefined && beforeId === undefined) return BAD_CURSOR
    const limit = limitOf(query.limit)
    const isDuplicate = query.duplicate === undefined ? undefined : query.duplicate === 'yes'
    const rows = await readReceipts(engine, {
      beforeId,
      receivedOn: query.day,
      source: query.source,
      state: query.state,
      isDuplicate,
      limit: limit + 1,
    })
    return pageFrom(rows, limit, receiptJson, row => cursorOf(row.id))
  }
}

function faults({ engine }: ServerParts): Handler<Routes['listFaults']> {
  return async ({ params, query }) => {
    const afterN = query.cursor === undefined ? -1 : ordinalOf(query.cursor)
    if (afterN === undefined) return BAD_CURSOR
    const limit = limitOf(query.limit)
    const found = await readFaults(engine, Number(params.receipt), { afterN, limit: limit + 1 })
    if (found === undefined) return refuse('receipt_not_found', `There is no receipt ${params.receipt}.`)
    const titles = found.pack === undefined ? {} : engine.packs[found.pack].fieldTitles
    return pageFrom(
      found.faults,
      limit,
      row => faultJson(row.fault, titles),
      row => cursorOf(row.n),
    )
  }
}

function batches({ engine }: ServerParts): Handler<Routes['listBatches']> {
  return async ({ query }) => {
    const [receiptText, ordinalText] = (query.cursor === undefined ? undefined : partsOf(query.cursor, 2)) ?? []
    const receiptId = wholeOf(receiptText)
    const ordinal = ordinalOf(ordinalText)
    if (query.cursor !== undefined && (receiptId === undefined || ordinal === undefined)) return BAD_CURSOR
    const limit = limitOf(query.limit)
    const after = receiptId === undefined || ordinal === undefined ? undefined : { receiptId, ordinal }
    const rows = await readBatches(engine, {
      receiptId: wholeOf(query.receipt),
      receivedOn: query.day,
      balance: query.balance,
      fate: query.fate,
      after,
      limit: limit + 1,
    })
    return pageFrom(
      rows,
      limit,
      row => batchJson(engine, row),
      row => cursorOf(row.receiptId, row.ordinal),
    )
  }
}

function exceptions({ engine }: ServerParts): Handler<Routes['listExceptions']> {
  return async ({ query }) => {
    const after = query.cursor === undefined ? undefined : exceptionCursor(query.cursor)
    if (query.cursor !== undefined && after === undefined) return BAD_CURSOR
    const dueFrom = instantOf(query.due_from)
    const dueBy = instantOf(query.due_by)
    const wrong = dueFrom === 'none' ? 'due_from' : dueBy === 'none' ? 'due_by' : undefined
    if (dueFrom === 'none' || dueBy === 'none')
      return refuse('request_invalid', `${wrong}: not an instant such as 2026-07-02T21:04:05Z.`)
    const limit = limitOf(query.limit)
    const rows = await readExceptions(engine, {
      pack: query.pack,
      kind: query.kind,
      state: query.state === 'unclosed' ? undefined : query.state,
      decidedBy: query.decided_by,
      scope: query.scope,
      queue: query.queue,
      source: query.source,
      receiptId: wholeOf(query.receipt),
      dueBy,
      dueFrom,
      after,
      limit: limit + 1,
    })
    return pageFrom(
      rows,
      limit,
      row => exceptionJson(engine, row, row.source),
      row => cursorOf(row.oursAt?.toString() ?? 'never', row.shard, row.id),
    )
  }
}

function exceptionCursor(cursor: string): ExceptionCursor | undefined {
  const [at = '', shardText, idText] = partsOf(cursor, 3) ?? []
  const shard = wholeOf(shardText)
  const id = wholeOf(idText)
  const oursAt = at === 'never' ? undefined : instantOf(at)
  return shard === undefined || id === undefined || oursAt === 'none' ? undefined : { oursAt, shard, id }
}

/** `none` for a text that is no instant of the years 1 to 9999: the database reads no others as they are written. */
function instantOf(text: string | undefined): Temporal.Instant | 'none' | undefined {
  try {
    const instant = text === undefined ? undefined : Temporal.Instant.from(text)
    return instant === undefined || /^(?!0000)\d{4}-/.test(instant.toString()) ? instant : 'none'
  } catch {
    return 'none'
  }
}

function items({ engine }: ServerParts): Handler<Routes['listItems']> {
  return async ({ query }) => {
    if (query.day === undefined && query.receipt === undefined)
      return refuse('request_invalid', 'day, receipt: give one of them; a list of all items of all days has no use.')
    const [shardText, day, idText] = (query.cursor === undefined ? undefined : partsOf(query.cursor, 3)) ?? []
    const shard = wholeOf(shardText)
    const id = wholeOf(idText)
    const isDay = day !== undefined && parseDay(day) !== undefined
    if (query.cursor !== undefined && (shard === undefined || id === undefined || !isDay)) return BAD_CURSOR
    const after = shard === undefined || id === undefined || day === undefined ? undefined : { shard, day, id }
    const limit = limitOf(query.limit)
    const rows = await readItems(engine, {
      receivedOn: query.day,
      receiptId: wholeOf(query.receipt),
      batch: ordinalOf(query.batch),
      source: query.source,
      state: query.state,
      after,
      limit: limit + 1,
    })
    return pageFrom(rows, limit, itemJson, row => cursorOf(row.shard, row.day, row.id))
  }
}

function returns({ engine }: ServerParts): Handler<Routes['listReturns']> {
  return async ({ query }) => {
    const before = query.cursor === undefined ? undefined : wholeOf(query.cursor)
    if (query.cursor !== undefined && before === undefined) return BAD_CURSOR
    const limit = limitOf(query.limit)
    const rows = await readOutboundFiles(engine, { beforeId: before, limit: limit + 1 })
    return pageFrom(
      rows,
      limit,
      file => ({
        id: file.id,
        pack: file.pack,
        name: file.name,
        sha256: Buffer.from(file.sha256).toString('hex'),
        size_bytes: file.sizeBytes,
        value: tallyJson(file.value),
        due_at: file.dueAt.toString(),
        released_at: file.releasedAt.toString(),
      }),
      file => cursorOf(file.id),
    )
  }
}
