import { type Account, availableMinor } from '../../../core/account.ts'
import type { DecideContext, ItemFacts } from '../../../core/pack.ts'
import type { AchItem } from '../item.ts'
import { isOurs } from '../our-routing.ts'
import { type Check, dollars, maskedAccount } from './check.ts'

/**
 * The receiver's account. These checks are for entries to accounts of ours: not for another bank's routing number, nor for
 * classes that name no account of a customer here (advices to the bank itself, enrolments to an agency).
 */
const NO_CUSTOMER_ACCOUNT: readonly string[] = ['ADV', 'ENR']

export const accountMalformed: Check = (item, _, context) => {
  if (item.accountProblem === undefined || !isForAccount(item, context)) return undefined
  return {
    kind: 'account-malformed',
    field: 'account',
    column: item.batch.layout === 'iat' ? 40 : 13,
    found: item.accountRaw,
    sensitive: 'account',
    facts: { account: maskedAccount(item), why: item.accountProblem },
  }
}

export const accountNotFound: Check = (item, { account }, context) => {
  if (account !== undefined || item.accountProblem !== undefined || !isForAccount(item, context)) return undefined
  return {
    kind: 'account-not-found',
    field: 'account',
    column: item.batch.layout === 'iat' ? 40 : 13,
    found: item.accountRaw,
    sensitive: 'account',
    facts: { account: maskedAccount(item) },
  }
}

export const accountClosed: Check = (item, facts, context) =>
  accountOf(item, facts, context)?.status === 'closed'
    ? { kind: 'account-closed', facts: { account: maskedAccount(item) } }
    : undefined

export const accountFrozen: Check = (item, facts, context) =>
  accountOf(item, facts, context)?.status === 'frozen'
    ? { kind: 'account-frozen', facts: { account: maskedAccount(item), direction: item.direction } }
    : undefined

export const accountDeceased: Check = (item, facts, context) =>
  accountOf(item, facts, context)?.status === 'deceased'
    ? { kind: 'account-deceased', facts: { account: maskedAccount(item), direction: item.direction } }
    : undefined

/** Certificates and loans take deposits and payments, not debits; a loan takes the reversal of a payment (code 55). */
export const accountNonTransaction: Check = (item, facts, context) => {
  const account = accountOf(item, facts, context)
  if (account === undefined || item.direction === 'credit') return undefined
  const refuses = account.type === 'non_transaction' || (account.type === 'loan' && item.code !== LOAN_DEBIT)
  if (!refuses) return undefined
  const type = account.type === 'loan' ? 'a loan' : 'a non-transaction account'
  return { kind: 'account-non-transaction', facts: { account: maskedAccount(item), type } }
}

/** Whether the account can pay: not at all (R01), or only from money that is still held (R09). */
export const funds: Check = (item, facts, context) => {
  if (item.direction === 'credit' || !item.movesMoney) return undefined
  const account = accountOf(item, facts, context)
  if (account === undefined || account.status === 'closed' || !paysDebits(account)) return undefined
  const short = item.amountMinor - availableMinor(account)
  if (short <= 0) return undefined
  const said = { amount: dollars(item.amountMinor), account: maskedAccount(item) }
  if (item.amountMinor > availableMinor(account) + account.heldMinor)
    return { kind: 'insufficient-funds', facts: { ...said, short: dollars(short) } }
  return { kind: 'uncollected-funds', facts: { ...said, held: dollars(account.heldMinor) } }
}

const LOAN_DEBIT = 55

/** Ledger accounts have no balance that must cover a debit, and a loan's debit raises what is owed. */
function paysDebits(account: Account): boolean {
  return account.type !== 'gl' && account.type !== 'loan'
}

function accountOf(item: AchItem, facts: ItemFacts, context: DecideContext): Account | undefined {
  return facts.account !== undefined && isForAccount(item, context) ? facts.account : undefined
}

function isForAccount(item: AchItem, context: DecideContext): boolean {
  return !NO_CUSTOMER_ACCOUNT.includes(item.batch.secCode) && isOurs(item.routing, context.settings)
}
