import { IDEMPOTENCY_KEY_HEADER, readIdempotencyKey } from '../contract/idempotency-key.ts'
import { PATHS, type PathName } from '../contract/paths.ts'
import { PROBLEM_PREFIX, REFUSALS } from '../contract/problem.ts'
import type { Engine } from '../engine/engine.ts'
import { once } from '../engine/once.ts'
import { requestDigest } from '../engine/request-digest.ts'
import { personActor } from '../engine/sign-in-event.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { within } from '../engine/within.ts'
import type { RunningTransaction } from '../store/database.ts'
import { KeptAnswer } from './bind-route.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

/** A request that changes something, as its handler got it. */
export interface AskedOnce {
  readonly params: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly as: SignedIn
  readonly request: Request
  readonly id: string
}

/**
 * Does the work of a request once for its key, and answers letter for letter what the first was answered; refusals too. `work` gives
 * the body of the answer, or the refusal.
 */
export async function answerOnce<Body extends object>(
  { engine }: Pick<ServerParts, 'engine'>,
  path: PathName,
  asked: AskedOnce,
  work: (tx: RunningTransaction) => Promise<Body | Refusal>,
): Promise<KeptAnswer | Refusal> {
  const { params, body, as, request, id } = asked
  const read = readIdempotencyKey(request.headers.get(IDEMPOTENCY_KEY_HEADER) ?? undefined)
  if (read.at === 'refused') return refuse(read.refused, read.why)
  const digest = requestDigest({ method: 'POST', route: PATHS[path], params, body })
  const outcome = await once(engine, { key: read.key, actor: personActor(as.person.id), digest }, async tx => {
    const done = await work(tx)
    if (!isRefusal(done)) return { status: 200, body: done }
    const { refused, detail, extra } = done
    const { status, title } = REFUSALS[refused]
    return { status, body: { type: PROBLEM_PREFIX + refused, title, status, detail, request: id, ...extra } }
  })
  if (outcome.at === 'refused') return refuse(outcome.refused, outcome.why)
  return new KeptAnswer(outcome.status, outcome.json)
}

/**
 * The same where the verb begins its own transaction, and where a request without a key is done as often as it comes: acts on a case
 * by its claim change nothing a second time, but only with a key is the first answer given again.
 */
export async function actOnce<Body extends object>(
  parts: Pick<ServerParts, 'engine'>,
  path: PathName,
  asked: AskedOnce,
  work: (engine: Engine) => Promise<Body | Refusal>,
): Promise<Body | KeptAnswer | Refusal> {
  if (!asked.request.headers.has(IDEMPOTENCY_KEY_HEADER)) return work(parts.engine)
  return answerOnce(parts, path, asked, tx => work(within(parts.engine, tx)))
}
