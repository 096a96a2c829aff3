import type { Calendars } from './calendar/calendars.ts'
import type { Finding } from './exception.ts'
import type { BatchDetail } from './pack.ts'

/** A customer says that a posted item was not authorized. */
export interface CustomerClaim {
  readonly receivedAt: Temporal.Instant
  /** The reason as it was taken down, a return code. */
  readonly code: string
  /** Whether the customer's written statement is on file. */
  readonly statement: 'on file' | 'missing'
}

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
