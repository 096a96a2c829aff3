import { type Account, availableMinor } from '../../core/account.ts'
import type { Finding } from '../../core/exception.ts'
import type { ItemFacts } from '../../core/pack.ts'
import { type Check, dollars, whatIs } from './check.ts'
import { type CheckItem, isDrawnOnUs } from './item.ts'

/** Checks of the account: that it is there, that it may be used, that the money is there. */

/** No account, or one that no check can be drawn on. */
export const accountNotFound: Check = (item, facts) => {
  if (!meetsAccount(item)) return undefined
  const reason = refusal(item, facts)
  if (reason === undefined) return undefined
  return {
    kind: 'check-account-not-found',
    ...where(item),
    expected: 'an account that we hold',
    facts: { reason },
  }
}

function refusal(item: CheckItem, { account }: ItemFacts): string | undefined {
  if (account === undefined) return 'at all'
  return item.role === 'on-us' && !DRAWN_ON.has(account.type)
    ? `that checks can be drawn on (it is a ${account.type.replace('_', ' ')} account)`
    : undefined
}

/** Types of account that a check may be drawn on: not savings certificates and the bank's own. */
const DRAWN_ON: ReadonlySet<Account['type']> = new Set(['checking', 'savings', 'loan'])

export const accountClosed: Check = (item, facts) => {
  if (!meetsAccount(item) || facts.account?.status !== 'closed') return undefined
  return { kind: 'check-account-closed', ...where(item), facts: { what: whatIs(item) } }
}

export const accountFrozen: Check = (item, facts) => {
  if (!meetsAccount(item) || facts.account?.status !== 'frozen') return undefined
  return { kind: 'check-account-frozen', ...where(item), facts: { what: whatIs(item) } }
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
