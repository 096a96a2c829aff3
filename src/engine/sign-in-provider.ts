import { shardOf } from '../core/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { personByLogin } from '../store/person-password.ts'
import { bindIdentity, endIdentities, identityBySubject, identityOfPerson } from '../store/provider-identity.ts'
import { sealShards } from '../store/seal.ts'
import { endSessionsOf } from '../store/session.ts'
import type { SpentChallenge } from '../store/sign-in-challenge.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { takeChallenge } from './sign-in-challenge.ts'
import { addOwnEvents, lockOwnBucket, personActor } from './sign-in-event.ts'
import { beginSession, type NewToken, renewSession, type SignedIn } from './sign-in-session.ts'
import { clearAttempts, countAttempt, refuseProof, type SignInRefusal } from './sign-in-throttle.ts'

/** Whom a provider says somebody is: its own unchanging name for them, and the login here where it vouches for that. */
export interface ProvidedIdentity {
  readonly issuer: string
  readonly subject: string
  /** Undefined where the claim is not there, or the provider did not verify it. */
  readonly login: string | undefined
}

export type ProviderRefusal =
  | SignInRefusal
  /** The provider knows them, and they may not sign in here: `why` says what would change that. */
  | { readonly refused: 'provider_person_refused'; readonly why: string }
  /** What came back is no answer to a question that this browser asked just now. */
  | { readonly refused: 'provider_answer_refused'; readonly why: string }

/** Counts an answer of a provider and uses up the question that it is said to answer, before anybody believes it. */
export async function takeProviderAnswer(
  engine: Engine,
  { challenge, address, as }: { readonly challenge: string; readonly address: string; readonly as?: SignedIn },
): Promise<SpentChallenge | ProviderRefusal> {
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const locked = await countAttempt(engine, tx, { login: as?.person.login, address })
    if (locked !== undefined) return locked
    const asked =
      as === undefined ? { ceremony: 'provider sign-in' as const } : { ceremony: 'provider step-up' as const, as }
    const taken = await takeChallenge(engine, tx, challenge, asked)
    if (taken !== undefined) return taken
    await refuseProof(engine, tx, { personId: as?.person.id, address, why: 'provider challenge' })
    return PROVIDER_ANSWER_REFUSED
  })
}

/** Writes down that what a provider answered did not hold. */
export async function refuseProviderAnswer(
  engine: Engine,
  { address, why, as }: { readonly address: string; readonly why: string; readonly as?: SignedIn },
): Promise<ProviderRefusal> {
  await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    refuseProof(engine, tx, { personId: as?.person.id, address, why: `provider ${why}` }),
  )
  return PROVIDER_ANSWER_REFUSED
}

const PROVIDER_ANSWER_REFUSED: ProviderRefusal = {
  refused: 'provider_answer_refused',
  why: 'What came back from there is no answer to what this browser asked just now. Begin the sign-in again.',
}

/**
 * Signs in whom a provider knows. The first time it is the person whose login the provider vouches for, who is bound to its name
 * for them; from then on that name alone counts, so that a login that another gets later at the provider opens nothing.
 */
export async function signInProvider(
  engine: Engine,
  who: ProvidedIdentity,
  { address }: { readonly address: string },
): Promise<NewToken | ProviderRefusal> {
  const { orgId } = engine.institution
  return inWriteRequest(engine.database, orgId, async tx => {
    // Attempts before the bucket, as everywhere. Who proved there who they are guessed nothing, also where they are nobody here.
    await clearAttempts(engine, tx, { login: undefined, address })
    // Of two first sign-ins at once the second finds what the first bound.
    await lockOwnBucket(engine, tx)
    const found = await personOf(engine, tx, who)
    if ('no' in found) return refusePerson(engine, tx, found, address)
    return beginSession(engine, tx, found.personId, { how: 'provider', address })
  })
}

/** A new token for somebody who proved at the provider again who they are; undefined where the session was over meanwhile. */
export async function stepUpProvider(
  engine: Engine,
  who: ProvidedIdentity,
  { as, address }: { readonly as: SignedIn; readonly address: string },
): Promise<NewToken | ProviderRefusal | undefined> {
  const { orgId } = engine.institution
  return inWriteRequest(engine.database, orgId, async tx => {
    const { issuer, subject } = who
    const own = await identityBySubject(tx, { shard: shardOf(orgId, 0), issuer, subject })
    if (own?.personId !== as.person.id)
      return refusePerson(engine, tx, { no: 'somebody else', personId: as.person.id }, address)
    await clearAttempts(engine, tx, { login: as.person.login, address })
    return renewSession(engine, tx, as, { how: 'provider' })
  })
}

type Nobody = { readonly no: keyof typeof SENTENCES; readonly personId?: number }

async function personOf(
  engine: Engine,
  tx: Transaction,
  { issuer, subject, login }: ProvidedIdentity,
): Promise<{ readonly personId: number } | Nobody> {
  const shard = orgShardOf(engine)
  const bound = await identityBySubject(tx, { shard, issuer, subject })
  if (bound !== undefined) {
    const { personId } = bound
    return bound.personState === 'active' ? { personId } : { no: 'nobody here', personId }
  }
  if (login === undefined) return { no: 'login not verified' }
  const person = await personByLogin(tx, shard, login)
  if (person === undefined) return { no: 'nobody here' }
  if (person.state !== 'active') return { no: 'nobody here', personId: person.id }
  if ((await identityOfPerson(tx, { shard, issuer, personId: person.id })) !== undefined)
    return { no: 'another account', personId: person.id }
  const boundAt = engine.now()
  const identity = await bindIdentity(tx, { shard, issuer, subject, personId: person.id, boundAt })
  await addOwnEvents(engine, tx, [
    {
      kind: 'provider_identity_bound',
      actor: personActor(person.id),
      subject: person.id,
      body: { identity, issuer },
    },
    await sealShards(tx, 'people', [shard]),
  ])
  return { personId: person.id }
}

/** What somebody is told who is known there and may not sign in here. */
const SENTENCES = {
  'nobody here':
    'You are known there, and nobody of your login may sign in here. A supervisor or an engineer adds people, and brings back who was suspended.',
  'login not verified':
    'You are known there, but it does not vouch for the login by which you would be known here. Whoever runs the sign-in service can change that.',
  'another account':
    'Your login belongs here to another account of that service, which signed in before. Where yours is the right one now, a supervisor or an engineer ends the other’s.',
  'somebody else': 'You proved that you are there, but as somebody else than who is signed in here.',
} as const

async function refusePerson(
  engine: Engine,
  tx: Transaction,
  { no, personId }: Nobody,
  address: string,
): Promise<ProviderRefusal> {
  await refuseProof(engine, tx, { personId, address, why: `provider: ${no}` })
  return { refused: 'provider_person_refused', why: SENTENCES[no] }
}

/**
 * Ends who somebody is to the provider, in the transaction of the request: the next account that it vouches for under their login is
 * bound anew. Whoever is signed in as them is signed out. Undefined where there is nobody of that login.
 */
export async function endProviderIdentity(
  engine: Engine,
  tx: Transaction,
  { as, login }: { readonly as: SignedIn; readonly login: string },
): Promise<{ readonly ended: number } | undefined> {
  const shard = orgShardOf(engine)
  const person = await personByLogin(tx, shard, login)
  if (person === undefined) return undefined
  await lockOwnBucket(engine, tx)
  const now = engine.now()
  const ended = await endIdentities(tx, { shard, id: person.id }, { at: now, by: as.person.id })
  if (ended === 0) return { ended }
  const sessionsEnded = await endSessionsOf(tx, { shard, id: person.id }, now, 'provider ended')
  await addOwnEvents(engine, tx, [
    {
      kind: 'provider_identity_ended',
      actor: personActor(as.person.id),
      subject: person.id,
      body: { identities: ended, sessionsEnded },
    },
    await sealShards(tx, 'people', [shard]),
  ])
  return { ended }
}
