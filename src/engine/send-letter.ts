import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { shardOf } from '../core/bucket.ts'
import { dayNumber, nameOfDay } from '../core/calendar/day.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents } from '../store/event.ts'
import { type LetterKey, letterSent } from '../store/letter.ts'
import { letterByKey, type PagedLetter } from '../store/letter-page.ts'
import { sealExceptions } from '../store/seal.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import { peopleWithin } from './people-now.ts'
import { personActor } from './sign-in-event.ts'

export interface SendOrder {
  readonly letter: LetterKey
  /** The day on which it went out. */
  readonly on: Temporal.PlainDate
  readonly by: Decider
}

/** Why nothing is said of a letter, in order of precedence. */
export type SendRefusal = 'letter_not_found' | 'act_not_allowed' | 'letter_ended' | 'letter_day_wrong'

export type LetterSent =
  | { readonly is: 'sent'; readonly letter: PagedLetter }
  | { readonly is: 'refused'; readonly refused: SendRefusal; readonly why: string }

/**
 * Says that somebody wrote and sent a letter by hand, and on which day, inside a transaction: once for ever, with an event and under
 * the seal of its exception. What was sent by mistake is corrected by undoing what asked for it.
 */
export async function sendLetterWithin(engine: Engine, tx: Transaction, order: SendOrder): Promise<LetterSent> {
  const { letter: key, on, by } = order
  const orgShard = shardOf(engine.institution.orgId, 0)
  await lockShards(tx, [key.shard])
  const letter = await letterByKey(tx, orgShard, key)
  if (letter === undefined) return refused('letter_not_found', 'The list of letters shows the numbers that there are.')
  const now = engine.now()
  const people = await peopleWithin(engine, tx)
  const shut = whyNotAllowed({ by: by.personId, act: 'contact', at: now, session: by.session }, people)
  if (shut !== undefined) return refused('act_not_allowed', shut)
  const why = whyNotSent(engine, letter, on)
  if (why !== undefined) return why
  const isFirst = await letterSent(tx, { ...key, on: on.toString(), by: by.personId, at: now })
  if (!isFirst) throw new Error(`letter ${key.n} of decision ${key.decisionId} was sent under the lock of its bucket`)
  const { shard, exceptionId, decisionId, n, to } = letter
  const body = { decision: decisionId, letter: n, to, on: on.toString() }
  const event = { kind: 'letter_sent', actor: personActor(by.personId), subject: exceptionId, body } as const
  const sealed = await sealExceptions(tx, [{ shard, id: exceptionId }])
  const events = new Map([[shard, [event, ...sealed.values()]]])
  await insertEvents(tx, events, { day: dayNumber(today(engine)), at: now })
  const sent = await letterByKey(tx, orgShard, key)
  return { is: 'sent', letter: sent ?? letter }
}

function whyNotSent(engine: Engine, letter: PagedLetter, on: Temporal.PlainDate): LetterSent | undefined {
  const { zone } = engine.institution
  if (letter.sent !== undefined)
    return refused('letter_ended', `${letter.sent.byName} said already that it went out on ${letter.sent.on}.`)
  if (letter.state === 'cancelled')
    return refused('letter_ended', 'What asked for it was undone before it was sent, so it is not to go out.')
  const [first, last] = [letter.requestedAt, engine.now()].map(at => at.toZonedDateTimeISO(zone).toPlainDate())
  if (first !== undefined && Temporal.PlainDate.compare(on, first) < 0)
    return refused('letter_day_wrong', `It was asked for on ${nameOfDay(first)}, so it did not go out before.`)
  if (last !== undefined && Temporal.PlainDate.compare(on, last) > 0)
    return refused('letter_day_wrong', `${nameOfDay(on)} is still to come: say it when it went out.`)
  return undefined
}

function refused(why: SendRefusal, sentence: string): LetterSent {
  return { is: 'refused', refused: why, why: sentence }
}
