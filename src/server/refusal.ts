import { PROBLEM_PREFIX, type Problem, REFUSALS, type RefusalName } from '../contract/problem.ts'

/** A named no of a handler. */
export interface Refusal {
  readonly refused: RefusalName
  /** One sentence: why, and what would change it. No personal data. */
  readonly detail: string
  readonly extra?: Pick<Problem, 'against' | 'receipt' | 'first_receipt' | 'holder' | 'nearest' | 'files'>
}

export function refuse(refused: RefusalName, detail: string, extra?: Refusal['extra']): Refusal {
  return extra === undefined ? { refused, detail } : { refused, detail, extra }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value
}

/** The refusal as a problem document. */
export function problemResponse(refusal: Refusal, request: string): Response {
  const { status, title } = REFUSALS[refusal.refused]
  const problem: Problem = {
    type: PROBLEM_PREFIX + refusal.refused,
    title,
    status,
    detail: refusal.detail,
    request,
    ...refusal.extra,
  }
  const headers = {
    'content-type': 'application/problem+json',
    ...(status >= 503 ? { 'retry-after': '10' } : {}),
    // RFC 9110, 15.5.2: a 401 says how.
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="clearday"' } : {}),
  }
  return new Response(JSON.stringify(problem), { status, headers })
}
