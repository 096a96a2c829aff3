import type { RouteName } from '../../src/contract/routes.ts'
import type { Role } from '../../src/core/authority/role.ts'

/** An answer of no passkey. */
const NO_ANSWER = { id: 'AA', response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' } }

/** What a request of each route looks like that would be answered: its holes, query and body. A route without a row fails. */
export const ROUTE_REQUESTS = {
  session: {},
  signIn: { body: { login: 'nobody', password: 'not a password of anybody' } },
  stepUp: { body: {} },
  signOut: {},
  changePassword: { body: { current: 'not a password of anybody', password: 'short' } },
  demoPeople: {},
  demoSignIn: { body: { login: 'demo-ada' } },
  previewItem: { holes: 'item', body: { resolution: 'post' } },
  decideItem: {
    holes: 'item',
    knows: 'every queue',
    body: { resolution: 'post', preview_sha256: '0'.repeat(64), expected: 'done' },
  },
  undoItem: { holes: 'item', body: { decision: '1024-1', preview_sha256: '0'.repeat(64), expected: 'done' } },
  listApprovals: {},
  listReviews: {},
  reviewDecision: { holes: 'decision' },
  takeClaim: { holes: 'item', body: { code: 'R10', statement: 'missing' } },
  listLetters: {},
  sendLetter: { holes: 'letter', body: { sent_on: '2026-11-20' } },
  answerLetter: { holes: 'letter', body: { answered_on: '2026-11-20' } },
  listDocuments: {},
  receiveDocument: {
    file: 'a paper that nobody sent',
    headers: { 'x-clearday-kind': 'statement', 'x-clearday-source': 'R. Diaz' },
  },
  placeDocument: { holes: 'document', body: { does: 'detach' } },
  openDocument: { holes: 'document', query: { reason: 'customer' } },
  readApprovalBeside: { holes: 'decision' },
  approveDecision: { holes: 'decision', body: { sha256: '0'.repeat(64) } },
  keyDecision: { holes: 'decision', session: 'stepped-up', body: { resolution: 'post' } },
  returnDecision: { holes: 'decision', body: { why: 'the code is another' } },
  withdrawDecision: { holes: 'decision' },
  previewBulk: { body: { matching: {}, asked: { resolution: 'post' } } },
  previewBulkApproval: { body: { of: 999 } },
  listBulkActs: {},
  bulkAct: { holes: 'bulk' },
  listBulkMembers: { holes: 'bulk' },
  commitBulk: { holes: 'bulk', session: 'stepped-up', body: { sha256: '0'.repeat(64) } },
  previewBulkUndo: { holes: 'bulk' },
  returnBulk: { holes: 'bulk', body: { why: 'the code is another' } },
  held: { holes: 'held' },
  heldActs: { holes: 'held' },
  previewHeld: { holes: 'held', body: { resolution: 'reject' } },
  decideHeld: {
    holes: 'held',
    knows: 'every queue',
    body: { resolution: 'reject', preview_sha256: '0'.repeat(64), expected: 'done' },
  },
  claimCandidates: { holes: 'held' },
  heldUndo: { holes: 'held' },
  heldEarlier: { holes: 'held' },
  undoHeld: { holes: 'held', body: { decision: '1024-1', preview_sha256: '0'.repeat(64), expected: 'done' } },
  today: {},
  live: {},
  listReceipts: {},
  receipt: { holes: 'receipt' },
  listFaults: { holes: 'receipt' },
  listBatches: {},
  listExceptions: {},
  listItems: { query: { day: '2026-11-20' } },
  item: { holes: 'item' },
  itemRecord: { holes: 'item' },
  itemImage: { holes: 'picture' },
  revealItem: { holes: 'item', query: { reason: 'payee' } },
  proof: {},
  listReturns: {},
  listOutboundItems: {},
  listDeadlines: {},
  deadline: { holes: 'rule', query: { from: '2026-07-02' } },
  uploadFile: { file: 'a file that nobody sent' },
  workNext: {},
  workHeartbeat: {},
  workMine: {},
  workPresence: { body: { presence: 'available' } },
  workRelease: { holes: 'case', body: { fence: 0 } },
  workSkip: { holes: 'case', body: { fence: 0, reason: 'wrong_queue' } },
  workPend: { holes: 'case', body: { fence: 0, until: '2099-01-01T00:00:00Z', waiting_for: 'a letter' } },
  workPark: { holes: 'case', body: { fence: 0, note: { field: 'code', draft: {} } } },
  workUnpark: { holes: 'case' },
  workFind: { query: { number: '4711' } },
  workTake: { holes: 'case', body: {} },
  workReassign: { by: 'supervisor', body: { case: '1024-1', to: 'somebody-else', reason: 'urgent' } },
  workHandOver: { body: { to: 'somebody-else', reason: 'absent' } },
  workSkips: {},
  signInWays: {},
  passkeySignInChallenge: {},
  passkeySignIn: { body: { answer: NO_ANSWER } },
  passkeyStepUpChallenge: {},
  passkeyStepUp: { body: { answer: NO_ANSWER } },
  listPasskeys: {},
  passkeyRegistration: { session: 'stepped-up' },
  registerPasskey: {
    session: 'stepped-up',
    body: { name: 'a key', answer: { id: 'AA', response: { clientDataJSON: 'AA', attestationObject: 'AA' } } },
  },
  revokePasskey: { holes: 'passkey' },
  providerBegin: { body: {} },
  providerSignIn: { body: { query: 'code=x&state=y' } },
  providerStepUpBegin: { body: {} },
  providerStepUp: { body: { query: 'code=x&state=y' } },
  endProviderIdentity: { session: 'stepped-up', body: { login: 'somebody-else' } },
  listSessions: {},
  endSession: { holes: 'session' },
  itemActs: { holes: 'item' },
  workCase: { holes: 'case' },
  caseDraft: { holes: 'case' },
  askQuestion: {
    holes: 'case',
    body: {
      ...{ fence: 0, purpose: 'escalation', question: 'What now?', evidence: [], tried: [], for_role: 'ps' },
      proposal: { idea: 'none', words: 'I have not seen one' },
    },
  },
  caseQuestions: { holes: 'case' },
  questionInbox: {},
  questionsMine: {},
  question: { holes: 'question' },
  questionTake: { holes: 'question' },
  questionGiveBack: { holes: 'question', body: { fence: 1 } },
  questionHandOn: { holes: 'question', body: { fence: 1, for_role: 'sps', why: 'Not my field' } },
  questionAnswer: { holes: 'question', body: { fence: 1, answer: { verdict: 'do_next', words: 'Call them' } } },
  questionRefuse: { holes: 'question', body: { fence: 1, why: 'The procedure says it' } },
  questionWithdraw: { holes: 'question' },
  lessons: { query: { pack: 'ach', kind: 'no-account' } },
  proposalRecord: {},
  itemNotes: { holes: 'item' },
  caseNotes: { holes: 'case' },
  addItemNote: { holes: 'item', body: { words: 'Called them' } },
  addCaseNote: { holes: 'case', body: { words: 'Called them' } },
  workWake: { holes: 'case' },
  workTakeBack: { holes: 'case' },
  workPends: {},
  listQueues: {},
  listQueueCases: { holes: 'queue' },
  listPeople: {},
  person: { by: 'supervisor', holes: 'person' },
  personCan: { by: 'supervisor', holes: 'person', query: { act: 'return' } },
  authorityWords: {},
  listEvents: {},
  auditExport: { session: 'stepped-up' },
  auditHead: {},
  changePeople: {
    by: 'supervisor',
    session: 'stepped-up',
    body: { changes: [{ change: 'add_team', team: 'Night desk' }] },
  },
  dayClose: { holes: 'day' },
  closeDay: { by: 'supervisor', holes: 'day', session: 'stepped-up' },
  reopenDay: { by: 'supervisor', holes: 'day', session: 'stepped-up', body: { reason: 'a file came late' } },
  dayCloseList: { holes: 'day' },
  dayDrawers: { holes: 'day' },
  health: {},
  readiness: {},
  version: {},
  metrics: {},
  openapi: {},
} as const satisfies Readonly<Record<RouteName, RouteRequest>>

/** How the rows are answered to somebody who may, where the sample day has nothing that they could succeed at. */
export const ANSWERED_OTHERWISE: Readonly<Partial<Record<RouteName, number>>> = {
  ...{ signIn: 401, stepUp: 401, demoSignIn: 403 },
  // What they saw is not what it would do; and nothing of it was decided.
  ...{ decideHeld: 409, decideItem: 409, undoHeld: 409, undoItem: 409 },
  ...{ revokePasskey: 404, endSession: 404 },
  ...{ commitBulk: 404, previewBulkUndo: 404, returnBulk: 404 },
  // Nobody began an act on many.
  ...{ previewBulkApproval: 404, bulkAct: 404, listBulkMembers: 404 },
  ...{ sendLetter: 404, answerLetter: 404, placeDocument: 404, openDocument: 404 },
  ...{ passkeySignIn: 401, passkeyStepUp: 401 },
  // Nothing waits for a second person.
  ...{ approveDecision: 404, keyDecision: 404, returnDecision: 404, withdrawDecision: 404, reviewDecision: 404 },
  ...{ readApprovalBeside: 404 },
  // Nobody asked it, and of a case in one’s hands alone one asks.
  ...{ question: 404, questionTake: 404, questionGiveBack: 404, questionHandOn: 404, questionAnswer: 404 },
  ...{ questionRefuse: 404, questionWithdraw: 404, askQuestion: 409 },
  // Nothing was asked of that passkey; and it is too short.
  ...{ registerPasskey: 409, changePassword: 422 },
  // None is configured here.
  ...{ providerBegin: 503, providerSignIn: 503, providerStepUpBegin: 503, providerStepUp: 503 },
  // Much stands against it; and nothing was closed.
  ...{ closeDay: 409, reopenDay: 409, dayCloseList: 409 },
  // Nothing of the item posted.
  ...{ takeClaim: 409 },
  // What is held is no claim.
  ...{ claimCandidates: 404 },
  // Nobody has that case: it was asked, and refused for that.
  ...{ workRelease: 409, workSkip: 409, workPend: 409, workPark: 409, workUnpark: 409 },
  ...{ workWake: 409, workTakeBack: 409, workTake: 409 },
}

export interface RouteRequest {
  /** Who may, where the first role that the route names is let in by it and refused by the one function of authority. */
  readonly by?: Role
  /** They have the skills and credentials of all queues: what is asked of one item is refused for what stands there, and not for who they are. */
  readonly knows?: 'every queue'
  /** What it tells beside its body. */
  readonly headers?: Readonly<Record<string, string>>
  /** `stepped-up`: whoever may has proved a moment ago that it is still them. */
  readonly session?: 'stepped-up'
  readonly holes?:
    | 'receipt'
    | 'item'
    | 'picture'
    | 'rule'
    | 'case'
    | 'passkey'
    | 'session'
    | 'decision'
    | 'letter'
    | 'document'
    | 'bulk'
    | 'question'
    | 'queue'
    | 'person'
    | 'held'
    | 'day'
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  readonly file?: string
}
