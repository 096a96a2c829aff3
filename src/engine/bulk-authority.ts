import type { Act } from '../core/authority/act.ts'
import type { Asked, Hand, Used } from '../core/authority/asked.ts'
import { countsIn } from '../core/authority/counted-with.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import { bulkDecider, payeeNames } from '../core/authority/decide-bulk.ts'
import type { Judged } from '../core/authority/judge-act.ts'
import type { People } from '../core/authority/people.ts'
import { sentenceOf } from '../core/authority/reason-sentence.ts'
import type { Transaction } from '../store/database.ts'
import { type PeopleSum, sumsOfPeople } from '../store/decision-sums.ts'
import {
  type Authorised,
  askedWork,
  type Decider,
  type DeciderAsked,
  type LimitKeys,
  peopleHeld,
  questionOf,
  sinceDays,
  whoseSums,
} from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { nobodyApproves } from './nobody-approves.ts'
import { orgShardOf } from './org-shard.ts'

/**
 * Whether one person may do an act on each of many, one after the other, with what was decided before and what is decided here added
 * up. Reasons call the person by name: they are kept with the act, and others read them.
 */
export interface BulkAuthority {
  judge(of: AskedOne): JudgedOne
}

type AskedOne = Pick<
  DeciderAsked,
  'decidable' | 'keys' | 'keysRead' | 'barred' | 'forRole' | 'hands' | 'words' | 'unseen'
>

export interface JudgedOne {
  readonly judged: Judged
  /** The first reason against it, and all of them in words; empty where it is allowed. */
  readonly reason: string
  readonly why: string
  /**
   * Why, put before a second person, it would wait for nobody, see `nobodyApproves`; undefined where somebody may approve it, and where
   * it cannot be. `hands`: of what is taken back.
   */
  ofNobody(hands: readonly Hand[]): string | undefined
  /** Lets it count for those behind it. */
  count(): void
}

/** Reads people and sums once, for a dry run: nothing of it is held until anything is decided. */
export async function bulkAuthority(
  engine: Engine,
  tx: Transaction,
  { by, act }: { readonly by: Decider; readonly act: Act },
): Promise<BulkAuthority> {
  const { people, ask, decider } = await readAuthority(engine, tx, { by, act, hold: 'not' })
  const told = new Set<string>()
  return {
    judge(of) {
      const question = ask(of)
      const { asked, judged } = decider.judge(question)
      const right = judged.allowed ? judged : judged.proposal
      return {
        judged,
        ...wordsOf(judged, asked, people, told),
        ofNobody: hands => (right === undefined ? undefined : nobodyApproves({ asked, people, right, hands })),
        count: () => {
          if (right !== undefined) decider.count(question, right)
        },
      }
    },
  }
}

/** What one step of an act on many asks, in the same words: people and sums are read once, and what is done in it counts for what comes behind. */
export interface StepAuthority {
  decide(of: DeciderAsked): Authorised
  /** What became of whoever was asked about last: what is done, or waits for a second person, counts. */
  ended(as: 'done' | 'refused'): void
}

/**
 * As `authoriseDecider` asks, under the same locks, for one person and act until the transaction ends: nobody else adds to the sums of
 * this person meanwhile. Who may do what is as it was when the step began.
 */
export async function stepAuthority(
  engine: Engine,
  tx: Transaction,
  of: Pick<DeciderAsked, 'by' | 'act' | 'hold'>,
): Promise<StepAuthority> {
  const { people, ask, decider } = await readAuthority(engine, tx, of)
  let count = () => {}
  return {
    decide(asking) {
      const question = ask(asking)
      const { asked } = decider.judge(question)
      const decided = decideAct(asked, people)
      const right = decided.allowed ? decided : decided.proposal
      count = () => {
        if (right !== undefined) decider.count(question, right)
      }
      return { decided, asked, people }
    },
    ended(as) {
      if (as === 'done') count()
      count = () => {}
    },
  }
}

/** Who they are, and the question about one of them: what was decided before is read once for all. */
async function readAuthority(engine: Engine, tx: Transaction, of: Pick<DeciderAsked, 'by' | 'act' | 'hold'>) {
  const { by, act, hold } = of
  const orgShard = orgShardOf(engine)
  // Of many, some may be approvals.
  const people = await peopleHeld(engine, tx, { by, hold, hands: [] })
  const since = sinceDays(engine, people)
  const who = whoseSums(people, people.byId.get(by.personId))
  const sums = await sumsOfPeople(tx, { orgShard, act, people: who, since: since.at(-1) ?? '' })
  const used = usedBefore(sums)
  const usedRead = usedBefore(sums.filter(one => !one.isBlind))
  const ask = (asked: AskedOne): Asked => {
    const { decidable, keys, keysRead = keys, barred: excluded, forRole, hands, words = [], unseen = false } = asked
    const { queue, original, item } = decidable
    const work = askedWork(engine, people, { queue, pack: original.pack.name, itemId: item.id, forRole })
    const questionBy = (some: LimitKeys, usedBy: typeof used): Asked => ({
      ...questionOf(engine, { by, act, keys: some, work, since, sums: [] }),
      ...{
        excluded,
        words,
        unseen,
        told: 'name',
        used: usedBy(some, since),
        ...(hands === undefined ? {} : { hands }),
      },
    })
    return { ...questionBy(keys, used), asRead: questionBy(keysRead, usedRead) }
  }
  return { people, ask, decider: bulkDecider(people) }
}

/** Who else can is looked for once for each reason: it asks the question of everybody. */
function wordsOf(judged: Judged, asked: Asked, people: People, told: Set<string>): { reason: string; why: string } {
  if (judged.allowed) return { reason: '', why: '' }
  const reason = judged.findings[0]?.code ?? ''
  if (!told.has(reason)) {
    told.add(reason)
    const decided = decideAct(asked, people)
    if (!decided.allowed) return { reason, why: decided.reasons.map(one => one.sentence).join(' ') }
  }
  const sentences = judged.findings.map(one => sentenceOf(one, asked, people))
  return { reason, why: sentences.map(one => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join(' ') }
}

/** Sums of one maker on one day. */
type DaySum = Pick<PeopleSum, 'makerId' | 'forId' | 'bookedOn' | 'act' | 'amountMinor'>

/** What was decided before, added up once by each measure, so that a question looks at a few sums and not at all decisions. */
function usedBefore(sums: readonly PeopleSum[]): (keys: LimitKeys, since: readonly string[]) => Used {
  const byMeasure = {
    day: addedUp(sums, () => ''),
    payee: addedUp(sums, one => one.payee),
    cluster: addedUp(sums, one => one.cluster),
    reason: addedUp(sums, one => one.reason),
  }
  const payees = payeeNames()
  for (const { payee } of sums) if (payee !== '') payees.add(payee)
  return (keys, since) =>
    ({ people: who, act, measure, days }) => {
      const first = since[days - 1] ?? since[0] ?? ''
      const named = measure === 'day' ? [''] : measure === 'payee' ? payees.sharing(keys.payee) : [keys[measure]]
      const isTheirs = ({ makerId, forId, act: done }: DaySum) =>
        (who.includes(makerId) || (forId !== undefined && who.includes(forId))) &&
        countsIn(measure, { act: done, in: act })
      const all = named.flatMap(name => byMeasure[measure].get(name) ?? [])
      const counted = all.filter(one => isTheirs(one) && one.bookedOn >= first)
      return counted.reduce((sum, one) => sum + one.amountMinor, 0n)
    }
}

function addedUp(
  sums: readonly PeopleSum[],
  nameOf: (one: PeopleSum) => string,
): ReadonlyMap<string, readonly DaySum[]> {
  const byName = new Map<string, Map<string, DaySum>>()
  for (const one of sums) {
    const days = byName.get(nameOf(one)) ?? new Map<string, DaySum>()
    byName.set(nameOf(one), days)
    const name = `${one.makerId} ${one.forId} ${one.bookedOn} ${one.act}`
    days.set(name, { ...one, amountMinor: one.amountMinor + (days.get(name)?.amountMinor ?? 0n) })
  }
  return new Map([...byName].map(([name, days]) => [name, [...days.values()]]))
}
