import { checkDigit } from '../../core/aba.ts'
import { invariant } from '../../core/invariant.ts'
import { accountNumber, business, consumer, DEDICATED_FROM, type SimAccount } from '../accounts.ts'
import type { FactBook } from '../facts.ts'
import { INSTITUTION } from '../institution.ts'
import { type Originator, originator } from '../originators.ts'
import { bankingDay, type Plan } from '../plan.ts'
import { hashOf, type Random } from '../random.ts'

/**
 * What a planter works with. Each kind has its own stream and its own range of accounts and originators, so two kinds never
 * meet in one account and a kind added later moves nothing of the others.
 */
export interface Planting {
  readonly plan: Plan
  readonly kind: string
  /** 0, 1, 2, …: planters vary what they plant by it. Near misses and planted items count apart. */
  readonly n: number
  readonly random: Random
  readonly facts: FactBook
  readonly day: Temporal.PlainDate
  /** A person's open checking account with plenty of money, for this item alone. */
  person(over?: Partial<SimAccount>): SimAccount
  /** The same of a firm. */
  firm(over?: Partial<SimAccount>): SimAccount
  /** A well-formed number that no account has. */
  unknownNumber(): string
  /** A firm at another bank that sends nothing else. */
  sender(): Originator
  bankingDay(offset: number): Temporal.PlainDate
  /** A name that no other file or batch has, and that does not say what is planted. */
  mark(): string
}

/** More than any entry or check can be (ten digits of cents). */
const PLENTY_MINOR = 20_000_000_000

export interface PlantingCursor {
  /** How many accounts and originators of the kind are given so far. */
  given: number
}

export function createPlanting(plan: Plan, kind: string, n: number, random: Random, cursor: PlantingCursor): Planting {
  const range = rangeOf(kind)
  const next = () => {
    cursor.given += 1
    invariant(cursor.given < RANGE, `simulate: kind ${kind} needs more accounts than its range has`)
    return range * RANGE + cursor.given
  }
  const dedicate = (account: SimAccount) => {
    plan.dedicated.push(account)
    return account
  }
  return {
    plan,
    kind,
    n,
    random,
    facts: plan.facts,
    day: plan.options.day,
    person: over => dedicate({ ...consumer(plan.key, DEDICATED_FROM + next()), balanceMinor: PLENTY_MINOR, ...over }),
    firm: over => dedicate({ ...business(plan.key, DEDICATED_FROM + next()), balanceMinor: PLENTY_MINOR, ...over }),
    unknownNumber: () => accountNumber(plan.key, DEDICATED_FROM + next()),
    sender: () => originator(plan.key, SENDERS_FROM + next()),
    bankingDay: offset => bankingDay(plan, offset),
    mark: () => `${range}-${next() % RANGE}`,
  }
}

const RANGE = 100_000
const RANGES = 5_000
const SENDERS_FROM = 2_000_000

/** The kind's own range, by its name. The table of kinds is tested for names that would share one. */
export function rangeOf(kind: string): number {
  let hash = 0
  for (let at = 0; at < kind.length; at++) hash = hashOf(hash, kind.charCodeAt(at), at)
  return hash % RANGES
}

/** A routing number of ours, the two common ones. */
export function ourRouting(random: Random): string {
  return INSTITUTION.routingNumbers[random.percent(70) ? 0 : 1]
}

/** Nine digits with another check digit than is right. */
export function wrongCheckDigit(routing: string, random: Random): string {
  const right = checkDigit(routing)
  return routing.slice(0, 8) + String((right + random.between(1, 9)) % 10)
}
