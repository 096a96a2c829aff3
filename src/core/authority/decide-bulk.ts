import type { Act } from './act.ts'
import type { Asked, Proposable, Used } from './asked.ts'
import { countedWith, countsIn } from './counted-with.ts'
import { type Judged, judgeAct } from './judge-act.ts'
import type { People } from './people.ts'

/** Judges many acts of one person in turn: what was counted before adds up with what is asked now. */
export interface BulkDecider {
  /** The judgement, and the question with everything in it that was counted before: its words are to be had by `decideAct`. */
  judge(asked: Asked): { readonly asked: Asked; readonly judged: Judged }
  /** Lets an act count for those behind it: one that is done, or put before a second person. */
  count(asked: Asked, right: Proposable): void
}

/**
 * Decides acts as if they were done one after the other, so that a list is not a way around a sum: what is done counts, and so does
 * what waits for a second person, as the sums over stored decisions count it. What is refused for good counts for nothing.
 */
export function bulkDecider(people: People): BulkDecider {
  const counted = new Map<string, { readonly hands: readonly number[]; readonly sums: Sums }>()
  const before = (of: UsedOf, asked: Asked) => {
    let sum = 0n
    for (const { hands, sums } of counted.values())
      if (hands.some(hand => of.people.includes(hand))) sum += sums.of(of, asked)
    return sum
  }
  return {
    judge(asked) {
      const { asRead, ...question } = asked
      const withBefore = (one: Asked): Asked => ({ ...one, used: of => one.used(of) + before(of, one) })
      const together = { ...withBefore(question), ...(asRead && { asRead: withBefore(asRead) }) }
      return { asked: together, judged: judgeAct(together, people) }
    },
    count(asked, right) {
      const hands = right.hands.map(hand => hand.person)
      const name = hands.join(' ')
      const known = counted.get(name) ?? { hands, sums: newSums() }
      counted.set(name, known)
      known.sums.add(asked)
    },
  }
}

type UsedOf = Parameters<Used>[0]

/** What one set of hands did, added up by act and measure. */
interface Sums {
  add(asked: Asked): void
  of(wanted: Pick<UsedOf, 'act' | 'measure'>, asked: Asked): bigint
}

function newSums(): Sums {
  const sums = new Map<string, bigint>()
  const payees = payeeNames()
  const keyOf = (act: Act, measure: string, key = '') => `${act} ${measure} ${key}`
  return {
    add(asked) {
      const { act, payee, cluster, reason, amount } = asked
      if (payee !== undefined) payees.add(payee)
      const keys = [
        keyOf(act, 'day'),
        keyOf(act, 'payee', payee),
        keyOf(act, 'cluster', cluster),
        keyOf(act, 'reason', reason),
      ]
      for (const key of keys) sums.set(key, (sums.get(key) ?? 0n) + (amount?.minor ?? 0n))
    },
    of({ act, measure }, asked) {
      const own = measure === 'day' ? [''] : [asked[measure]]
      const names = measure === 'payee' ? payees.sharing(asked.payee ?? '') : own
      const acts = countedWith(act).filter(one => countsIn(measure, { act: one, in: act }))
      const keys = acts.flatMap(one => names.map(name => keyOf(one, measure, name)))
      return keys.reduce((sum, key) => sum + (sums.get(key) ?? 0n), 0n)
    },
  }
}

/** Payees by the accounts that they name: one may name several, with a space between them, and adds up with all that name one of those. */
export function payeeNames(): { add(payee: string): void; sharing(payee: string): readonly string[] } {
  const byName = new Map<string, Set<string>>()
  return {
    add(payee) {
      for (const name of payee.split(' ')) byName.set(name, (byName.get(name) ?? new Set()).add(payee))
    },
    sharing: payee => [...new Set(payee.split(' ').flatMap(name => [...(byName.get(name) ?? [])]))],
  }
}
