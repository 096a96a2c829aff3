import { IDEMPOTENCY_KEY_HEADER } from '../../contract/idempotency-key.ts'
import { REQUEST_HEADER, UNATTENDED_HEADER } from '../../contract/paths.ts'
import type { Problem } from '../../contract/problem.ts'
import { isAttended } from './attention.ts'
import { parseExact } from './parse-exact.ts'

/** The server said no, or could not be reached. `message` is a sentence for people. */
export class AskFailed extends Error {
  override readonly name = 'AskFailed'
  readonly status: number
  /** The number of the request, for whoever looks into the log; empty when the server was not reached. */
  readonly request: string
  /** The name of the refusal; empty when the server was not reached. */
  readonly refused: string
  /** Who has the case, of a lost lease. */
  readonly holder: Problem['holder']

  constructor(message: string, status: number, problem: Partial<Problem> = {}) {
    super(message)
    this.status = status
    this.request = problem.request ?? ''
    this.refused = problem.type?.replace(/^.*:/, '') ?? ''
    this.holder = problem.holder
  }
}

/** How something is asked that is more than read. */
export interface How {
  readonly method?: 'POST'
  readonly body?: object
  /** A file in the place of a body, and what is told of it by headers. */
  readonly file?: { readonly bytes: File; readonly told: Readonly<Record<string, string>> }
  /** A key of its own for each thing that is to happen: asked again with the same, it happens once. */
  readonly key?: string
  /** Asked by the page itself: it keeps no session alive while nobody is there. */
  readonly by?: 'page'
}

/** What is being done now, by path and body. */
const doing = new Map<string, Promise<unknown>>()

/**
 * Asks a path of the API, reading it unless `how` says otherwise. The caller names the type that the contract gives the path. What is
 * to be done and is asked for again before its answer came is asked for once: whoever presses twice gets the one answer.
 */
export function ask<Answer>(path: string, signal?: AbortSignal, how: How = {}): Promise<Answer> {
  if (how.method === undefined) return answerTo<Answer>(path, signal, how)
  const words = `${path} ${JSON.stringify(how.body)} ${how.file === undefined ? '' : how.key}`
  const asked = doing.get(words) ?? answerTo<Answer>(path, signal, how).finally(() => doing.delete(words))
  doing.set(words, asked)
  return asked as Promise<Answer> // of the same path
}

async function answerTo<Answer>(path: string, signal: AbortSignal | undefined, how: How): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      ...(how.method === undefined ? {} : { method: how.method }),
      ...(how.body === undefined ? {} : { body: JSON.stringify(how.body) }),
      ...(how.file === undefined ? {} : { body: how.file.bytes }),
      headers: headersOf(how),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    const next =
      how.method === undefined
        ? 'It is asked again when it is back.'
        : 'Do it once more when it is back: it happens once.'
    throw new AskFailed(`The server cannot be reached. ${next}`, 0)
  }
  // What it is the contract says: the server's tests hold its answers against it.
  if (response.ok) return parseExact(await response.text()) as Answer
  const problem: Partial<Problem> = await response.json().catch(() => ({}))
  throw new AskFailed(problem.detail ?? `The server answered ${response.status}.`, response.status, problem)
}

function headersOf({ method, body, file, key, by }: How): Readonly<Record<string, string>> {
  return {
    accept: 'application/json',
    ...(method === undefined ? {} : { [REQUEST_HEADER]: '1' }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(file === undefined ? {} : { 'content-type': 'application/octet-stream', ...file.told }),
    ...(key === undefined ? {} : { [IDEMPOTENCY_KEY_HEADER]: key }),
    ...((method === undefined || by === 'page') && !isAttended() ? { [UNATTENDED_HEADER]: '1' } : {}),
  }
}

/** Asks for something to be done. */
export function tell<Answer>(path: string, body?: object, how: Omit<How, 'method' | 'body'> = {}): Promise<Answer> {
  return ask<Answer>(path, undefined, { method: 'POST', ...(body === undefined ? {} : { body }), ...how })
}
