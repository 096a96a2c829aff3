import { type Account, availableMinor } from '../../core/account.ts'
import type { Finding } from '../../core/exception.ts'
import { type Check, dollars, whatIs } from './check.ts'
import { type CheckItem, isDrawnOnUs } from './item.ts'

/** Checks of the account: that it is there, that it may be used, that the money is there. */

export const accountNotFound: Check = (item, { account }) => {
  if (!meetsAccount(item) || account !== undefined) return undefined
  return {
    kind: 'check-account-not-found',
    ...where(item),
    expected: 'an account that we hold',
    facts: { what: whatIs(item) },
  }
}

export const accountClosed: Check = (item, facts) => {
  if (!meetsAccount(item) || facts.account?.status !== 'closed') return undefined
  return { kind: 'check-account-closed', ...where(item), facts: { what: whatIs(item) } }
}

export const accountFrozen: Check = (item, facts) => {
  if (!meetsAccount(item) || facts.account?.status !== 'frozen') return undefined
  return { kind: 'check-account-frozen', ...where(item), facts: { what: whatIs(item) } }
}

/** With knowledge of the death the bank may pay for ten days after it only (UCC 4-405(b)): who pays is a person, not a program. */
export const accountDeceased: Check = (item, facts) => {
  if (!meetsAccount(item) || facts.account?.status !== 'deceased') return undefined
  return { kind: 'check-account-deceased', ...where(item), facts: { what: whatIs(item) } }
}

/** Drawn on a savings certificate or an account of the bank itself. A deposit to one is right. */
export const accountNonTransaction: Check = (item, { account }) => {
  const type = account === undefined || !isDrawnOnUs(item) ? undefined : NOT_DRAWN_ON[account.type]
  return type === undefined ? undefined : { kind: 'check-account-non-transaction', ...where(item), facts: { type } }
}

/** Types of account that no check is drawn on. Savings with checks are, and loans are by the checks of a line of credit. */
const NOT_DRAWN_ON: Readonly<Partial<Record<Account['type'], string>>> = {
  non_transaction: 'a non-transaction account',
  gl: 'an account of the bank itself',
}

/** More than the balance with its overdraft limit, holds or not. */
export const insufficientFunds: Check = (item, { account }) => {
  if (account === undefined || !isDrawnOnUs(item)) return undefined
  const covers = availableMinor(account) + account.heldMinor
  if (item.amountMinor <= covers) return undefined
  return { kind: 'check-insufficient-funds', facts: { amount: dollars(item.amountMinor), covers: dollars(covers) } }
}

/** Covered by the balance, but only with deposits that are still on hold. */
export const uncollectedFunds: Check = (item, { account }) => {
  if (account === undefined || !isDrawnOnUs(item)) return undefined
  const free = availableMinor(account)
  if (item.amountMinor <= free || item.amountMinor > free + account.heldMinor) return undefined
  return {
    kind: 'check-uncollected-funds',
    facts: { amount: dollars(item.amountMinor), held: dollars(account.heldMinor) },
  }
}

export const reviewThreshold: Check = (item, _facts, { settings }) => {
  const threshold = item.role === 'deposit' ? settings.reviewOverMinor.credit : settings.reviewOverMinor.check
  if (item.amountMinor < threshold) return undefined
  return {
    kind: 'check-review-threshold',
    facts: { what: whatIs(item), amount: dollars(item.amountMinor), threshold: dollars(threshold) },
  }
}

/** A check on another bank and a check that comes back meet no account of ours: their account number is another bank's. */
function meetsAccount(item: CheckItem): boolean {
  return isDrawnOnUs(item) || (item.role === 'deposit' && item.accountNumber !== '')
}

function where(item: CheckItem): Pick<Finding, 'field' | 'column' | 'found' | 'sensitive'> {
  return { field: 'onUs', column: 28, found: item.onUs, sensitive: 'account' }
}
