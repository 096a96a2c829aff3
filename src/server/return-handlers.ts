import type { OutboundFile as OutboundFileJson, OutboundItem as OutboundItemJson } from '../contract/returns.ts'
import type { ROUTES } from '../contract/routes.ts'
import type { Engine } from '../engine/engine.ts'
import { readOfFile, readOutboundFiles, readWaiting } from '../engine/read-pages.ts'
import type { PagedOutboundItem, WaitingCursor } from '../store/outbound-item-page.ts'
import type { PagedOutboundFile } from '../store/outbound-page.ts'
import type { Handler } from './bind-route.ts'
import { BAD_CURSOR, cursorOf, instantOf, limitOf, ordinalOf, pageFrom, partsOf, wholeOf } from './cursor.ts'
import { titleOf } from './exception-json.ts'
import { outboundJson } from './item-json.ts'
import type { ServerParts } from './server-parts.ts'
import { tallyJson } from './tally-json.ts'

type Routes = typeof ROUTES

/** Files that went out. */
export function returns({ engine }: ServerParts): Handler<Routes['listReturns']> {
  return async ({ query }) => {
    const before = query.cursor === undefined ? undefined : wholeOf(query.cursor)
    if (query.cursor !== undefined && before === undefined) return BAD_CURSOR
    const limit = limitOf(query.limit)
    const rows = await readOutboundFiles(engine, { beforeId: before, limit: limit + 1 })
    return pageFrom(rows, limit, fileJson, file => cursorOf(file.id))
  }
}

/** Returns and notices one by one: those that wait, or those of a file. */
export function outboundItems({ engine }: ServerParts): Handler<Routes['listOutboundItems']> {
  return async ({ query: { file, cursor, limit: limitText } }) => {
    const limit = limitOf(limitText)
    const json = (one: PagedOutboundItem) => outboundItemJson(engine, one)
    if (file === undefined) {
      const after = cursor === undefined ? undefined : waitingCursor(cursor)
      if (cursor !== undefined && after === undefined) return BAD_CURSOR
      const rows = await readWaiting(engine, { after, limit: limit + 1 })
      return pageFrom(rows, limit, json, one => cursorOf(one.dueAt.toString(), one.shard, one.itemId, one.kind))
    }
    const after = cursor === undefined ? 0 : ordinalOf(cursor)
    if (after === undefined) return BAD_CURSOR
    const rows = await readOfFile(engine, { fileId: Number(file), after, limit: limit + 1 })
    return pageFrom(rows, limit, json, one => cursorOf(one.sent?.number ?? 0))
  }
}

function waitingCursor(cursor: string): WaitingCursor | undefined {
  const [at, shardText, idText, kind] = partsOf(cursor, 4) ?? []
  const dueAt = instantOf(at)
  const shard = wholeOf(shardText)
  const itemId = wholeOf(idText)
  if (dueAt === undefined || dueAt === 'none' || shard === undefined || itemId === undefined) return undefined
  return kind === 'return' || kind === 'notice' ? { dueAt, shard, itemId, kind } : undefined
}

function fileJson(file: PagedOutboundFile): OutboundFileJson {
  return {
    id: file.id,
    pack: file.pack,
    name: file.name,
    sha256: Buffer.from(file.sha256).toString('hex'),
    size_bytes: file.sizeBytes,
    value: tallyJson(file.value),
    due_at: file.dueAt.toString(),
    released_at: file.releasedAt.toString(),
  }
}

function outboundItemJson(engine: Engine, one: PagedOutboundItem): OutboundItemJson {
  const { pack, exceptionKind, sent } = one
  return {
    ...outboundJson({ ...one, file: sent?.file, sentAt: sent?.at }),
    item: one.itemId,
    pack,
    title: exceptionKind === undefined ? 'Notification of change' : titleOf(engine, { pack, kind: exceptionKind }),
    direction: one.direction,
    amount_minor: one.amountMinor,
    number: sent?.number ?? null,
  }
}
