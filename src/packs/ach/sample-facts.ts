import type { Account } from '../../core/account.ts'
import { institutionCalendars } from '../../core/calendar/calendars.ts'
import { dateOfDayNumber, dayNumber } from '../../core/calendar/day.ts'
import { computeDeadline } from '../../core/deadline/compute-deadline.ts'
import { RULES } from '../../core/deadline/rules.ts'
import type {
  BatchDetail,
  ClaimOwner,
  ClaimSpace,
  DecideContext,
  Fact,
  ItemFacts,
  PostedBefore,
  Wanted,
} from '../../core/pack.ts'
import type { AchItem } from './item.ts'
import { ACCOUNT_NUMBER, aBatch, OUR_ROUTING } from './sample-entries.ts'
import { TELLS_POSTED_BY, want } from './want.ts'

const CALENDARS = institutionCalendars({ institution: 'Our Bank', zone: 'America/New_York' })

/** What is known on the sample day; a test changes what it is about. */

export const TODAY = dayNumber(Temporal.PlainDate.from('2026-11-23')) // a Monday

export interface Known {
  readonly account?: Partial<Account> | 'none'
  readonly facts?: readonly Fact[]
  readonly claimed?: { readonly [Space in ClaimSpace]?: Partial<ClaimOwner> }
  readonly posted?: readonly Partial<PostedBefore>[]
}

/** The facts of an item. Asking for one that `want` did not name is a mistake of the check, so it throws. */
export function factsOf(item: AchItem, known: Known = {}): ItemFacts {
  const wanted = wantedBy(item)
  const named = (what: string) => {
    if (!wanted.has(what)) throw new Error(`${what} was not wanted`)
  }
  return {
    account: known.account === 'none' || item.accountNumber === '' ? undefined : { ...ACCOUNT, ...known.account },
    facts: (kind, key) => {
      named(`${kind} ${key}`)
      return (known.facts ?? []).filter(fact => fact.kind === kind && fact.key === key)
    },
    claimedBefore: space => {
      const claimed = known.claimed?.[space]
      return claimed === undefined || !wanted.has(`claim ${space}`) ? undefined : { ...OWNER, ...claimed }
    },
    get posted() {
      named('posted')
      return (known.posted ?? []).map(one => ({ ...POSTED, ...one, batch: told(one.batch ?? POSTED.batch) }))
    },
  }
}

export function aContext(changes: Partial<DecideContext> = {}): DecideContext {
  return {
    settings: {
      routingNumbers: [OUR_ROUTING],
      reviewOverMinor: { debit: 2_500_000, credit: 10_000_000, check: 2_500_000 },
      duplicateMonths: 18,
      staleMonths: 6,
    },
    batch: aBatch(),
    receivedDay: TODAY,
    postingDay: TODAY,
    bankingDaysBetween: weekdaysBetween,
    dueDay: (rule, from) => dayNumber(computeDeadline(RULES[rule], { on: dateOfDayNumber(from) }, CALENDARS).due.on),
    image: undefined,
    ...changes,
  }
}

export function aFact(kind: string, key: string, detail: Fact['detail'], days: Partial<Fact> = {}): Fact {
  return { kind, key, detail, fromDay: TODAY - 30, toDay: TODAY + 30, ...days }
}

/** A stop order on the sample account. */
export function aStop(detail: Fact['detail'], days: Partial<Fact> = {}): Known {
  return { facts: [aFact('stop', ACCOUNT_NUMBER, { rail: 'ach', ...detail }, days)] }
}

/** Everything that `want` names for an item, as words; claims with their identity. */
export function wantedBy(item: AchItem): ReadonlySet<string> {
  const names = new Set<string>()
  const wanted: Wanted = {
    fact: (kind, key) => names.add(`${kind} ${key}`),
    claim: (space, day, hi, lo) => names.add(`claim ${space}`).add(`claim ${space} ${day} ${hi} ${lo}`),
    posted: (direction, amountMinor) => names.add('posted').add(`posted ${direction} ${amountMinor}`),
  }
  want(item, wanted)
  return names
}

/** The sample account: a person's, open, with plenty in it. */
export const ACCOUNT: Account = {
  id: 1,
  number: ACCOUNT_NUMBER,
  status: 'open',
  type: 'checking',
  holderType: 'consumer',
  holderName: 'Robin Miller',
  balanceMinor: 100_000_000,
  heldMinor: 0,
  overdraftLimitMinor: 0,
}

const OWNER: ClaimOwner = { itemId: 7, pack: 'ach', day: TODAY - 3, sameFile: false }

/** No more of a batch than the store tells. */
function told(batch: BatchDetail): BatchDetail {
  return Object.fromEntries(Object.entries(batch).filter(([name]) => TELLS_POSTED_BY.includes(name)))
}

const POSTED: PostedBefore = {
  day: TODAY - 2,
  amountMinor: 45_000,
  direction: 'credit',
  count: 1,
  batch: aBatch(),
}

/** Banking days without holidays: all that the samples need. */
function weekdaysBetween(fromDay: number, toDay: number): number {
  let days = 0
  for (let day = fromDay + 1; day <= toDay; day++) if (dateOfDayNumber(day).dayOfWeek <= 5) days++
  return days
}
