import type { Account } from '../core/account.ts'
import {
  CLAIM_SPACES,
  type ClaimOwner,
  type ClaimSpace,
  type DecideContext,
  type Fact,
  type ImageReading,
  type ItemFacts,
  type Pack,
  type PackSettings,
  type PostedBefore,
} from '../core/pack.ts'
import type { PartFacts } from './part-facts.ts'
import type { PartItem } from './part-items.ts'
import type { Wants } from './wants.ts'

export interface DecideWith {
  readonly pack: Pack
  readonly settings: PackSettings
  readonly receivedDay: number
  readonly postingDay: number
  readonly bankingDaysBetween: DecideContext['bankingDaysBetween']
  readonly dueDay: DecideContext['dueDay']
}

/** What was read of the items' images, by item. */
export type ImageReadings = ReadonlyMap<PartItem, ImageReading>

/**
 * Decides the items of a part bucket by bucket and writes each decision on its item, pure: credits before debits, each in the
 * order of the file, because a deposit of the morning may pay a debit of the same file, and an account's items lie in one bucket.
 * The balances of the loaded accounts change as items post, so that a later item sees them.
 */
export function decideBuckets(
  wants: Wants,
  facts: PartFacts,
  decideWith: DecideWith,
): (items: readonly PartItem[], images: ImageReadings) => void {
  const seen = new FactsOfItem(wants, facts)
  const contextOf = rememberContexts(decideWith)
  const decide = (of: PartItem, image: ImageReading | undefined): void => {
    seen.look(of)
    of.decision = decideWith.pack.decide(of.item, seen, contextOf(of, image))
    if (of.decision !== undefined) return
    if (applyPosting(decideWith.pack, of, seen.account)) facts.posted.tell(of, decideWith.postingDay)
    of.notice = decideWith.pack.notice?.(of.item, seen)
  }
  return (items, images) => {
    for (const direction of ['credit', 'debit'] as const) {
      for (const of of items) if (!of.held && of.item.direction === direction) decide(of, images.get(of))
    }
  }
}

/** An item that is clear moves its account's balance, for the items after it. True when it does. */
function applyPosting(pack: Pack, of: PartItem, account: Account | undefined): boolean {
  // Only what settles moves the account: a return of ours names an account of another bank.
  if (account === undefined || pack.posting(of.item) !== 'settlement') return false
  account.balanceMinor += of.item.direction === 'credit' ? of.item.amountMinor : -of.item.amountMinor
  return true
}

/** One context serves the neighbours of a batch that have no image. */
function rememberContexts(decideWith: DecideWith): (of: PartItem, image: ImageReading | undefined) => DecideContext {
  const { settings, receivedDay, postingDay, bankingDaysBetween, dueDay } = decideWith
  let last: DecideContext | undefined
  return (of, image) => {
    const batch = of.batch.detail
    if (last?.batch !== batch)
      last = { settings, batch, receivedDay, postingDay, bankingDaysBetween, dueDay, image: undefined }
    return image === undefined ? last : { ...last, image }
  }
}

/** The facts of one item at a time, without an object per item. */
class FactsOfItem implements ItemFacts {
  account: Account | undefined
  readonly #wants: Wants
  readonly #facts: PartFacts
  #of: PartItem | undefined

  constructor(wants: Wants, facts: PartFacts) {
    this.#wants = wants
    this.#facts = facts
  }

  look(of: PartItem): void {
    this.#of = of
    this.account = of.holder.account
  }

  facts(kind: string, key: string): readonly Fact[] {
    return this.#facts.factsOf(this.#of?.shard ?? -1, kind, key)
  }

  claimedBefore(space: ClaimSpace): ClaimOwner | undefined {
    if (this.#facts.owners.size === 0 || this.#of === undefined) return undefined
    const [from, to] = this.#wants.claimsOf(this.#of.n)
    for (let place = from; place < to; place++) {
      if (this.#wants.claims.space(place) !== CLAIM_SPACES[space]) continue
      const owner = this.#facts.owners.get(place)
      if (owner !== undefined) return owner
    }
    return undefined
  }

  get posted(): readonly PostedBefore[] {
    return this.#facts.posted.of(this.#of?.n ?? -1)
  }
}
