import { isRoutingNumber } from '../../core/aba.ts'
import { comingAgain } from '../../core/codes/presented-again.ts'
import type { ClaimOwner } from '../../core/pack.ts'
import { type Check, dayText, dollars, holding } from './check.ts'
import { type CheckItem, isDrawnOnUs } from './item.ts'
import { depositedKey, issuedKey } from './want.ts'

/** Checks of the presentment: the first time, at the right bank, and for returned checks, of something we sent. */

/**
 * The same account, check number and amount was seen before, in this file, on another day, or as an ACH conversion, and it
 * was paid or may not come again; or the same deposit. Where nothing is proven nothing is claimed (`identityOf`).
 */
export const duplicatePresentment: Check = (item, facts, context) => {
  const owner = facts.claimedBefore('check')
  if (owner === undefined) {
    const earlier = paidByIssueFile(item, facts, context)
    if (earlier === undefined) return undefined
    return { kind: 'duplicate-presentment', facts: { what: sameAs(item), earlier, why: WHY['paid once'] } }
  }
  const coming = comingAgain(owner)
  if (coming === 'lawful') return undefined
  // A check that was deposited twice may come back twice.
  if (item.role === 'returned' && facts.facts('deposited', depositedKey(item)).length > 1) return undefined
  const why = item.role === 'deposit' ? 'a deposit is credited once' : WHY[coming]
  const found = { earlierItemId: owner.itemId, earlierPack: owner.pack, earlierDay: dayText(owner.day) }
  return {
    kind: 'duplicate-presentment',
    facts: { what: sameAs(item), earlier: wasSeen(owner, item), why, ...found },
    ...(coming === 'too often' ? { code: 'T' } : {}),
  }
}

const WHY = {
  'paid once': 'a check is paid once',
  'not for this reason': 'after a return for that reason it may not be presented again',
  'too often': 'it has been presented as often as it may',
} as const

/** What of the two is the same. */
function sameAs({ role, serial }: CheckItem): string {
  if (role === 'deposit') return 'A deposit of this amount to this account, with the same checks,'
  return `A check with this account, ${serial === '' ? 'amount and endorsement' : 'number and amount'}`
}

function wasSeen({ pack, sameFile, day, returned }: ClaimOwner, { role }: CheckItem): string {
  const how = pack === 'ach' ? ', as an ACH entry converted from the check' : role === 'deposit' ? '' : ', as a check'
  const back = returned === undefined ? '' : `, and went back as ${returned.code}`
  return sameFile ? `in this same file${how}` : `on ${dayText(day)}${how}${back}`
}

/** The customer's own issue file says that the check was paid already. */
const paidByIssueFile = (...[item, facts, context]: Parameters<Check>): string | undefined => {
  if (
    !isDrawnOnUs(item) ||
    item.serial === '' ||
    holding(facts.facts('positive-pay', item.accountNumber), context).length === 0
  )
    return undefined
  const paid = facts
    .facts('issued', issuedKey(item))
    .some(({ detail }) => detail.status === 'paid' && detail.amountMinor === item.amountMinor)
  return paid ? 'the issue file says that it was paid' : undefined
}

/** All nine digits are there and do not fit each other. */
export const checkDigitWrong: Check = item => {
  if (item.role === 'deposit' || !/^\d{9}$/.test(item.routing) || isRoutingNumber(item.routing)) return undefined
  return {
    kind: 'check-digit',
    field: item.form === 'return' ? 'payorRouting' : 'payorCheckDigit',
    column: item.form === 'return' ? 11 : 27,
    found: item.routing,
    expected: 'a routing number whose check digit fits',
    facts: { routing: item.routing },
  }
}

/** Presented to us outside a deposit, but drawn on another bank. */
export const routingNotOurs: Check = (item, _facts, { settings }) => {
  if (item.role !== 'on-us' || item.routingOurs || !isOfABank(item.routing)) return undefined
  return {
    kind: 'check-routing-not-ours',
    field: 'payorRouting',
    column: 19,
    found: item.routing,
    expected: settings.routingNumbers.join(' or '),
    facts: { routing: item.routing },
  }
}

/** A valid number, or one of a Canadian bank: five digits, dash, three digits. */
function isOfABank(routing: string): boolean {
  return isRoutingNumber(routing) || /^\d{5}-\d{3}$/.test(routing)
}

/** A check came back that no deposit of ours explains. */
export const returnedWithoutOriginal: Check = (item, facts) => {
  if (item.role !== 'returned' || item.accountNumber === '') return undefined
  if (facts.facts('deposited', depositedKey(item)).length > 0) return undefined
  return {
    kind: 'returned-check-without-original',
    field: 'onUs',
    column: 12,
    found: item.onUs,
    sensitive: 'account',
    expected: 'a check that was deposited here',
    facts: { reason: item.returnReason, amount: dollars(item.amountMinor) },
  }
}
