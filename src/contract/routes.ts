import { z } from 'zod'
import { ROLE_NAMES } from '../core/authority/role.ts'
import { FATES } from '../core/receipt.ts'
import { NEWS_KINDS } from '../core/work/news.ts'
import { APPROVAL_ROUTES } from './approval-routes.ts'
import { AUDIT_ROUTES } from './audit-routes.ts'
import { BULK_ROUTES } from './bulk-routes.ts'
import { CLAIM_ROUTES } from './claim-routes.ts'
import { DAY_ROUTES } from './day-routes.ts'
import { Deadline, DeadlineRules } from './deadline.ts'
import { DECISION_ROUTES } from './decision-routes.ts'
import { DESK_ROUTES } from './desk-routes.ts'
import { DOCUMENT_ROUTES } from './document-routes.ts'
import { EXCEPTIONS_FILTER, ExceptionPage } from './exception.ts'
import { HELD_ROUTES } from './held-routes.ts'
import { ItemPage, ItemRecord, ItemStory, Revealed, RevealReason } from './item.ts'
import { LETTER_ROUTES } from './letter-routes.ts'
import { NAME_HEADER, SOURCE_HEADER } from './paths.ts'
import { PEOPLE_ROUTES } from './people-routes.ts'
import { Cursor, Day, IdText, LimitText, OrdinalText } from './plain-fields.ts'
import { Proof } from './proof.ts'
import { PROVIDER_ROUTES } from './provider-routes.ts'
import { QUESTION_ROUTES } from './question-routes.ts'
import { Balance, BatchPage, FaultPage, ReceiptPage, ReceiptState, ReceiptStory } from './receipt.ts'
import { OutboundFilePage, OutboundItemPage } from './returns.ts'
import { REVIEW_ROUTES } from './review-routes.ts'
import { doing, type Route } from './route.ts'
import { DemoPeople, DemoSignIn, Session, SessionBegun, SignedOut, SignIn, StepUp } from './session.ts'
import { SIGN_IN_ROUTES } from './sign-in-routes.ts'
import { ItemState } from './tally.ts'
import { Today } from './today.ts'
import { Health, Readiness, Uploaded, Version } from './upload.ts'
import { WORK_ROUTES } from './work-routes.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const page = { cursor: Cursor, limit: LimitText }
const text = z.string().min(1).max(200).optional()
const receiptParams = z.strictObject({ receipt: IdText })
const itemParams = z.strictObject({ item: IdText })

const UPLOAD_HEADERS = [
  {
    name: SOURCE_HEADER,
    required: false,
    schema: z.string().max(200),
    what: 'Who sent the file, percent-encoded where it is not ASCII; `upload` when left out',
  },
  {
    name: NAME_HEADER,
    required: false,
    schema: z.string().max(200),
    what: 'What the file is called, where it is the body; percent-encoded where it is not ASCII. Files of a form have their own names',
  },
] as const

/** Who works in the day reads it; personal data is masked for everybody. */
const READERS = doing('read')
/** A program reads what it works on, not the whole of the books. */
const PEOPLE = { roles: ROLE_NAMES.filter(role => role !== 'agent'), act: 'read' as const }
const OWN_SESSION = { signedIn: 'Everybody may see and end a session of their own' }
const MONITOR = 'A monitor holds no session, and learns no more than whether and how busily it runs'
const OPEN_DOCUMENT = 'It is the same for every installation and tells nothing of this one'

/** Every operation there is. A name here is the operation's name in the document. */
export const ROUTES = {
  ...DECISION_ROUTES,
  ...APPROVAL_ROUTES,
  ...BULK_ROUTES,
  ...HELD_ROUTES,
  ...REVIEW_ROUTES,
  ...LETTER_ROUTES,
  ...DOCUMENT_ROUTES,
  ...CLAIM_ROUTES,
  session: {
    method: 'get',
    path: 'session',
    access: OWN_SESSION,
    summary: 'Who is signed in, with which roles, and until when',
    answer: json(Session),
    refusals: [],
  },
  signIn: {
    method: 'post',
    path: 'session',
    access: { public: 'Nobody is signed in before; attempts are counted and limited' },
    summary: 'Signs in with a password: a cookie for a page, a token for a program',
    body: { json: SignIn },
    answer: json(SessionBegun),
    refusals: ['sign_in_locked', 'sign_in_failed'],
  },
  stepUp: {
    method: 'post',
    path: 'sessionStepUp',
    access: OWN_SESSION,
    summary: 'The password once more, before a risky act: a new token, which holds for such acts for a few minutes',
    body: { json: StepUp },
    answer: json(SessionBegun),
    refusals: ['sign_in_locked', 'sign_in_failed'],
  },
  signOut: {
    method: 'post',
    path: 'sessionSignOut',
    access: OWN_SESSION,
    summary: 'Ends the session for good; its token is worth nothing from then on',
    answer: json(SignedOut),
    refusals: [],
  },
  demoPeople: {
    method: 'get',
    path: 'demoPeople',
    access: {
      public:
        'The sign-in page shows them; there are some only where the bank is the sample’s and its server hears its own machine alone',
    },
    summary: 'Whom anybody may sign in as where a sample day is tried; none everywhere else',
    answer: json(DemoPeople),
    refusals: [],
  },
  demoSignIn: {
    method: 'post',
    path: 'demoSession',
    access: { public: 'Nobody is signed in before; refused everywhere but where a sample day is tried' },
    summary: 'Signs in as a demo person, without a password',
    body: { json: DemoSignIn },
    answer: json(SessionBegun),
    refusals: ['demo_not_offered'],
  },
  today: {
    method: 'get',
    path: 'today',
    access: READERS,
    summary:
      'The day on one page: the completeness equation, what arrived, what balances, what is excepted, and the cutoffs',
    query: z.strictObject({ day: Day.optional() }),
    answer: json(Today),
    refusals: [],
  },
  live: {
    method: 'get',
    path: 'live',
    access: READERS,
    summary:
      'Server-sent events: `changed` says that something of the day is new and worth reading again; what happened to one’s own work comes by name, to nobody else',
    answer: {
      as: 'bytes',
      status: 200,
      type: 'text/event-stream',
      what: `Events \`changed\`, with a number that grows; and with the case ${NEWS_KINDS.map(kind => `\`${kind}\``).join(', ')}`,
    },
    refusals: [],
  },
  listReceipts: {
    method: 'get',
    path: 'receipts',
    access: READERS,
    summary: 'Receipts, the newest first',
    query: z.strictObject({
      day: Day.optional(),
      source: text,
      state: ReceiptState.optional(),
      duplicate: z.enum(['yes', 'no']).optional(),
      ...page,
    }),
    answer: json(ReceiptPage),
    refusals: ['cursor_invalid'],
  },
  receipt: {
    method: 'get',
    path: 'receipt',
    access: READERS,
    summary: 'One receipt, and what became of its items',
    params: receiptParams,
    answer: json(ReceiptStory),
    refusals: ['receipt_not_found'],
  },
  listFaults: {
    method: 'get',
    path: 'faults',
    access: READERS,
    summary: 'What was wrong in the bytes of a receipt, in the order of the file',
    params: receiptParams,
    query: z.strictObject(page),
    answer: json(FaultPage),
    refusals: ['receipt_not_found', 'cursor_invalid'],
  },
  listBatches: {
    method: 'get',
    path: 'batches',
    access: READERS,
    summary: 'Batches with what they declare and what their items make',
    query: z.strictObject({
      receipt: IdText.optional(),
      day: Day.optional(),
      balance: Balance.optional(),
      fate: z.enum(FATES).optional().describe('`quarantine`: held for a person'),
      ...page,
    }),
    answer: json(BatchPage),
    refusals: ['cursor_invalid'],
  },
  listExceptions: {
    method: 'get',
    path: 'exceptions',
    access: READERS,
    summary: 'Exceptions, the first to be due first',
    query: z.strictObject({ ...EXCEPTIONS_FILTER, ...page }),
    answer: json(ExceptionPage),
    refusals: ['cursor_invalid'],
  },
  listItems: {
    method: 'get',
    path: 'items',
    access: READERS,
    summary:
      'Items of a received day or of one receipt, by state; one of the two is given. `in_work` gives suspended ones alone: `yes` is what somebody has claimed at that moment, `no` the rest of them',
    query: z.strictObject({
      day: Day.optional(),
      receipt: IdText.optional(),
      batch: OrdinalText.optional(),
      source: text,
      state: ItemState.optional(),
      in_work: z.enum(['yes', 'no']).optional(),
      ...page,
    }),
    answer: json(ItemPage),
    refusals: ['request_invalid', 'cursor_invalid'],
  },
  item: {
    method: 'get',
    path: 'item',
    access: READERS,
    summary: 'The whole story of an item',
    params: itemParams,
    answer: json(ItemStory),
    refusals: ['item_not_found'],
  },
  itemRecord: {
    method: 'get',
    path: 'itemRecord',
    access: READERS,
    summary: 'The item as it stands in the file, personal data masked, and its fields',
    params: itemParams,
    answer: json(ItemRecord),
    refusals: ['item_not_found'],
  },
  itemImage: {
    method: 'get',
    path: 'itemImage',
    access: PEOPLE,
    summary: 'A picture of the check; names, account numbers and signature are covered without a pass',
    params: z.strictObject({ item: IdText, side: z.enum(['front', 'back']) }),
    query: z.strictObject({ pass: z.string().max(60).optional().describe('Of a reveal of the item') }),
    answer: { as: 'bytes', status: 200, type: 'image/webp', what: 'The picture' },
    refusals: ['item_not_found', 'image_not_found', 'image_not_readable'],
  },
  revealItem: {
    method: 'post',
    path: 'itemReveals',
    access: doing('reveal'),
    summary: 'Opens the pictures of an item for a minute; who does it and why is written to the audit log first',
    params: itemParams,
    query: z.strictObject({ reason: RevealReason }),
    answer: json(Revealed),
    refusals: ['item_not_found'],
  },
  proof: {
    method: 'get',
    path: 'proof',
    access: PEOPLE,
    summary: 'The proof of everything, counted again: equation, books and audit chain',
    answer: json(Proof),
    refusals: [],
  },
  listReturns: {
    method: 'get',
    path: 'returns',
    access: PEOPLE,
    summary: 'Files of returns that went out, the newest first',
    query: z.strictObject(page),
    answer: json(OutboundFilePage),
    refusals: ['cursor_invalid'],
  },
  listOutboundItems: {
    method: 'get',
    path: 'outboundItems',
    access: PEOPLE,
    summary:
      'Returns and notices that wait for their file, the first to be due first; with `file` those that went out in it, in its order',
    query: z.strictObject({ file: IdText.optional().describe('The id of a file that went out'), ...page }),
    answer: json(OutboundItemPage),
    refusals: ['cursor_invalid'],
  },
  listDeadlines: {
    method: 'get',
    path: 'deadlines',
    access: READERS,
    summary: 'Every deadline rule with its citation',
    answer: json(DeadlineRules),
    refusals: [],
  },
  deadline: {
    method: 'get',
    path: 'deadline',
    access: READERS,
    summary: 'A deadline from a day, with each day counted or skipped and why',
    params: z.strictObject({ rule: z.string().min(1).max(60) }),
    query: z.strictObject({ from: z.string().min(1).max(40) }),
    answer: json(Deadline),
    refusals: ['deadline_rule_unknown', 'deadline_not_fixed', 'date_not_readable'],
  },
  ...WORK_ROUTES,
  ...SIGN_IN_ROUTES,
  ...DESK_ROUTES,
  ...QUESTION_ROUTES,
  ...PROVIDER_ROUTES,
  ...PEOPLE_ROUTES,
  ...DAY_ROUTES,
  ...AUDIT_ROUTES,
  uploadFile: {
    method: 'post',
    path: 'files',
    access: doing('receive'),
    summary:
      'Receives a file as the body, or each file of a form; the same bytes are accepted once. An upload of which nothing was accepted is refused for its first file',
    headers: UPLOAD_HEADERS,
    body: 'files',
    answer: { as: 'json', status: 202, schema: Uploaded },
    refusals: ['file_empty', 'file_too_large', 'file_already_received', 'storage_full'],
  },
  health: {
    method: 'get',
    path: 'health',
    access: { public: MONITOR },
    summary: 'The process runs',
    answer: json(Health),
    refusals: [],
  },
  readiness: {
    method: 'get',
    path: 'readiness',
    access: { public: MONITOR },
    summary: 'The database answers',
    answer: json(Readiness),
    refusals: ['not_ready'],
  },
  version: {
    method: 'get',
    path: 'version',
    access: { public: MONITOR },
    summary: 'Which Clearday this is',
    answer: json(Version),
    refusals: [],
  },
  metrics: {
    method: 'get',
    path: 'metrics',
    access: { public: MONITOR },
    summary: 'Figures for Prometheus; no personal data',
    answer: { as: 'bytes', status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', what: 'Prometheus text' },
    refusals: [],
  },
  openapi: {
    method: 'get',
    path: 'openapi',
    access: { public: OPEN_DOCUMENT },
    summary: 'This document',
    answer: { as: 'bytes', status: 200, type: 'application/json', what: 'OpenAPI 3.1' },
    refusals: [],
  },
} as const satisfies Readonly<Record<string, Route>>

export type RouteName = keyof typeof ROUTES
