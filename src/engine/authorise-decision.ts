import type { Act } from '../core/authority/act.ts'
import type { Asked, Reason, Refused } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import { naturalPerson } from '../core/authority/natural-person.ts'
import { indexPeople, type People } from '../core/authority/people.ts'
import { shardOf } from '../core/bucket.ts'
import { openDayOnOrBefore } from '../core/calendar/calendar.ts'
import { receiptOfItem } from '../core/item.ts'
import { money } from '../core/money.ts'
import type { Transaction } from '../store/database.ts'
import { lockPersons, type UsedSum, usedSums } from '../store/decision.ts'
import { peopleOf } from '../store/people.ts'
import type { Engine } from './engine.ts'
import { bookingDay, type Decidable } from './resolution-facts.ts'

/** Who decides, and how sure it is that it is them. */
export interface Decider {
  readonly personId: number
  readonly session: 'signed-in' | 'stepped-up'
}

/** What limits add a decision up by. */
export interface LimitKeys {
  readonly amountMinor: number
  /** The account that it is about. */
  readonly payee: string
  /** The batch that it came in. */
  readonly cluster: string
  /** The kind of its exception. */
  readonly reason: string
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
  readonly reasons: readonly Reason[]
}

/**
 * Why the person may not do the act on the item, by the one function that decides it, with what was decided before added up;
 * undefined when they may. Of one person one decision is added up after the other, whatever accounts they use: `hold` waits for
 * the one before until the transaction ends, so that nothing is split by being quick.
 */
export async function refuseDecider(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly by: Decider
    readonly act: Act
    readonly decidable: Decidable
    readonly keys: LimitKeys
    readonly barred: readonly number[]
    readonly hold: 'until the end' | 'not'
  },
): Promise<NotAuthorised | undefined> {
  const { by, act, decidable, keys, barred } = of
  const shard = shardOf(engine.institution.orgId, 0)
  const people = indexPeople(await peopleOf(tx, shard, engine.now()))
  if (of.hold === 'until the end') await lockPersons(tx, shard, chainOf(people, by.personId))
  const bookedOn = bookingDay(engine, decidable.item.day)
  const since = sinceDays(engine, bookedOn, people)
  const sums = await usedSums(tx, { orgShard: shard, act, since: since.at(-1) ?? bookedOn.toString(), ...keys })
  const queue = Object.values(engine.packs)
    .flatMap(pack => Object.entries(pack.queues))
    .find(([name]) => name === decidable.queue)?.[1]
  const asked: Asked = {
    ...{ by: by.personId, act, at: engine.now(), session: by.session, excluded: barred },
    work: {
      queue: decidable.queue,
      workType: decidable.original.pack.name,
      draw: decidable.item.id % 100,
      ...(queue === undefined ? {} : { skill: queue.skill }),
      ...(queue?.credential === undefined ? {} : { credential: queue.credential }),
    },
    amount: money(BigInt(keys.amountMinor), engine.institution.currency),
    ...(keys.payee === '' ? {} : { payee: keys.payee }),
    ...{ cluster: keys.cluster, reason: keys.reason },
    used: ({ people: who, measure, days }) => {
      const first = since[days - 1] ?? bookedOn.toString()
      return sums.reduce((sum, one) => (counts(one, who, measure, first) ? sum + one.amountMinor : sum), 0n)
    },
    told: 'you',
  }
  const decided = decideAct(asked, people)
  return decided.allowed ? undefined : { needs: decided.needs, reasons: decided.reasons }
}

function counts(one: UsedSum, who: readonly number[], measure: string, first: string): boolean {
  if (!who.includes(one.makerId) || one.bookedOn < first) return false
  if (measure === 'payee') return one.samePayee
  if (measure === 'cluster') return one.sameCluster
  return measure === 'reason' ? one.sameReason : true
}

/** The account, and each owner up to the last: two accounts of somebody wait for each other. */
function chainOf(people: People, id: number): readonly number[] {
  const persons = new Map(people.facts.persons.map(one => [one.id, one]))
  return naturalPerson(id, persons).chain.toSorted((a, b) => a - b)
}

/** The first day of one, two … banking days that end with this one, as far back as a limit asks. */
function sinceDays({ institution }: Engine, last: Temporal.PlainDate, people: People): readonly string[] {
  const most = Math.max(5, ...people.facts.limits.map(one => one.days))
  const days = [last]
  const calendar = institution.calendars.counters['ucc-banking-day']
  while (days.length < most) days.push(openDayOnOrBefore(calendar, (days.at(-1) ?? last).subtract({ days: 1 })))
  return days.map(day => day.toString())
}
