import { randomBytes } from 'node:crypto'
import type { Hand } from '../core/authority/asked.ts'
import { joinHands } from '../core/authority/hands.ts'
import type { Transaction } from '../store/database.ts'
import { insertProposal, type NewDecision, type Second } from '../store/decision.ts'
import type { NewEvent } from '../store/event.ts'
import { savePlaces } from '../store/queue-place.ts'
import type { Engine } from './engine.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { placeOfException } from './settle-case.ts'
import { tellOfDecision } from './tell-decision.ts'
import { tellLimitRefused } from './tell-limit-refused.ts'

const SALT_BYTES = 16

/**
 * Keeps a decision that a second person has to approve: its effect in words, what was asked for and whose hands are in it. Nothing
 * of the effect is written. Its event says no more of a blind one than that there is one: a hash over it could be tried out. Gives
 * the id of the decision.
 */
export async function proposeEffect(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly decidable: DecisionPlace
    /** As it is stored, with the hash of its effect. */
    readonly made: { readonly row: NewDecision; readonly hex: string }
    readonly second: Second
  },
): Promise<number> {
  const { second, decidable, made } = of
  const { row, hex } = made
  const isBlind = second.keying === 'blind'
  const salt = isBlind ? randomBytes(SALT_BYTES) : undefined
  const edited = isBlind ? await takeDraft(engine, tx, decidable, row.makerId) : []
  const decision = await insertProposal(tx, { ...row, hands: joinHands(row.hands, edited) }, { ...second, salt })
  const { resolution, code, bulkId, undoes } = row
  const bulk = bulkId === undefined ? {} : { bulk: bulkId }
  const taken = undoes === undefined ? {} : { undoes }
  const seen = isBlind ? {} : { resolution, code, effectSha256: hex, ...taken }
  const body = { decision, keying: second.keying, ...seen, ...bulk }
  const event: NewEvent = {
    kind: 'decision_proposed',
    actor: `person ${row.makerId}`,
    subject: decidable.exceptionId,
    body,
  }
  await tellOfDecision(engine, tx, { decidable, event })
  await tellLimitRefused(engine, tx, { decidable, by: { personId: row.makerId }, act: resolution, second })
  return decision
}

/**
 * What was written and not sent comes back with the case, to whoever has it then: that may be who keys it a second time, so it is
 * forgotten. Whoever else wrote in it edited what is proposed, and their hand is in it.
 */
async function takeDraft(
  engine: Engine,
  tx: Transaction,
  { item: { shard }, exceptionId: id, queue }: DecisionPlace,
  makerId: number,
): Promise<readonly Hand[]> {
  const place = await placeOfException(engine, tx, { shard, id, queue })
  if (place?.note === undefined) return []
  await savePlaces(tx, [{ place: { ...place, note: undefined } }])
  const others = (place.note.by ?? []).filter(one => one !== makerId)
  return others.map(person => ({ person, as: 'editor' }))
}
