import { changedBy, type Runner, rowOf, statement } from './statement.ts'

/** What a challenge is for. */
export type Ceremony =
  | 'passkey sign-in'
  | 'passkey step-up'
  | 'passkey registration'
  | 'provider sign-in'
  | 'provider step-up'

const PUT = statement(
  'sign-in-challenge.put',
  `
-- a place whose challenge may still be used is left alone: whoever asks for many takes nobody’s away
insert into sign_in_challenge (shard, place, id, ceremony, session, back, made_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (shard, place) do update set id = excluded.id, ceremony = excluded.ceremony, session = excluded.session,
  back = excluded.back, made_at = excluded.made_at, expires_at = excluded.expires_at, used_at = null
where sign_in_challenge.used_at is not null or sign_in_challenge.expires_at <= excluded.made_at`,
)

const USE = statement(
  'sign-in-challenge.use',
  `
-- of two answers to one challenge one updates the row; the other waits for it, and then finds it used
update sign_in_challenge set used_at = greatest($6::timestamptz, made_at)
where shard = $1 and place = $2 and id = $3 and ceremony = $4 and session is not distinct from $5
  and used_at is null and expires_at > $6
returning back, made_at`,
)

/** Where a challenge lies and what it is for. */
export interface ChallengePlace {
  readonly shard: number
  readonly place: number
  /** SHA-256 of the challenge. */
  readonly id: Uint8Array
  readonly ceremony: Ceremony
  /** The session that asked; none of a sign-in. */
  readonly session: Uint8Array | undefined
}

/** False where another that is still good lies in its place. */
export async function putChallenge(
  tx: Runner,
  { shard, place, id, ceremony, session }: ChallengePlace,
  of: { readonly back: string; readonly madeAt: Temporal.Instant; readonly expiresAt: Temporal.Instant },
): Promise<boolean> {
  const moments = [of.madeAt.toString(), of.expiresAt.toString()]
  return (await changedBy(tx, PUT, [shard, place, id, ceremony, session ?? null, of.back, ...moments])) === 1
}

/** What a challenge was made with. */
export interface SpentChallenge {
  readonly back: string
  readonly madeAt: Temporal.Instant
}

/** Uses it up; undefined where there is none, or it is another's, of another ceremony, used or over. */
export async function spendChallenge(
  tx: Runner,
  { shard, place, id, ceremony, session }: ChallengePlace,
  now: Temporal.Instant,
): Promise<SpentChallenge | undefined> {
  const key = [shard, place, id, ceremony, session ?? null]
  const row = await rowOf<{ back: string; made_at: Date }>(tx, USE, [...key, now.toString()])
  if (row === undefined) return undefined
  return { back: row.back, madeAt: Temporal.Instant.fromEpochMilliseconds(row.made_at.getTime()) }
}
