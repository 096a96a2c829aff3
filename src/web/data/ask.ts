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

  constructor(message: string, status: number, request: string) {
    super(message)
    this.status = status
    this.request = request
  }
}

/** Asks a path of the API, reading it unless `how` says otherwise. The caller names the type that the contract gives the path. */
export async function ask<Answer>(
  path: string,
  signal?: AbortSignal,
  how: { readonly method?: 'POST'; readonly body?: object } = {},
): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      ...(how.method === undefined ? {} : { method: how.method }),
      ...(how.body === undefined ? {} : { body: JSON.stringify(how.body) }),
      headers: headersOf(how),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new AskFailed('The server cannot be reached. It is asked again when it is back.', 0, '')
  }
  // What it is the contract says: the server's tests hold its answers against it.
  if (response.ok) return parseExact(await response.text()) as Answer
  const problem: Partial<Problem> = await response.json().catch(() => ({}))
  throw new AskFailed(
    problem.detail ?? `The server answered ${response.status}.`,
    response.status,
    problem.request ?? '',
  )
}

function headersOf(how: { readonly method?: 'POST'; readonly body?: object }): Readonly<Record<string, string>> {
  return {
    accept: 'application/json',
    ...(how.method === undefined ? {} : { [REQUEST_HEADER]: '1' }),
    ...(how.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(how.method === undefined && !isAttended() ? { [UNATTENDED_HEADER]: '1' } : {}),
  }
}
