import { z } from 'zod'
import { ROLE_NAMES } from '../core/authority/role.ts'
import { DocumentId, DocumentJson, DocumentKind, DocumentState } from './document.ts'
import { RevealReason } from './item.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { DOCUMENT_HEADERS, NAME_HEADER, SOURCE_HEADER } from './paths.ts'
import { Cursor, Day, LimitText, pageOf } from './plain-fields.ts'
import { doing, type Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const DocumentPage = pageOf('DocumentPage', DocumentJson)

const Received = z
  .strictObject({
    document: DocumentJson,
    why: z.string().nullable().describe('Why it found no case by itself; null where it is attached'),
  })
  .meta({ id: 'DocumentReceived' })
export type DocumentReceivedJson = z.infer<typeof Received>

/** What is told of a document by headers, so that its bytes are the body; percent-encoded where it is not ASCII. */
export const DOCUMENT_TOLD = {
  kind: DocumentKind,
  sender: z.string().trim().min(1).max(200),
  reference: z.string().trim().max(60).optional(),
  account: z.string().trim().max(34).optional(),
  cameOn: Day.optional(),
} as const

const header = (name: string, required: boolean, schema: z.ZodType, what: string) => ({ name, required, schema, what })
const TELLING = [
  header(DOCUMENT_HEADERS.kind, true, DOCUMENT_TOLD.kind, 'What it is'),
  header(SOURCE_HEADER, true, z.string().max(200), 'Who sent it, percent-encoded where it is not ASCII'),
  header(NAME_HEADER, false, z.string().max(200), 'What the file is called, percent-encoded where it is not ASCII'),
  header(
    DOCUMENT_HEADERS.reference,
    false,
    z.string().max(200),
    'What it quotes: the number of a letter of ours, of an item, or anything else',
  ),
  header(DOCUMENT_HEADERS.account, false, z.string().max(60), 'The number of the account that it is about'),
  header(DOCUMENT_HEADERS.cameOn, false, Day, 'The day on which it came; today when left out'),
] as const

/** Papers that come, and what they belong to. */
export const DOCUMENT_ROUTES = {
  listDocuments: {
    method: 'get',
    path: 'documents',
    access: { roles: ROLE_NAMES.filter(role => role !== 'agent'), act: 'read' as const },
    summary: 'Papers that came: those that wait for their case, or in another state',
    query: z.strictObject({
      state: DocumentState.optional().describe('`waiting` when left out'),
      cursor: Cursor,
      limit: LimitText,
    }),
    answer: json(DocumentPage),
    refusals: ['cursor_invalid'],
  },
  receiveDocument: {
    method: 'post',
    path: 'documents',
    access: doing('contact'),
    summary:
      'Receives a paper as the body, or as the one file of a form: attached to the case that waits for it where that is certain, whose holder is woken; the same bytes are received once',
    headers: [...ONCE_HEADERS, ...TELLING],
    body: 'files',
    answer: json(Received),
    refusals: [
      ...(['act_not_allowed', 'file_empty', 'file_too_large', 'storage_full'] as const),
      ...(['document_day_wrong', 'document_already_received'] as const),
      ...ONCE_REFUSALS,
    ],
  },
  placeDocument: {
    method: 'post',
    path: 'documentPlace',
    access: doing('contact'),
    summary: 'Attaches a paper to an item by hand, takes it off again, hands it over, or says that it belongs to none',
    params: z.strictObject({ document: DocumentId }),
    headers: ONCE_HEADERS,
    body: {
      json: z
        .strictObject({
          does: z.enum(['attach', 'detach', 'hand_over', 'end']),
          item: z.int().positive().optional().describe('Of `attach`: the item that it is about'),
          login: z.string().min(1).max(100).optional().describe('Of `hand_over`: who sees to it from now on'),
          why: z.string().trim().min(1).max(500).optional().describe('Of `end`: what became of it instead'),
        })
        .meta({ id: 'DocumentPlaced' }),
    },
    answer: json(DocumentJson),
    refusals: [
      ...(['document_not_found', 'act_not_allowed', 'document_not_waiting', 'document_not_attached'] as const),
      ...(['document_needed', 'item_not_found', 'document_not_of_item', 'person_not_found', 'owner_refused'] as const),
      ...ONCE_REFUSALS,
    ],
  },
  openDocument: {
    method: 'post',
    path: 'documentReveals',
    access: doing('reveal'),
    summary: 'The bytes of a paper as they came; who looks at it and why is written to the audit log first',
    params: z.strictObject({ document: DocumentId }),
    query: z.strictObject({ reason: RevealReason }),
    answer: { as: 'bytes', status: 200, type: 'application/octet-stream', what: 'The paper' },
    refusals: ['document_not_found'],
  },
} as const satisfies Readonly<Record<string, Route>>
