import type { BatchDetail, PostedBefore } from '../core/pack.ts'
import { type PostedWanted, postedBefore } from '../store/posted-before.ts'
import type { Runner } from '../store/statement.ts'
import type { PartItem } from './part-items.ts'
import type { PartAccount, PostedWant, Wants } from './wants.ts'

/**
 * What posted of what the items of a part ask for: before the part, and in it so far. Whoever asks for the same account, amount
 * and direction shares one answer, and equal items are one count: a file of reversals of one amount costs no more the more
 * originals there are.
 */
export class PartPosted {
  /** What the items ask for, by their places: few ask. */
  readonly #asked: ReadonlyMap<number, readonly PostedWant[]>
  readonly #answers: Answers
  readonly #by: readonly string[]

  constructor(wants: readonly PostedWant[], answers: Answers, by: readonly string[]) {
    this.#asked = Map.groupBy(wants, want => want.n)
    this.#answers = answers
    this.#by = by
  }

  /** What the item at the place asked for. */
  of(n: number): readonly PostedBefore[] {
    const asked = this.#asked.get(n)
    if (asked === undefined) return NOTHING_POSTED
    return asked.flatMap(want => {
      const answer = this.#answers.get(want.holder)?.get(keyOf(want))
      if (answer === undefined) return []
      return [...answer.here.values(), ...answer.before.filter(one => one.day >= want.sinceDay)]
    })
  }

  /** Tells an item that posted to those behind it that ask for such: nothing of its part is in the store yet. */
  tell({ item, batch, holder }: PartItem, day: number): void {
    if (this.#answers.size === 0) return
    const here = this.#answers.get(holder)?.get(keyOf(item))?.here
    if (here === undefined) return
    const { amountMinor, direction } = item
    const told = JSON.stringify(this.#by.map(name => batch.detail[name]))
    const count = (here.get(told)?.count ?? 0) + 1
    here.set(told, { day, amountMinor, direction, count, batch: picked(batch.detail, this.#by) })
  }
}

/** Asks the store for what the items want: each account, amount and direction once. */
export async function loadPosted(tx: Runner, wants: Wants, by: readonly string[]): Promise<PartPosted> {
  const answers: Answers = new Map()
  for (const want of wants.posted) {
    const ofAccount = answers.get(want.holder) ?? new Map<string, Answer>()
    answers.set(want.holder, ofAccount)
    const sinceDay = Math.min(want.sinceDay, ofAccount.get(keyOf(want))?.want.sinceDay ?? want.sinceDay)
    ofAccount.set(keyOf(want), { want: { ...want, sinceDay }, here: new Map(), before: NOTHING_POSTED })
  }
  const asked: Answer[] = []
  const questions: PostedWanted[] = []
  for (const answer of answers.values().flatMap(ofAccount => ofAccount.values())) {
    const { holder, direction, amountMinor, sinceDay } = answer.want
    if (holder.account === undefined) continue
    asked.push(answer)
    questions.push({ shard: holder.account.shard, accountId: holder.account.id, direction, amountMinor, sinceDay })
  }
  for (const [place, before] of (await postedBefore(tx, questions, by)).entries()) {
    const answer = asked[place]
    if (answer !== undefined) answer.before = before
  }
  return new PartPosted(wants.posted, answers, by)
}

const NOTHING_POSTED: readonly PostedBefore[] = []

/** By account, then by direction and amount. */
type Answers = Map<PartAccount, Map<string, Answer>>

interface Answer {
  /** The one of those who ask that looks back furthest. */
  readonly want: PostedWant
  /** What posted in this part, by what the pack tells batches apart with. */
  readonly here: Map<string, PostedBefore>
  before: readonly PostedBefore[]
}

function keyOf({ direction, amountMinor }: Pick<PostedWant, 'direction' | 'amountMinor'>): string {
  return `${direction} ${amountMinor}`
}

function picked(detail: BatchDetail, by: readonly string[]): BatchDetail {
  return Object.fromEntries(Object.entries(detail).filter(([name]) => by.includes(name)))
}
