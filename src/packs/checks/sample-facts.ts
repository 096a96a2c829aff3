import type { Account } from '../../core/account.ts'
import { dayNumber } from '../../core/calendar/day.ts'
import type { BatchDetail, ClaimOwner, DecideContext, Fact, ImageReading, ItemFacts, Wanted } from '../../core/pack.ts'
import { blankRecord } from '../../formats/x9/record-types.ts'
import { RETURN_DETAIL } from '../../formats/x9/records.ts'
import type { CheckItem } from './item.ts'
import { NO_ITEM } from './parse.ts'
import { want } from './want.ts'

/** A day's facts for tests: one plain check on one open account, of which a test changes what it is about. */

export const OUR_ROUTING = '091000019'
export const OTHER_ROUTING = '121042882'
export const TODAY = Temporal.PlainDate.from('2026-11-23')

export function aCheck(changes: Partial<CheckItem> = {}): CheckItem {
  return { ...CHECK, ...changes }
}

const CHECK: CheckItem = {
  form: 'check',
  role: 'on-us',
  direction: 'debit',
  routing: OUR_ROUTING,
  routingOurs: true,
  onUs: '1234567890/1021',
  auxOnUs: '',
  accountNumber: '1234567890',
  serial: '1021',
  reference: '1021',
  unreadable: [],
  amountMinor: 45_000,
  amountReadable: true,
  itemSequence: '000000000000017',
  documentationType: 'G',
  returnReason: '',
  depositOf: '',
  imageViews: 2,
  front: { offset: 0, length: 0 },
  source: NO_ITEM,
}

export function aDeposit(changes: Partial<CheckItem> = {}): CheckItem {
  return aCheck({ form: 'credit', role: 'deposit', direction: 'credit', onUs: '1234567890/', serial: '', ...changes })
}

export function aReturn(changes: Partial<CheckItem> = {}): CheckItem {
  const drawn = { routing: OTHER_ROUTING, routingOurs: false, returnReason: 'A' }
  return aCheck({ form: 'return', role: 'returned', ...drawn, ...changes })
}

/** A returned check that says when it was presented, YYYYMMDD. */
export function presented(forwardBundleDate: string, changes: Partial<CheckItem> = {}): CheckItem {
  const detail = { ...blankRecord(RETURN_DETAIL), forwardBundleDate }
  return aReturn({ source: { kind: 'return', detail, addenda: [], views: [] }, ...changes })
}

export interface Known {
  readonly account?: Partial<Account> | 'none'
  readonly facts?: readonly Fact[]
  readonly claimed?: Partial<ClaimOwner>
}

/** The facts of an item. Asking for one that `want` did not name is a mistake of the check, so it throws. */
export function factsOf(item: CheckItem, known: Known = {}): ItemFacts {
  const { keys, claims } = wantedBy(item)
  return {
    account: known.account === 'none' ? undefined : { ...ACCOUNT, ...known.account },
    posted: [],
    facts: (kind, key) => {
      if (!keys.has(`${kind} ${key}`)) throw new Error(`${kind} ${key} was not wanted`)
      return (known.facts ?? []).filter(fact => fact.kind === kind && fact.key === key)
    },
    claimedBefore: space =>
      known.claimed === undefined || !claims.has(space) ? undefined : { ...EARLIER, ...known.claimed },
  }
}

function wantedBy(item: CheckItem) {
  const keys = new Set<string>()
  const claims = new Set<string>()
  const wanted: Wanted = {
    fact: (kind, key) => keys.add(`${kind} ${key}`),
    claim: space => claims.add(space),
    posted: () => {},
  }
  want(item, wanted)
  return { keys, claims }
}

const ACCOUNT: Account = {
  id: 1,
  number: '1234567890',
  status: 'open',
  type: 'checking',
  holderType: 'business',
  holderName: 'ACME LLC',
  balanceMinor: 1_000_000,
  heldMinor: 0,
  overdraftLimitMinor: 0,
}

const EARLIER: ClaimOwner = { itemId: 77, pack: 'checks', day: dayOf('2026-11-20'), sameFile: false }

/** A fact that holds from long ago to far away, unless it says otherwise. */
export function aFact(kind: string, key: string, detail: Fact['detail'], days: Partial<Fact> = {}): Fact {
  return { kind, key, fromDay: 0, toDay: 99_999, detail, ...days }
}

/** An issue as the issue file tells it, under both of its keys. */
export function anIssue(serial: string, amountMinor: number, issued: string, status = 'issued'): readonly Fact[] {
  const detail = { serial, amountMinor, issuedDay: dayOf(issued), payee: 'SUPPLIER INC', status }
  return [aFact('issued', `1234567890/${serial}`, detail), aFact('issued-amount', `1234567890/${amountMinor}`, detail)]
}

export const POSITIVE_PAY: Fact = aFact('positive-pay', '1234567890', {})

export function aContext(changes: Partial<DecideContext> & { readonly today?: string } = {}): DecideContext {
  const postingDay = changes.today === undefined ? dayNumber(TODAY) : dayOf(changes.today)
  return {
    settings: SETTINGS,
    batch: BUNDLE,
    receivedDay: postingDay,
    postingDay,
    bankingDaysBetween: (from, to) => to - from,
    dueDay: (_, from) => from + 2,
    image: undefined,
    ...changes,
  }
}

export const SETTINGS = {
  routingNumbers: [OUR_ROUTING],
  reviewOverMinor: { debit: 10_000_000, credit: 20_000_000, check: 5_000_000 },
  duplicateMonths: 18,
  staleMonths: 6,
}

const BUNDLE: BatchDetail = { deposit: false }

/** A good reading of the plain check's image. */
export function anImage(fields: ImageReading['fields'] = {}, changes: Partial<ImageReading> = {}): ImageReading {
  const printed = { routing: OUR_ROUTING, account: '1234567890', serial: '1021', amountMinor: 45_000 }
  return { status: 'read', micr: '', confidence: 0.95, fields: { ...printed, ...fields }, ...changes }
}

export function dayOf(date: string): number {
  return dayNumber(Temporal.PlainDate.from(date))
}
