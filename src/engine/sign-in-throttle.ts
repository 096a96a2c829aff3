import { createHash } from 'node:crypto'
import { attemptSignIn, type SignInAttempts } from '../core/sign-in-attempt.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { lockAttempts, putAttempts } from '../store/sign-in-attempt.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { addOwnEvents } from './sign-in-event.ts'

/** Who tries to prove who they are, as far as it is known before anything was looked at. */
export interface Attempt {
  /** As it was typed, in small letters; undefined for a passkey that nobody has. */
  readonly login: string | undefined
  /** Where the request comes from, as its connection says. */
  readonly address: string
}

export type SignInRefusal =
  | { readonly refused: 'sign_in_failed'; readonly why: string }
  | { readonly refused: 'sign_in_locked'; readonly why: string; readonly until: Temporal.Instant }

/** The one answer to whatever proves nobody: it does not tell what of it was wrong. */
const PROVES_NOBODY: SignInRefusal = {
  refused: 'sign_in_failed',
  why: 'The login, the password or the passkey is wrong, or this person may not sign in. After ten failures it is locked for half an hour.',
}

/** Counts an attempt before what was given is looked at, so that a hundred at once are a hundred; in a transaction before that. */
export async function countAttempt(
  engine: Engine,
  tx: Transaction,
  attempt: Attempt,
): Promise<SignInRefusal | undefined> {
  const shard = orgShardOf(engine)
  const now = engine.now()
  const places = placesOf(attempt)
  const before = await lockAttempts(tx, shard, places)
  const counted = new Map<number, SignInAttempts>()
  for (const place of places) {
    const one = attemptSignIn(before.get(place), now)
    if (one.at === 'locked') return locked(engine, one.until)
    counted.set(place, one.attempts)
  }
  await putAttempts(tx, shard, counted)
  return undefined
}

function locked(engine: Engine, until: Temporal.Instant): SignInRefusal {
  const time = until.toZonedDateTimeISO(engine.institution.zone).toPlainTime().toString({ smallestUnit: 'minute' })
  const why = `Too many sign-ins failed: this login, or this address, may try again at ${time} on the institution’s clock.`
  return { refused: 'sign_in_locked', why, until }
}

/** Locks what an attempt is counted at, for whoever locks the bucket before the proof is found right. */
export async function holdAttempts(engine: Engine, tx: Transaction, attempt: Attempt): Promise<void> {
  await lockAttempts(tx, orgShardOf(engine), placesOf(attempt))
}

/** After the right proof the login begins at none again; of its address one is taken off, that of this attempt. */
export async function clearAttempts(engine: Engine, tx: Transaction, attempt: Attempt): Promise<void> {
  const shard = orgShardOf(engine)
  const login = attempt.login === undefined ? undefined : placeOf('login', attempt.login)
  const before = await lockAttempts(tx, shard, placesOf(attempt))
  const cleared = [...before].map(
    ([place, one]) => [place, { ...one, failed: place === login ? 0 : Math.max(0, one.failed - 1) }] as const,
  )
  await putAttempts(tx, shard, new Map(cleared))
}

/** Each place once, in the order in which they are locked. */
function placesOf({ login, address }: Attempt): readonly number[] {
  const places = [...(login === undefined ? [] : [placeOf('login', login)]), placeOf('address', address)]
  return [...new Set(places)].sort((a, b) => a - b)
}

const PLACE_BITS = 20

function placeOf(what: 'login' | 'address', value: string): number {
  return createHash('sha256').update(`${what}\n${value}`).digest().readUInt32BE() >>> (32 - PLACE_BITS)
}

/**
 * Writes down in the log, as the last step of a transaction, why something proved nobody, and gives the answer that does not say it.
 * What was typed as the login is not kept: it may be a password in the wrong field.
 */
export async function refuseProof(
  engine: Engine,
  tx: Transaction,
  failure: { readonly personId: number | undefined; readonly address: string; readonly why: string },
  further: readonly NewEvent[] = [],
): Promise<SignInRefusal> {
  const { personId = 0, address, why } = failure
  const body = { address: address.slice(0, ADDRESS_CHARACTERS_MAX), why }
  await addOwnEvents(engine, tx, [{ kind: 'sign_in_failed', actor: 'engine', subject: personId, body }, ...further])
  return PROVES_NOBODY
}

const ADDRESS_CHARACTERS_MAX = 45
