import type pg from 'pg'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { invariant } from '../core/invariant.ts'
import { changedBy, rowOf, statement } from './statement.ts'

/** What a request is known by. */
export interface RequestKey {
  readonly orgId: number
  /** `person 12`. */
  readonly actor: string
  /** As its sender gave it; printable ASCII, at most 255 characters. */
  readonly key: string
}

/** What was claimed by a request that came before. */
export interface ClaimedBefore {
  readonly digest: Uint8Array
  readonly status: number
  /** JSON. */
  readonly answer: string
}

const CLAIM = statement(
  'request-claim.claim',
  `
-- a request of the same key that is still on its way is waited for: it commits, and its answer counts, or it rolls back, and the key is free
insert into request_claim (shard, actor, key, digest, state, claimed_at)
values ($1, $2, $3, $4, 'claimed', $5)
on conflict do nothing`,
)
const CLAIMED = statement(
  'request-claim.claimed',
  'select digest, status, answer from request_claim where shard = $1 and actor = $2 and key = $3',
)
const ANSWER = statement(
  'request-claim.answer',
  `
update request_claim set state = 'answered', status = $4, answer = $5
where shard = $1 and actor = $2 and key = $3 and state = 'claimed'`,
)

/** Claims the key for this transaction; or gives what came of the request that claimed it before, which has committed. */
export async function claimRequest(
  tx: pg.ClientBase,
  of: RequestKey,
  digest: Uint8Array,
  at: Temporal.Instant,
): Promise<ClaimedBefore | undefined> {
  if ((await changedBy(tx, CLAIM, [...keyOf(of), digest, at.toString()])) === 1) return undefined
  const before = await rowOf<ClaimedBefore & Record<string, unknown>>(tx, CLAIMED, keyOf(of))
  invariant(before !== undefined, 'the key that was in the way is there, and is never taken away')
  return before
}

/** Keeps the answer of the request that this transaction claimed. */
export async function answerRequest(
  tx: pg.ClientBase,
  of: RequestKey,
  answer: { readonly status: number; readonly json: string },
): Promise<void> {
  const changed = await changedBy(tx, ANSWER, [...keyOf(of), answer.status, answer.json])
  invariant(changed === 1, 'a claim is answered once, by the transaction that made it')
}

/** One look-up goes to one shard: a request's row lies where its person and key say. */
function keyOf({ orgId, actor, key }: RequestKey): readonly unknown[] {
  return [shardOf(orgId, bucketOfText(`${actor}\n${key}`)), actor, key]
}
