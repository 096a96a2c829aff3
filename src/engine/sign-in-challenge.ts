import { createHash, randomBytes } from 'node:crypto'
import { shardOf } from '../core/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { type Ceremony, putChallenge, type SpentChallenge, spendChallenge } from '../store/sign-in-challenge.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import type { SignedIn } from './sign-in-session.ts'

/** Long enough to find the authenticator or to type a password at the provider, short enough that nobody finds it lying about. */
const CHALLENGE_MINUTES = 5
export const CHALLENGE_MS = CHALLENGE_MINUTES * 60_000
const CHALLENGE_BYTES = 32
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/
/** Places that may be taken until a million challenges are called too many. */
const DRAWS_MAX = 8

/** What a challenge is asked for: for a sign-in by nobody yet, for everything else by a session. */
export interface ChallengeAsked {
  readonly ceremony: Ceremony
  readonly as?: Pick<SignedIn, 'session'>
  /** Where the page goes on, a path of this server. */
  readonly back?: string
}

/**
 * A challenge of 256 bits as text, which one answer may use within five minutes, for this ceremony and by this session. Kept is its
 * SHA-256 alone. Undefined where so many are asked for at once that there is no place for one more.
 */
export async function makeChallenge(
  engine: Engine,
  { ceremony, as, back = '/' }: ChallengeAsked,
): Promise<string | undefined> {
  const { orgId } = engine.institution
  const madeAt = engine.now()
  const of = { back, madeAt, expiresAt: madeAt.add({ minutes: CHALLENGE_MINUTES }) }
  return inWriteRequest(engine.database, orgId, async tx => {
    for (let draw = 0; draw < DRAWS_MAX; draw++) {
      const challenge = randomBytes(CHALLENGE_BYTES).toString('base64url')
      if (await putChallenge(tx, placeOf(orgId, challenge, { ceremony, as }), of)) return challenge
    }
    return undefined
  })
}

/** Uses a challenge up in the transaction of its answer, and says where to go on; undefined where it is not good for this. */
export async function takeChallenge(
  engine: Engine,
  tx: Transaction,
  challenge: string,
  { ceremony, as }: ChallengeAsked,
): Promise<SpentChallenge | undefined> {
  if (!CHALLENGE.test(challenge)) return undefined
  return spendChallenge(tx, placeOf(engine.institution.orgId, challenge, { ceremony, as }), engine.now())
}

const PLACE_BITS = 20

function placeOf(
  orgId: number,
  challenge: string,
  of: { readonly ceremony: Ceremony; readonly as: Pick<SignedIn, 'session'> | undefined },
) {
  const id = createHash('sha256').update(challenge).digest()
  const session = of.as === undefined ? undefined : Buffer.from(of.as.session, 'hex')
  return {
    shard: shardOf(orgId, 0),
    place: id.readUInt32BE() >>> (32 - PLACE_BITS),
    id,
    ceremony: of.ceremony,
    session,
  }
}
