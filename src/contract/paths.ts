import { DESK_PATHS } from './desk-paths.ts'
import { PEOPLE_PATHS } from './people-paths.ts'
import { QUESTION_PATHS } from './question-paths.ts'
import { SIGN_IN_PATHS } from './sign-in-paths.ts'
import { WORK_PATHS } from './work-paths.ts'

/**
 * Where everything is. Apart from the routes, so that the web can name a path without carrying the schemas along.
 * `{name}` is a hole: `pathTo` fills it.
 */
export const PATHS = {
  session: '/v1/session',
  sessionStepUp: '/v1/session/step-up',
  sessionSignOut: '/v1/session/sign-out',
  demoPeople: '/v1/demo-people',
  demoSession: '/v1/demo-session',
  today: '/v1/today',
  live: '/v1/live',
  receipts: '/v1/receipts',
  receipt: '/v1/receipts/{receipt}',
  faults: '/v1/receipts/{receipt}/faults',
  batches: '/v1/batches',
  exceptions: '/v1/exceptions',
  items: '/v1/items',
  item: '/v1/items/{item}',
  itemImage: '/v1/items/{item}/images/{side}',
  itemReveals: '/v1/items/{item}/reveals',
  itemPreviews: '/v1/items/{item}/previews',
  itemDecisions: '/v1/items/{item}/decisions',
  itemUndo: '/v1/items/{item}/undo',
  itemClaims: '/v1/items/{item}/claims',
  approvals: '/v1/approvals',
  reviews: '/v1/reviews',
  letters: '/v1/letters',
  letterSent: '/v1/letters/{letter}/sent',
  letterAnswered: '/v1/letters/{letter}/answered',
  documents: '/v1/documents',
  documentPlace: '/v1/documents/{document}/place',
  documentReveals: '/v1/documents/{document}/reveals',
  decisionReview: '/v1/decisions/{decision}/review',
  decisionBeside: '/v1/decisions/{decision}/beside',
  decisionApprove: '/v1/decisions/{decision}/approve',
  decisionKey: '/v1/decisions/{decision}/key',
  decisionReturn: '/v1/decisions/{decision}/return',
  decisionWithdraw: '/v1/decisions/{decision}/withdraw',
  held: '/v1/held/{exception}',
  heldActs: '/v1/held/{exception}/acts',
  heldPreviews: '/v1/held/{exception}/previews',
  heldDecisions: '/v1/held/{exception}/decisions',
  claimCandidates: '/v1/held/{exception}/candidates',
  heldUndo: '/v1/held/{exception}/undo',
  heldEarlier: '/v1/held/{exception}/earlier',
  itemRecord: '/v1/items/{item}/record',
  proof: '/v1/proof',
  returns: '/v1/returns',
  outboundItems: '/v1/outbound-items',
  deadlines: '/v1/deadlines',
  deadline: '/v1/deadlines/{rule}',
  ...WORK_PATHS,
  ...SIGN_IN_PATHS,
  ...DESK_PATHS,
  ...QUESTION_PATHS,
  ...PEOPLE_PATHS,
  dayClose: '/v1/day/{day}/close',
  dayReopen: '/v1/day/{day}/reopen',
  dayCloseList: '/v1/day/{day}/close/list',
  dayDrawers: '/v1/day/{day}/drawers',
  files: '/v1/files',
  health: '/healthz',
  readiness: '/readyz',
  version: '/version',
  metrics: '/metrics',
  openapi: '/openapi.json',
} as const

export type PathName = keyof typeof PATHS

/** The path with its holes filled and its query behind it. Undefined values are left out. */
export function pathTo(
  name: PathName,
  holes: Readonly<Record<string, string | number>> = {},
  query: Readonly<Record<string, string | number | boolean | undefined>> = {},
): string {
  const path = PATHS[name].replaceAll(/\{(\w+)\}/g, (_, hole: string) => encodeURIComponent(String(holes[hole] ?? '')))
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`],
  )
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

/** The header that everything which changes something must carry, with the value 1. A page of another site cannot set it without being asked first, so it cannot act in a person's name. */
export const REQUEST_HEADER = 'clearday-request'
/** Set by pages that read again by themselves while nobody touches them: such a request keeps no session alive. */
export const UNATTENDED_HEADER = 'clearday-unattended'
/** Who sent the file, and what it is called: for uploads that are not a form. Percent-encoded where it is not ASCII. */
export const SOURCE_HEADER = 'x-clearday-source'
export const NAME_HEADER = 'x-clearday-name'
/** What is told of a document beside who sent it and what it is called. */
export const DOCUMENT_HEADERS = {
  kind: 'x-clearday-kind',
  reference: 'x-clearday-reference',
  account: 'x-clearday-account',
  cameOn: 'x-clearday-came-on',
} as const
