import { decideAct } from '../core/authority/decide-act.ts'
import type { Transaction } from '../store/database.ts'
import { endPasskey, passkeyById } from '../store/passkey.ts'
import { sealShards } from '../store/seal.ts'
import { endSessionsOf } from '../store/session.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { peopleWithin } from './people-now.ts'
import { addOwnEvents, lockOwnBucket, personActor } from './sign-in-event.ts'
import type { SignedIn } from './sign-in-session.ts'

export type PasskeyRevoked =
  | { readonly at: 'revoked'; readonly sessionsEnded: number }
  /** There is none, or it is another's and not theirs to end; it does not tell which. */
  | { readonly at: 'unknown' }
  /** It is another's: that needs the proof once more of who asks. */
  | { readonly at: 'step up' }

/**
 * Ends a passkey for good, in the transaction of the request: one's own, or another's for whoever may do that (`revoke_passkeys`).
 * Whoever is signed in as its owner is signed out with it, but the session that asks. Again it changes nothing.
 */
export async function revokePasskey(
  engine: Engine,
  tx: Transaction,
  { as, id }: { readonly as: SignedIn; readonly id: number },
): Promise<PasskeyRevoked> {
  const shard = orgShardOf(engine)
  const found = await passkeyById(tx, { shard, id })
  if (found === undefined) return { at: 'unknown' }
  if (found.personId !== as.person.id) {
    const session = as.steppedUpUntil === undefined ? 'signed-in' : 'stepped-up'
    const asked = { by: as.person.id, act: 'revoke_passkeys', at: engine.now(), session, used: () => 0n } as const
    const decided = decideAct(asked, await peopleWithin(engine, tx))
    if (!decided.allowed) return { at: decided.needs === 'step_up' ? 'step up' : 'unknown' }
  }
  await lockOwnBucket(engine, tx)
  const now = engine.now()
  if (!(await endPasskey(tx, { shard, id }, { at: now, by: as.person.id }))) return { at: 'revoked', sessionsEnded: 0 }
  const stays = Buffer.from(as.session, 'hex')
  const sessionsEnded = await endSessionsOf(tx, { shard, id: found.personId, stays }, now, 'passkey revoked')
  await addOwnEvents(engine, tx, [
    {
      kind: 'passkey_revoked',
      actor: personActor(as.person.id),
      subject: found.personId,
      body: { passkey: id, sessionsEnded },
    },
    await sealShards(tx, 'people', [shard]),
  ])
  return { at: 'revoked', sessionsEnded }
}
