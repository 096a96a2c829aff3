import type { Calendars } from './calendar/calendars.ts'
import type { Finding } from './exception.ts'
import { formatMoney, money } from './money.ts'
import type { BatchDetail } from './pack.ts'

/** What a customer may claim of a debit, as taken down with them, by the return code that says it. The code that goes out may be another. */
export const CLAIM_CODES = ['R05', 'R07', 'R10', 'R11', 'R29'] as const
export type ClaimCode = (typeof CLAIM_CODES)[number]

/** A customer says that a posted item was not authorized. */
export interface CustomerClaim {
  readonly receivedAt: Temporal.Instant
  /** The reason as it was taken down, a return code. */
  readonly code: string
  readonly statement: WrittenStatement
}

/** Whether the customer's written statement of unauthorized debit is on file: signed, and about this debit. */
export type WrittenStatement = 'on file' | 'missing'

/** What claims raise. Pure: the claim, the item's own batch, account and days decide. */
export interface PackClaims {
  decide(claim: CustomerClaim, claimed: ClaimedItem, calendars: Calendars): Finding
  /** For a claim that names no posted item: a finding about the claim itself, of a kind of scope `file`. */
  unmatched(claim: CustomerClaim, named: UnmatchedClaim, calendars: Calendars): Finding
  /** The kind that `unmatched` finds: by it the claims are found again that wait for their debit. */
  readonly unmatchedKind: string
  /** The kinds of claims against a posted item: it stays posted while one is open. */
  readonly kinds: readonly string[]
}

/** What an unmatched claim says of its debit. */
export interface UnmatchedClaim {
  readonly reference: string
  readonly amountMinor: number
  /** Undefined when there is no such account either. */
  readonly holderType: 'consumer' | 'business' | undefined
  /** Day of the first deposit to the account; undefined where it is not known, and then the account is none that is new. */
  readonly openedOn: Temporal.PlainDate | undefined
}

/** The posted item that a claim is about. */
export interface ClaimedItem {
  readonly batch: BatchDetail
  readonly amountMinor: number
  readonly settledOn: Temporal.PlainDate
  readonly holderType: 'consumer' | 'business'
  /** Day of the first deposit to the account; undefined where it is not known, and then the account is none that is new. */
  readonly openedOn: Temporal.PlainDate | undefined
}

/** What a claim says its debit is, and what a debit is. */
export interface DebitNamed {
  readonly accountNumber: string
  readonly trace: string
  readonly amountMinor: number
}

export const CLAIMED_FIELDS = ['account', 'trace', 'amount'] as const
export type ClaimedField = (typeof CLAIMED_FIELDS)[number]

/** In which of its fields the debit is another than the claim says. */
export function claimDiffersIn(said: DebitNamed, debit: DebitNamed): readonly ClaimedField[] {
  const isOther: Readonly<Record<ClaimedField, boolean>> = {
    account: said.accountNumber !== debit.accountNumber,
    trace: said.trace !== debit.trace,
    amount: said.amountMinor !== debit.amountMinor,
  }
  return CLAIMED_FIELDS.filter(field => isOther[field])
}

/** What the claim says of the debit and what is otherwise, as a sentence without an account number. */
export function claimAgainst(said: DebitNamed, debit: DebitNamed): string {
  const differs = claimDiffersIn(said, debit)
  const agrees = CLAIMED_FIELDS.filter(field => !differs.includes(field))
  const otherwise: Readonly<Record<ClaimedField, string>> = {
    account: 'the account is another',
    trace: `the trace is ${debit.trace}, claimed is ${said.trace}`,
    amount: `the amount is ${dollars(debit.amountMinor)}, claimed is ${dollars(said.amountMinor)}`,
  }
  const parts = [
    ...(agrees.length === 0 ? [] : [`${listed(agrees)} ${agrees.length === 1 ? 'agrees' : 'agree'}`]),
    ...differs.map(field => otherwise[field]),
  ]
  const text = parts.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function listed(fields: readonly ClaimedField[]): string {
  const [first = '', ...more] = fields.map(field => `the ${field}`)
  const last = more.pop()
  return last === undefined ? first : `${[first, ...more].join(', ')} and ${last}`
}

function dollars(minor: number): string {
  return formatMoney(money(BigInt(minor), 'USD'))
}

/** The debits that a claim may mean, those that agree in most first, then by how far their amount is off; of equal ones the newest. */
export function rankDebits<Debit extends DebitNamed & { readonly postedOn: string }>(
  said: DebitNamed,
  debits: readonly Debit[],
): readonly Debit[] {
  const off = (debit: Debit) => Math.abs(debit.amountMinor - said.amountMinor)
  return debits.toSorted(
    (a, b) =>
      claimDiffersIn(said, a).length - claimDiffersIn(said, b).length ||
      off(a) - off(b) ||
      (a.postedOn < b.postedOn ? 1 : a.postedOn > b.postedOn ? -1 : 0),
  )
}

/** Account numbers that are one mistake of a hand away: another digit in one place, or two that stand side by side exchanged. */
export function numbersNear(number: string): readonly string[] {
  const near = new Set<string>()
  for (let at = 0; at < number.length; at++) {
    for (const digit of '0123456789') near.add(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`)
    if (at + 1 < number.length) near.add(`${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`)
  }
  near.delete(number)
  return [...near]
}
