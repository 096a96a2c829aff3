import type { z } from 'zod'
import type { EXCEPTIONS_FILTER } from '../contract/exception.ts'
import type { ROUTES } from '../contract/routes.ts'
import { parseDay } from '../core/calendar/day.ts'
import { readBatches, readExceptions, readFaults, readItems, readReceipts } from '../engine/read-pages.ts'
import type { ExceptionCursor, ExceptionsFilter } from '../store/exception-page.ts'
import type { Handler } from './bind-route.ts'
import { BAD_CURSOR, cursorOf, instantOf, limitOf, ordinalOf, pageFrom, partsOf, wholeOf } from './cursor.ts'
import { exceptionJson } from './exception-json.ts'
import { itemJson } from './item-json.ts'
import { batchJson, faultJson, receiptJson } from './receipt-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import { outboundItems, returns } from './return-handlers.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof ROUTES

/** The lists of the API, each page by page. */
export function listHandlers(parts: ServerParts) {
  return {
    listReceipts: receipts(parts),
    listFaults: faults(parts),
    listBatches: batches(parts),
    listExceptions: exceptions(parts),
    listItems: items(parts),
    listReturns: returns(parts),
    listOutboundItems: outboundItems(parts),
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
    const filter = filterOf(query)
    if ('refused' in filter) return filter
    const limit = limitOf(query.limit)
    const rows = await readExceptions(engine, { ...filter, after, limit: limit + 1 })
    return pageFrom(
      rows,
      limit,
      row => exceptionJson(engine, row, row.source),
      row => cursorOf(row.oursAt?.toString() ?? 'never', row.shard, row.id),
    )
  }
}

/** What exceptions are chosen by; refused where a moment is none. */
export function filterOf(query: ExceptionsQuery): ExceptionsFilter | Refusal {
  const [dueFrom, dueBy] = [instantOf(query.due_from), instantOf(query.due_by)]
  const wrong = dueFrom === 'none' ? 'due_from' : 'due_by'
  if (dueFrom === 'none' || dueBy === 'none')
    return refuse('request_invalid', `${wrong}: not an instant such as 2026-07-02T21:04:05Z.`)
  const { pack, kind, scope, queue, source, day, exit_by: exitBy } = query
  return {
    ...{ pack, kind, scope, queue, source, day, dueBy, dueFrom, exitBy, decidedBy: query.decided_by },
    state: query.state === 'unclosed' ? undefined : query.state,
    receiptId: wholeOf(query.receipt),
    ...{ amountFrom: wholeOf(query.amount_from), amountTo: wholeOf(query.amount_to) },
  }
}

type ExceptionsQuery = z.infer<z.ZodObject<typeof EXCEPTIONS_FILTER>>

function exceptionCursor(cursor: string): ExceptionCursor | undefined {
  const [at = '', shardText, idText] = partsOf(cursor, 3) ?? []
  const shard = wholeOf(shardText)
  const id = wholeOf(idText)
  const oursAt = at === 'never' ? undefined : instantOf(at)
  return shard === undefined || id === undefined || oursAt === 'none' ? undefined : { oursAt, shard, id }
}

function items({ engine }: ServerParts): Handler<Routes['listItems']> {
  return async ({ query }) => {
    if (query.day === undefined && query.receipt === undefined)
      return refuse('request_invalid', 'day, receipt: give one of them; a list of all items of all days has no use.')
    const state = query.state ?? (query.in_work === undefined ? undefined : 'suspended')
    if (query.in_work !== undefined && state !== 'suspended')
      return refuse(
        'request_invalid',
        'in_work: give it alone or with state=suspended; nothing else is in work or waits for it.',
      )
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
      state,
      claimed: query.in_work === undefined ? undefined : { is: query.in_work === 'yes', at: engine.now() },
      after,
      limit: limit + 1,
    })
    return pageFrom(rows, limit, itemJson, row => cursorOf(row.shard, row.day, row.id))
  }
}
