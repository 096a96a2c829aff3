import type { LegAccount } from '../resolve/effect.ts'
import type { LetterRequest } from '../resolve/letter.ts'
import { addTally, NOTHING, type Tally } from '../tally.ts'
import type { BulkEffect, BulkMember, BulkReason, BulkShown, BulkStops } from './bulk-act.ts'

/** So many of each reason are named. */
const EXAMPLES = 5

/** Adds up what is found of each, one after the other: of effects only their sums are kept. */
export function bulkTotals(): { add(member: BulkMember): void; shown(): BulkShown } {
  const sums: Record<'matching' | BulkMember['outcome']['as'], Tally> = {
    ...{ matching: NOTHING, done: NOTHING, proposed: NOTHING, refused: NOTHING },
  }
  const reasons = new Map<string, BulkReason>()
  const legs = new Map<string, { from: string; to: string; count: number; amountMinor: number }>()
  const answers = new Map<string, { code: string; count: number; firstDueAt: string }>()
  const letters = new Map<LetterRequest['to'], number>()
  let notices = 0
  let stopped = NOTHING_STOPS
  const addEffect = (effect: BulkEffect) => {
    for (const leg of effect.legs) {
      const [from, to] = [accountName(leg.from), accountName(leg.to)]
      const sum = legs.get(`${from} ${to}`) ?? { from, to, count: 0, amountMinor: 0 }
      legs.set(`${from} ${to}`, { ...sum, count: sum.count + 1, amountMinor: sum.amountMinor + leg.amountMinor })
    }
    if (effect.outbound !== undefined) {
      const { code, dueAt } = effect.outbound
      const before = answers.get(code)
      const firstDueAt = before === undefined || dueAt < before.firstDueAt ? dueAt : before.firstDueAt
      answers.set(code, { code, count: (before?.count ?? 0) + 1, firstDueAt })
    }
    if (effect.notice !== undefined) notices++
    for (const { to } of effect.letters) letters.set(to, (letters.get(to) ?? 0) + 1)
  }
  return {
    add({ itemId, value, outcome }) {
      sums.matching = addTally(sums.matching, value)
      sums[outcome.as] = addTally(sums[outcome.as], value)
      if (outcome.as !== 'refused') addEffect(outcome.effect)
      if (outcome.as === 'done') {
        stopped = addStops(stopped, outcome.stops)
        return
      }
      const { as, reason, why } = outcome
      const before = reasons.get(`${as} ${reason}`) ?? { as, reason, value: NOTHING, why, items: [] }
      const items = before.items.length < EXAMPLES ? [...before.items, itemId] : before.items
      reasons.set(`${as} ${reason}`, { ...before, value: addTally(before.value, value), items })
    },
    shown: () => ({
      ...sums,
      legs: [...legs.values()],
      answers: [...answers.values()],
      notices,
      letters: [...letters].map(([to, count]) => ({ to, count })),
      stops: stopped,
      reasons: [...reasons.values()].sort((a, b) => b.value.count - a.value.count),
    }),
  }
}

export const NOTHING_STOPS: BulkStops = { answers: 0, notices: 0, letters: 0 }

function addStops(all: BulkStops, one: BulkStops = NOTHING_STOPS): BulkStops {
  return {
    answers: all.answers + one.answers,
    notices: all.notices + one.notices,
    letters: all.letters + one.letters,
  }
}

/** A customer's account is one of many here: their numbers are personal. */
function accountName(account: LegAccount): string {
  return 'id' in account ? 'accounts of customers' : account.role
}
