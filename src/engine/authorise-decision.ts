import type { Act } from '../core/authority/act.ts'
import type { Asked, AskedWork, Decided, Hand, Reason, Refused, Word } from '../core/authority/asked.ts'
import { countsIn } from '../core/authority/counted-with.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import { naturalPerson } from '../core/authority/natural-person.ts'
import type { Indexed, People } from '../core/authority/people.ts'
import type { Measure } from '../core/authority/people-facts.ts'
import { openDayOnOrBefore } from '../core/calendar/calendar.ts'
import { receiptOfItem } from '../core/item.ts'
import { money } from '../core/money.ts'
import type { PackName } from '../core/pack.ts'
import { higherRole, type WorkRole } from '../core/work/queue.ts'
import type { Transaction } from '../store/database.ts'
import { lockPersons } from '../store/decision.ts'
import { type UsedSum, usedSums } from '../store/decision-sums.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { type PeopleNow, peopleWithin } from './people-now.ts'
import { bookingDay, type Decidable } from './resolution-facts.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

/** Who decides, and how sure it is that it is them. */
export interface Decider {
  readonly personId: number
  readonly session: 'signed-in' | 'stepped-up'
}

/** What limits add a decision up by. */
export interface LimitKeys {
  readonly amountMinor: number
  /** The account that it is about, or those that it goes to, with blanks between them. */
  readonly payee: string
  /** The batch that it came in. */
  readonly cluster: string
  /** Its reason code; the kind of its exception where it has none. */
  readonly reason: string
}

/** What is decided, as far as authority asks: an item, or a batch or file that is held as a whole. */
export interface DecidedWork {
  readonly item: { readonly id: number }
  readonly queue: string
  readonly original: { readonly pack: { readonly name: PackName } }
}

export function limitKeys({ item, kind }: Decidable, accountId: number | undefined): LimitKeys {
  return {
    amountMinor: item.amountMinor,
    payee: accountId === undefined ? '' : `${item.shard}/${accountId}`,
    cluster: `${receiptOfItem(item.id)}/${item.batch}`,
    reason: kind,
  }
}

export interface NotAuthorised {
  readonly needs: Refused['needs']
  readonly reasons: readonly Pick<Reason, 'sentence'>[]
}

/** Somebody who is about to do an act on an item. */
export interface DeciderAsked {
  readonly by: Decider
  readonly act: Act
  readonly decidable: DecidedWork
  readonly keys: LimitKeys
  /** What of those everybody may read, where that is less. */
  readonly keysRead?: LimitKeys
  readonly barred: readonly number[]
  /** The least role that its case went on to; left out, that of its queue is asked. */
  readonly forRole?: WorkRole | undefined
  /** Who had a hand in what is approved. */
  readonly hands?: readonly Hand[]
  /** Who said something about it, where whoever approves does not see it. */
  readonly words?: readonly Word[]
  /** See `Asked`. */
  readonly unseen?: boolean
  readonly hold: 'until the end' | 'not'
  /** How the reasons call the person; `you` where nothing is said. */
  readonly told?: 'you' | 'name'
}

/** The answer, with the question and the people as they were, for whoever has to say who else can. */
export interface Authorised {
  readonly decided: Decided
  readonly asked: Asked
  readonly people: People
}

/** Why the person may not do the act on the item; undefined when they may. See `authoriseDecider`. */
export async function refuseDecider(
  engine: Engine,
  tx: Transaction,
  of: DeciderAsked,
): Promise<NotAuthorised | undefined> {
  const { decided } = await authoriseDecider(engine, tx, of)
  return decided.allowed ? undefined : { needs: decided.needs, reasons: decided.reasons }
}

/**
 * Whether the person may do the act on the item, by the one function that decides it, with what was decided before added up. Of
 * one person one decision is added up after the other, whatever accounts they use and in whose place they do it: `hold` waits for
 * the one before until the transaction ends, so that nothing is split by being quick.
 */
export async function authoriseDecider(engine: Engine, tx: Transaction, of: DeciderAsked): Promise<Authorised> {
  if (engine.gathered !== undefined) return engine.gathered.authorise(of)
  const { by, act, decidable, keys, keysRead = keys, barred, forRole, hands } = of
  const { words = [], unseen = false, told = 'you' } = of
  const shard = orgShardOf(engine)
  const people = await peopleHeld(engine, tx, of)
  const since = sinceDays(engine, people)
  const sums = await usedSums(tx, { orgShard: shard, act, since: since.at(-1) ?? '', ...keys })
  const work = askedWork(engine, people, {
    queue: decidable.queue,
    pack: decidable.original.pack.name,
    itemId: decidable.item.id,
    forRole,
  })
  const questionBy = (measured: LimitKeys, some: readonly UsedSum[]): Asked => ({
    ...questionOf(engine, { by, act, keys: measured, work, since, sums: some }),
    ...{ excluded: barred, words, told, unseen, ...(hands === undefined ? {} : { hands }) },
  })
  const read = sums.filter(one => !one.isBlind)
  const asked = { ...questionBy(keys, sums), asRead: questionBy(keysRead, read) }
  return { decided: decideAct(asked, people), asked, people }
}

/**
 * The people of now; where `hold` says so nobody else decides for this person until the transaction ends. Where hands are asked about
 * they are looked at once more then: who waited may have waited until somebody said whose second account it is.
 */
export async function peopleHeld(
  engine: Engine,
  tx: Transaction,
  { by, hold, hands }: Pick<DeciderAsked, 'by' | 'hold' | 'hands'>,
): Promise<PeopleNow> {
  const people = await peopleWithin(engine, tx)
  if (hold === 'not') return people
  await lockPersons(tx, orgShardOf(engine), whoseLimits(people, by.personId))
  return hands === undefined ? people : peopleWithin(engine, tx)
}

/** The question that the one function of authority is asked about an act on an item. `since`: see `sinceDays`. */
export function questionOf(
  engine: Engine,
  of: {
    readonly by: Decider
    readonly act: Act
    readonly keys: LimitKeys
    readonly work: AskedWork | undefined
    readonly since: readonly string[]
    readonly sums: readonly UsedSum[]
  },
): Asked {
  const { by, act, keys, work, since, sums } = of
  return {
    ...{ by: by.personId, act, at: engine.now(), session: by.session, told: 'you' },
    ...(work === undefined ? {} : { work }),
    amount: money(BigInt(keys.amountMinor), engine.institution.currency),
    ...(keys.payee === '' ? {} : { payee: keys.payee }),
    ...(keys.cluster === '' ? {} : { cluster: keys.cluster }),
    ...(keys.reason === '' ? {} : { reason: keys.reason }),
    used: ({ people: who, act: counting, measure, days }) => {
      const first = since[days - 1] ?? since[0] ?? ''
      return sums.reduce(
        (sum, one) => (counts(one, { who, act: counting, measure, first }) ? sum + one.amountMinor : sum),
        0n,
      )
    },
  }
}

/** The work that an act on an item is about: what its queue asks for, and whether it falls into the share that is looked at. */
export function askedWork(
  engine: Engine,
  { drawOf }: Pick<PeopleNow, 'drawOf'>,
  of: {
    readonly queue: string
    readonly pack: string
    /** `any`: it is asked about no item, and nothing is drawn. */
    readonly itemId: number | 'any'
    readonly forRole?: WorkRole | undefined
  },
): AskedWork {
  const { skill, credential, leastRole: ofQueue } = queueNamed(queuesOf(engine), of.queue)
  const leastRole = of.forRole === undefined ? ofQueue : higherRole(ofQueue, of.forRole)
  const known = credential === undefined ? { skill } : { skill, credential }
  const draw = of.itemId === 'any' ? 'undrawn' : drawOf({ workType: of.pack, id: of.itemId })
  return { queue: of.queue, workType: of.pack, leastRole, draw, ...known }
}

/** Their own accounts, and those of everybody in whose place they may act. */
export function whoseSums(people: People, who: Indexed | undefined): readonly number[] {
  const givers = who?.delegations.flatMap(one => people.byId.get(one.what.fromId)?.accounts ?? []) ?? []
  return [...(who?.accounts ?? []), ...givers]
}

interface Counting {
  readonly who: readonly number[]
  readonly act: Act
  readonly measure: Measure
  /** The first day that counts, YYYY-MM-DD. */
  readonly first: string
}

function counts(one: UsedSum, { who, act, measure, first }: Counting): boolean {
  const isTheirs = who.includes(one.makerId) || (one.forId !== undefined && who.includes(one.forId))
  if (!isTheirs || one.bookedOn < first || !countsIn(measure, { act: one.act, in: act })) return false
  if (measure === 'payee') return one.samePayee
  if (measure === 'cluster') return one.sameCluster
  return measure === 'reason' ? one.sameReason : true
}

/**
 * The account and each owner up to the last, and the same of everybody who gave them a right: two accounts of somebody wait for
 * each other, and so do two people who use one person's limits.
 */
function whoseLimits(people: People, id: number): readonly number[] {
  const persons = new Map(people.facts.persons.map(one => [one.id, one]))
  const givers = people.byId.get(id)?.delegations.map(one => one.what.fromId) ?? []
  const all = [id, ...givers].flatMap(one => naturalPerson(one, persons).chain)
  return [...new Set(all)].sort((a, b) => a - b)
}

/**
 * The first day of one, two … banking days that end with today’s, as far back as a limit asks. Today’s, whatever is decided: what
 * is booked later because it came after the cutoff is decided today too, and its day is no second limit.
 */
export function sinceDays(engine: Engine, people: People): readonly string[] {
  const most = Math.max(5, ...people.facts.limits.map(one => one.days))
  const last = bookingDay(engine, today(engine).toString())
  const days = [last]
  const calendar = engine.institution.calendars.counters['ucc-banking-day']
  while (days.length < most) days.push(openDayOnOrBefore(calendar, (days.at(-1) ?? last).subtract({ days: 1 })))
  return days.map(day => day.toString())
}
