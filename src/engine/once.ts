import { invariant } from '../core/invariant.ts'
import type { Database, RunningTransaction } from '../store/database.ts'
import { answerRequest, type ClaimedBefore, claimRequest, type RequestKey } from '../store/request-claim.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'

/** A request that changes something, as far as it is known again. */
export interface OnceRequest {
  /** `Idempotency-Key` as its sender gave it: printable ASCII, at most 255 characters. */
  readonly key: string
  /** Who asks: the same key of another person is another key. */
  readonly actor: string
  /** SHA-256 of what is asked, see `requestDigest`. */
  readonly digest: Uint8Array
}

/** What a verb answers: a result, or a refusal. Of refusals too the first one counts: whoever wants another asks with another key. */
export interface Answer {
  /** 200 to 499: what fails throws, keeps nothing and leaves the key free. */
  readonly status: number
  /** Written as JSON; at most 64 KiB of it. */
  readonly body: unknown
}

export type OnceOutcome =
  | {
      readonly at: 'answered'
      readonly status: number
      /** Letter for letter what the first one was answered. */
      readonly json: string
      readonly by: 'this request' | 'an earlier one'
    }
  | {
      readonly at: 'refused'
      readonly refused: 'idempotency_key_reused' | 'request_in_progress'
      readonly why: string
      /** For `retry-after`. */
      readonly retryAfterSeconds?: number
    }

/** A retry waits so long for the one before it; the database ends a longer wait too. */
const WAIT_MS_MAX = 10_000
const RETRY_AFTER_SECONDS = 2
/** PostgreSQL: the statement was ended, here because it waited too long. */
const QUERY_CANCELED = '57014'

/**
 * Does the work of a request once, however often it is sent, at the same time or years later: the key is claimed, the work is
 * done and its answer is kept in one transaction of the institution's requests. Every retry gets the first answer; those that
 * come while the first is on its way wait for it. Whatever the work wrote is kept with its answer, also when that is a refusal;
 * when it throws, nothing is kept, the key is free, and what it threw is thrown.
 */
export async function once(
  engine: Engine,
  request: OnceRequest,
  work: (tx: RunningTransaction) => Promise<Answer>,
): Promise<OnceOutcome> {
  const running = runningOf(engine.database)
  const name = `${engine.institution.orgId}\n${request.actor}\n${request.key}`
  const until = performance.now() + WAIT_MS_MAX
  for (let first = running.get(name); first !== undefined; first = running.get(name)) {
    const outcome = await outcomeOf(first.outcome, until)
    if (outcome === 'late') return IN_PROGRESS
    if (outcome?.at === 'answered')
      return again({ digest: first.digest, status: outcome.status, answer: outcome.json }, request)
  }
  const outcome = claimAndWork(engine, request, work).finally(() => running.delete(name))
  running.set(name, { digest: request.digest, outcome })
  return outcome
}

async function claimAndWork(
  engine: Engine,
  request: OnceRequest,
  work: (tx: RunningTransaction) => Promise<Answer>,
): Promise<OnceOutcome> {
  const of: RequestKey = { orgId: engine.institution.orgId, actor: request.actor, key: request.key }
  let isClaiming = true
  try {
    return await inWriteRequest(engine.database, of.orgId, async tx => {
      const before = await claimRequest(tx, of, request.digest, engine.now())
      isClaiming = false
      if (before !== undefined) return again(before, request)
      const answer = jsonOf(await work(tx))
      await answerRequest(tx, of, answer)
      return { at: 'answered', ...answer, by: 'this request' }
    })
  } catch (error) {
    if (isClaiming && error instanceof Error && 'code' in error && error.code === QUERY_CANCELED) return IN_PROGRESS
    throw error
  }
}

/** What a retry is told: the first answer, or that it asks for something else. */
function again(before: ClaimedBefore, request: OnceRequest): OnceOutcome {
  if (Buffer.compare(before.digest, request.digest) !== 0) return REUSED
  return { at: 'answered', status: before.status, json: before.answer, by: 'an earlier one' }
}

const REUSED: OnceOutcome = {
  at: 'refused',
  refused: 'idempotency_key_reused',
  why: 'This Idempotency-Key was used for another request: the method, the path, a parameter or the body differs. Nothing was done. Send a new request with a key of its own.',
}
const IN_PROGRESS: OnceOutcome = {
  at: 'refused',
  refused: 'request_in_progress',
  why: 'The first request with this Idempotency-Key is still on its way. Send the same again a little later: it gets the same answer.',
  retryAfterSeconds: RETRY_AFTER_SECONDS,
}

const ANSWER_BYTES_MAX = 1 << 16

function jsonOf({ status, body }: Answer): { readonly status: number; readonly json: string } {
  invariant(status >= 200 && status < 500, 'what fails throws, so that nothing of it is kept')
  const json = JSON.stringify(body ?? null)
  invariant(Buffer.byteLength(json) <= ANSWER_BYTES_MAX, 'the answer of a write names what it did and holds no list')
  return { status, json }
}

interface Running {
  readonly digest: Uint8Array
  readonly outcome: Promise<OnceOutcome>
}

/**
 * Requests on their way in this process, so that a hundred retries of one key hold one connection and not all of them. Other
 * processes are waited for in the database.
 */
const RUNNING = new WeakMap<Database, Map<string, Running>>()

function runningOf(database: Database): Map<string, Running> {
  const known = RUNNING.get(database) ?? new Map<string, Running>()
  RUNNING.set(database, known)
  return known
}

/** What came of the first request; undefined when it failed: its key is free. */
async function outcomeOf(outcome: Promise<OnceOutcome>, until: number): Promise<OnceOutcome | 'late' | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), Math.max(0, until - performance.now()))
  try {
    return await Promise.race([outcome.catch(() => undefined), late])
  } finally {
    clearTimeout(timer)
  }
}
