import type { z } from 'zod'
import { type DOCUMENT_ROUTES, DOCUMENT_TOLD } from '../contract/document-routes.ts'
import { DOCUMENT_HEADERS, NAME_HEADER, SOURCE_HEADER } from '../contract/paths.ts'
import { DOCUMENT_BYTES_MAX, type DocumentKey, documentKeyOf } from '../core/document.ts'
import { type PlacingAsked, placeDocumentWithin } from '../engine/place-document.ts'
import { openDocument, readDocuments, shownDocuments } from '../engine/read-documents.ts'
import {
  DOCUMENT_TOO_LARGE,
  type DocumentOrder,
  receiveDocumentWithin,
  storeDocument,
} from '../engine/receive-document.ts'
import type { StoredBlob } from '../store/blob.ts'
import type { StoredDocument } from '../store/document.ts'
import { answerOnce } from './answer-once.ts'
import type { Asked, Handler } from './bind-route.ts'
import { BAD_CURSOR, cursorOf, limitOf, pageFrom, partsOf, wholeOf } from './cursor.ts'
import { deciderOf } from './decision-json.ts'
import { documentJson } from './document-json.ts'
import { issueSentence } from './json-body.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { beginning, cleanName, cleanText, filesOf, textHeader, uploadRefusal } from './upload.ts'

type Routes = typeof DOCUMENT_ROUTES

/** Papers that come: received, listed, opened, and put where they belong. */
export function documentHandlers(parts: ServerParts) {
  const { engine } = parts
  const shown = async (one: StoredDocument) => {
    const accounts = await shownDocuments(engine, [one])
    return documentJson(one, accounts.get(one) ?? null)
  }
  return {
    listDocuments: async ({ query: { state = 'waiting', cursor, limit: limitText } }) => {
      const limit = limitOf(limitText)
      const after = cursor === undefined ? undefined : documentCursor(cursor)
      if (cursor !== undefined && after === undefined) return BAD_CURSOR
      const rows = await readDocuments(engine, { state, after, limit: limit + 1 })
      const accounts = await shownDocuments(engine, rows)
      const json = (one: StoredDocument) => documentJson(one, accounts.get(one) ?? null)
      return pageFrom(rows, limit, json, one => cursorOf(one.shard, one.id))
    },
    receiveDocument: receive(parts, shown),
    placeDocument: async asked => {
      const placing = placingOf(asked.body)
      if (isRefusal(placing)) return placing
      const document = documentKeyOf(asked.params.document)
      return answerOnce(parts, 'documentPlace', asked, async tx => {
        const placed = await placeDocumentWithin(engine, tx, { document, asked: placing, by: deciderOf(asked.as) })
        return placed.is === 'placed' ? shown(placed.document) : refuse(placed.refused, placed.why)
      })
    },
    openDocument: async ({ params, query, as }) => {
      const document = documentKeyOf(params.document)
      const opened = await openDocument(engine, { document, personId: as.person.id, reason: query.reason })
      if (opened === undefined)
        return refuse('document_not_found', 'The list of documents shows the numbers that there are.')
      return new Response(ReadableStream.from(engine.blobs.read(opened.sha256)), {
        // Whatever somebody sent in is no page of ours: it is kept as a file, and by no cache.
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(opened.name)}`,
          'cache-control': 'no-store',
        },
      })
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

/** The bytes are kept first; what is told of them is one transaction, once for its key. */
function receive(
  parts: ServerParts,
  shown: (one: StoredDocument) => Promise<ReturnType<typeof documentJson>>,
): Handler<Routes['receiveDocument']> {
  const { engine } = parts
  return async asked => {
    const told = toldOf(asked.request)
    if (isRefusal(told)) return told
    const stored = await bytesOf(parts, asked.request)
    if (isRefusal(stored)) return stored
    const { blob, name } = stored
    // Sent again with the same key it is the same request where its bytes are the same.
    const body = { ...told, name, sha256: Buffer.from(blob.sha256).toString('hex') }
    return answerOnce(parts, 'documents', { ...asked, body }, async tx => {
      const { kind, sender, reference = '', account: accountNumber } = told
      const cameOn = told.cameOn === undefined ? undefined : Temporal.PlainDate.from(told.cameOn)
      const order: DocumentOrder = {
        ...{ blob, name, kind, sender, reference, accountNumber, cameOn, by: deciderOf(asked.as) },
      }
      const received = await receiveDocumentWithin(engine, tx, order)
      if (received.is === 'refused') return refuse(received.refused, received.why)
      return { document: await shown(received.document), why: received.why ?? null }
    })
  }
}

type Told = { [Name in keyof typeof DOCUMENT_TOLD]: z.infer<(typeof DOCUMENT_TOLD)[Name]> }

/** What the headers tell, each checked by its schema. */
function toldOf(request: Request): Told | Refusal {
  const given = { ...DOCUMENT_HEADERS, sender: SOURCE_HEADER }
  const told: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(DOCUMENT_TOLD)) {
    const text = textHeader(request, given[name as keyof typeof given])
    const parsed = schema.safeParse(text === undefined ? undefined : cleanText(text))
    if (!parsed.success)
      return refuse('request_invalid', `${given[name as keyof typeof given]}: ${issueSentence(parsed.error)}`)
    told[name] = parsed.data
  }
  return told as Told // each was checked by its own schema
}

async function bytesOf(
  parts: ServerParts,
  request: Request,
): Promise<{ readonly blob: StoredBlob; readonly name: string } | Refusal> {
  try {
    for await (const file of filesOf(request, Math.min(parts.uploadBytesMax, DOCUMENT_BYTES_MAX))) {
      const begun = await beginning(file.bytes)
      if (begun === undefined) break
      const blob = await storeDocument(parts.engine, begun)
      if (blob === undefined) return refuse('file_too_large', DOCUMENT_TOO_LARGE)
      return { blob, name: cleanName(textHeader(request, NAME_HEADER) ?? file.name) }
    }
  } catch (error) {
    const refusal = uploadRefusal(parts, error, [])
    if (refusal === undefined) throw error
    return refusal
  }
  return refuse('file_empty', 'The document holds no byte. Send it as the body, or as the one file of a form.')
}

type Body = Asked<Routes['placeDocument']>['body']

function placingOf({ does, item, login, why }: Body): PlacingAsked | Refusal {
  if (does === 'detach') return { does }
  if (does === 'attach')
    return item === undefined ? refuse('request_invalid', 'Say to which item.') : { does, itemId: item }
  if (does === 'hand_over')
    return login === undefined ? refuse('request_invalid', 'Say to whom.') : { does: 'hand over', login }
  return why === undefined ? refuse('request_invalid', 'Say what became of it.') : { does, why }
}

function documentCursor(cursor: string): DocumentKey | undefined {
  const [shardText, idText] = partsOf(cursor, 2) ?? []
  const [shard, id] = [wholeOf(shardText), wholeOf(idText)]
  return shard === undefined || id === undefined ? undefined : { shard, id }
}
