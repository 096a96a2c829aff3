import type pg from 'pg'
import type { AccountStatus, AccountType } from '../core/account.ts'
import type { BalanceChange, LedgerAccount } from '../core/core-system.ts'
import { binaryInt8s, binaryTexts } from './binary-array.ts'
import { changedBy, frequentStatement, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** A row of the accounts file, as the bank's core system gives it. */
export interface AccountLine {
  readonly shard: number
  readonly number: string
  readonly status: AccountStatus
  readonly type: AccountType
  readonly holderType: 'consumer' | 'business'
  readonly holderName: string
  readonly balanceMinor: number
  readonly heldMinor: number
  readonly overdraftLimitMinor: number
  /** Day of the first deposit, YYYY-MM-DD. Without it the account is none that is new. */
  readonly openedOn?: string | undefined
}

export const COLUMNS =
  'shard, id, number, status, type, holder_type, holder_name, balance_minor, held_minor, overdraft_limit_minor'

const BY_NUMBERS = frequentStatement(
  'account.by-numbers',
  `
select ${COLUMNS}
from unnest($1::bigint[], $2::text[]) as wanted (shard, number)
join account using (shard, number)
where not internal`,
)

const HAS_ANY = statement(
  'account.has-any',
  'select exists (select from account where shard between $1 and $1 + 1023 and not internal) as has_any',
)

const UPSERT = statement(
  'account.load',
  `
-- a loaded balance is the core system's opening balance; what Clearday posted since stays on top of it
insert into account (shard, number, status, type, holder_type, holder_name, opening_minor, balance_minor, held_minor, overdraft_limit_minor, opened_on)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::date[])
on conflict (shard, number) do update
set status = excluded.status, type = excluded.type, holder_type = excluded.holder_type, holder_name = excluded.holder_name,
  balance_minor = account.balance_minor - account.opening_minor + excluded.opening_minor, opening_minor = excluded.opening_minor,
  held_minor = excluded.held_minor, overdraft_limit_minor = excluded.overdraft_limit_minor, opened_on = excluded.opened_on
where not account.internal`,
)

const CHANGE = frequentStatement(
  'account.change-balances',
  `
update account
set balance_minor = balance_minor + change.amount_minor
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as change (shard, id, amount_minor)
where account.shard = change.shard and account.id = change.id`,
)

/** Accounts by number, each looked for in its own shard. Missing ones are simply not in the answer. */
export async function accountsByNumber(
  tx: Runner,
  wanted: readonly { readonly shard: number; readonly number: string }[],
): Promise<readonly LedgerAccount[]> {
  const rows = await rowsOf<AccountRow>(tx, BY_NUMBERS, [
    binaryInt8s(wanted.map(one => one.shard)),
    binaryTexts(wanted.map(one => one.number)),
  ])
  return rows.map(accountOf)
}

/** True when an account of a customer was ever loaded. */
export async function hasAccounts(run: Runner, orgShard: number): Promise<boolean> {
  return (await rowOf<{ has_any: boolean }>(run, HAS_ANY, [orgShard]))?.has_any === true
}

/** Loads accounts as the core system has them. Safe to repeat: the newest load wins, our own postings stay. */
export async function loadAccounts(tx: pg.ClientBase, lines: readonly AccountLine[]): Promise<number> {
  return changedBy(tx, UPSERT, [
    lines.map(line => line.shard),
    lines.map(line => line.number),
    lines.map(line => line.status),
    lines.map(line => line.type),
    lines.map(line => line.holderType),
    lines.map(line => line.holderName),
    lines.map(line => line.balanceMinor),
    lines.map(line => line.heldMinor),
    lines.map(line => line.overdraftLimitMinor),
    lines.map(line => line.openedOn ?? null),
  ])
}

/** Adds to balances, once per account of a chunk. Throws when an account is missing, because then the books would not balance. */
export async function changeBalances(tx: Runner, changes: readonly BalanceChange[]): Promise<void> {
  if (changes.length === 0) return
  const changed = await changedBy(tx, CHANGE, [
    binaryInt8s(changes.map(one => one.shard)),
    binaryInt8s(changes.map(one => one.id)),
    binaryInt8s(changes.map(one => one.amountMinor)),
  ])
  if (changed !== changes.length) throw new Error(`${changes.length} balances were to change, ${changed} did`)
}

export interface AccountRow {
  shard: number
  id: number
  number: string
  status: AccountStatus
  type: AccountType
  holder_type: 'consumer' | 'business'
  holder_name: string
  balance_minor: number
  held_minor: number
  overdraft_limit_minor: number
}

export function accountOf(row: AccountRow): LedgerAccount {
  return {
    shard: row.shard,
    id: row.id,
    number: row.number,
    status: row.status,
    type: row.type,
    holderType: row.holder_type,
    holderName: row.holder_name,
    balanceMinor: row.balance_minor,
    heldMinor: row.held_minor,
    overdraftLimitMinor: row.overdraft_limit_minor,
  }
}
