import type { Account } from './account.ts'
import type { Fact } from './pack.ts'

/**
 * Where a bank's own ledger plugs in: what the engine needs to know of customers' accounts, and what it posts to them. Every
 * call is about a whole chunk, so that a million entries cost a handful of calls. Clearday's own ledger is the first
 * implementation (store/own-ledger.ts); decisions/0012 says what another one owes.
 *
 * `Tx` is the engine's transaction: whatever is written through it is kept or lost with the chunk.
 */
export interface CoreSystem<Tx> {
  /** As `doctor` and the log name it. */
  readonly name: string
  /** Whether the institution has accounts at all. While it has none nothing is decided, because every entry would go back. */
  hasAccounts(tx: Tx, orgShard: number): Promise<boolean>
  /**
   * Status, balance and holds of the accounts with these numbers, each in its shard; those that do not exist are left out. The
   * balances must include every chunk that was posted and committed before, also one that the ledger itself has not booked yet.
   */
  accounts(tx: Tx, wanted: readonly AccountWanted[]): Promise<readonly LedgerAccount[]>
  /** The same of accounts by the ids that `accounts` gave: for pages about what posted. Unknown ids are left out. */
  accountsById(tx: Tx, wanted: readonly AccountId[]): Promise<readonly LedgerAccount[]>
  /** When the accounts with these numbers had their first deposit; those of which it is not known are left out. */
  openings(tx: Tx, wanted: readonly AccountWanted[]): Promise<readonly AccountOpening[]>
  /** Stops, issued checks and other facts under these keys that hold on the day, YYYY-MM-DD. */
  facts(tx: Tx, wanted: readonly FactWanted[], on: string): Promise<readonly LedgerFact[]>
  /**
   * Posts a chunk, once for its key: a chunk whose transaction was lost comes again under the same key, and its changes may then
   * differ, so nothing of it may count before the transaction commits. Refusing is a defect: the decision was made with facts
   * that this ledger gave under the bucket's lock.
   */
  post(tx: Tx, chunk: PostedChunk): Promise<void>
  /**
   * Takes back a chunk that was posted, or some of it, once for the reversal's own key and otherwise as `post`. It names the
   * chunk, so that the ledger can show its reversal beside it; one that was never posted is a defect of the caller.
   */
  reverse(tx: Tx, reversal: ReversedChunk): Promise<void>
}

export interface AccountWanted {
  readonly shard: number
  readonly number: string
}

export interface AccountId {
  readonly shard: number
  readonly id: number
}

export interface AccountOpening {
  readonly shard: number
  readonly number: string
  /** Day of the first deposit, YYYY-MM-DD. */
  readonly on: string
}

export interface LedgerAccount extends Account {
  readonly shard: number
}

export interface FactWanted {
  readonly shard: number
  readonly kind: string
  readonly key: string
}

export interface LedgerFact extends Fact {
  readonly shard: number
}

/** What one transaction moves: balanced, each account once. */
export interface PostedChunk {
  /** Unique for ever: `part 12/3`, `claim 805306368`. */
  readonly key: string
  /** Posting day, days since 1970-01-01. */
  readonly day: number
  /**
   * Net amount of each account that changes, minor units, positive in the customer's favour; they sum to zero in each shard.
   * Ids are those that `accounts` gave, and those of Clearday's internal accounts, which its own ledger keeps in any case.
   */
  readonly changes: readonly BalanceChange[]
}

/** A chunk that takes back another: its changes are the opposite of some or all of that chunk's. */
export interface ReversedChunk extends PostedChunk {
  /** Key of the chunk that is taken back. */
  readonly reverses: string
}

export interface BalanceChange extends AccountId {
  readonly amountMinor: number
}
