/** A customer's or an internal account, as the checks see it. Amounts are minor units of the account's currency. */
export interface Account {
  /** Unique inside its shard. */
  readonly id: number
  readonly number: string
  readonly status: AccountStatus
  /** What may be done to it by outside entries. `savings` and `loan` may refuse some transaction codes, see the packs. */
  readonly type: AccountType
  readonly holderType: 'consumer' | 'business'
  readonly holderName: string
  /** Posted balance, positive in the customer's favour. Changes as a part is decided, in the order of posting. */
  balanceMinor: number
  /** Uncollected funds: part of the balance that may not be drawn yet. */
  readonly heldMinor: number
  readonly overdraftLimitMinor: number
  /** A provisional credit that was taken back, for as long as items are honored as if it were still there (12 CFR 1005.11(d)(2)). */
  honoredMinor?: number
}

export const ACCOUNT_STATUSES = ['open', 'closed', 'frozen', 'deceased'] as const
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number]

export const ACCOUNT_TYPES = ['checking', 'savings', 'loan', 'gl', 'non_transaction'] as const
export type AccountType = (typeof ACCOUNT_TYPES)[number]

/** What an account may still pay: balance plus overdraft limit and what it is honored for, without what is held. */
export function availableMinor(account: Account): number {
  return account.balanceMinor - account.heldMinor + account.overdraftLimitMinor + (account.honoredMinor ?? 0)
}
