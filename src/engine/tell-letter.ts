import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { dayNumber, nameOfDay } from '../core/calendar/day.ts'
import { type LetterKey, letterNumber } from '../core/resolve/letter.ts'
import { answerKey } from '../core/work/awaited.ts'
import { insertCame, isAwaited } from '../store/awaited.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { type EventKind, insertEvents } from '../store/event.ts'
import { letterAnswered, letterSent } from '../store/letter.ts'
import { letterByKey, type PagedLetter } from '../store/letter-page.ts'
import { sealExceptions } from '../store/seal.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { peopleWithin } from './people-now.ts'
import { personActor } from './sign-in-event.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

export interface LetterOrder {
  readonly letter: LetterKey
  /** The day on which it went out, or its answer came. */
  readonly on: Temporal.PlainDate
  readonly by: Decider
}

/** Why nothing is said of a letter, in order of precedence. */
export type LetterRefusal =
  | 'letter_not_found'
  | 'act_not_allowed'
  | 'letter_not_sent'
  | 'letter_ended'
  | 'letter_day_wrong'

export type LetterTold =
  | { readonly is: 'told'; readonly letter: PagedLetter }
  | { readonly is: 'refused'; readonly refused: LetterRefusal; readonly why: string }

/**
 * Says that somebody wrote and sent a letter by hand, and on which day, inside a transaction: once for ever, with an event and under
 * the seal of its exception. What was sent by mistake is corrected by undoing what asked for it.
 */
export function sendLetterWithin(engine: Engine, tx: Transaction, order: LetterOrder): Promise<LetterTold> {
  return tellLetter(engine, tx, order, { kind: 'letter_sent', refuse: whyNotSent, save: letterSent })
}

/** Says that the answer to a letter came, and on which day, in the same way. Whoever waits for it is woken by it. */
export async function answerLetterWithin(engine: Engine, tx: Transaction, order: LetterOrder): Promise<LetterTold> {
  const told = await tellLetter(engine, tx, order, {
    ...{ kind: 'letter_answered', refuse: whyNotAnswered, save: letterAnswered },
  })
  if (told.is === 'refused') return told
  const key = answerKey(letterNumber(order.letter))
  const shards = shardsOf(queuesOf(engine).values())
  for (const on of ['mail', 'party'] as const)
    if (await isAwaited(tx, shards, { on, key }))
      await insertCame(tx, { shard: order.letter.shard, on, keys: [key] }, engine.now())
  return told
}

interface Telling {
  readonly kind: EventKind
  readonly refuse: (engine: Engine, letter: PagedLetter, on: Temporal.PlainDate) => LetterTold | undefined
  readonly save: typeof letterSent
}

async function tellLetter(
  engine: Engine,
  tx: Transaction,
  { letter: key, on, by }: LetterOrder,
  { kind, refuse, save }: Telling,
): Promise<LetterTold> {
  const orgShard = orgShardOf(engine)
  // Looked for before the lock too: the bucket in a number that there is not may be another institution's.
  const isThere = (await letterByKey(tx, orgShard, key)) !== undefined
  if (isThere) await lockShards(tx, [key.shard])
  const letter = isThere ? await letterByKey(tx, orgShard, key) : undefined
  if (letter === undefined) return refused('letter_not_found', 'The list of letters shows the numbers that there are.')
  const now = engine.now()
  const people = await peopleWithin(engine, tx)
  const shut = whyNotAllowed({ by: by.personId, act: 'contact', at: now, session: by.session }, people)
  if (shut !== undefined) return refused('act_not_allowed', shut)
  const why = refuse(engine, letter, on)
  if (why !== undefined) return why
  const isFirst = await save(tx, { ...key, on: on.toString(), by: by.personId, at: now })
  if (!isFirst)
    throw new Error(`letter ${key.n} of decision ${key.decisionId} was changed under the lock of its bucket`)
  const { shard, exceptionId, decisionId, n, to } = letter
  const body = { decision: decisionId, letter: n, to, on: on.toString() }
  const event = { kind, actor: personActor(by.personId), subject: exceptionId, body } as const
  const sealed = await sealExceptions(tx, [{ shard, id: exceptionId }])
  const events = new Map([[shard, [event, ...sealed.values()]]])
  await insertEvents(tx, events, { day: dayNumber(today(engine)), at: now })
  return { is: 'told', letter: (await letterByKey(tx, orgShard, key)) ?? letter }
}

function whyNotSent(engine: Engine, letter: PagedLetter, on: Temporal.PlainDate): LetterTold | undefined {
  if (letter.sent !== undefined)
    return refused('letter_ended', `${letter.sent.byName} said already that it went out on ${letter.sent.on}.`)
  if (letter.state === 'cancelled') return CANCELLED
  const first = letter.requestedAt.toZonedDateTimeISO(engine.institution.zone).toPlainDate()
  if (Temporal.PlainDate.compare(on, first) < 0)
    return refused('letter_day_wrong', `It was asked for on ${nameOfDay(first)}, so it did not go out before.`)
  return whyToCome(engine, on, 'say it when it went out')
}

function whyNotAnswered(engine: Engine, letter: PagedLetter, on: Temporal.PlainDate): LetterTold | undefined {
  const { answered, sent } = letter
  if (letter.state === 'cancelled') return CANCELLED
  if (sent === undefined)
    return refused(
      'letter_not_sent',
      'Nobody said yet that it went out: say first on which day, then that it was answered.',
    )
  if (answered !== undefined)
    return refused('letter_ended', `${answered.byName} said already that its answer came on ${answered.on}.`)
  if (Temporal.PlainDate.compare(on, Temporal.PlainDate.from(sent.on)) < 0)
    return refused('letter_day_wrong', `It went out on ${sent.on}, so its answer did not come before.`)
  return whyToCome(engine, on, 'say it when the answer came')
}

const CANCELLED = refused('letter_ended', 'What asked for it was undone before it was sent, so it is not to go out.')

function whyToCome(engine: Engine, on: Temporal.PlainDate, then: string): LetterTold | undefined {
  return Temporal.PlainDate.compare(on, today(engine)) > 0
    ? refused('letter_day_wrong', `${nameOfDay(on)} is still to come: ${then}.`)
    : undefined
}

function refused(why: LetterRefusal, sentence: string): LetterTold {
  return { is: 'refused', refused: why, why: sentence }
}
