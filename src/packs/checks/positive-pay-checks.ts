import type { Fact, ItemFacts } from '../../core/pack.ts'
import { type Check, dollars, factNumber, holding } from './check.ts'
import { type CheckItem, isDrawnOnUs } from './item.ts'
import { issuedAmountKey, issuedKey } from './want.ts'

/**
 * Positive pay: the customer told us every check it wrote. Asked in this order, each question only makes sense when the
 * one before was answered no: void, another amount, another number with this amount, not issued at all.
 */

export const positivePayVoid: Check = (item, facts, context) => {
  const { issues } = issueFile(item, facts, context)
  if (!issues?.some(isVoid)) return undefined
  return { kind: 'positive-pay-void', facts: { serial: item.serial } }
}

export const positivePayAmount: Check = (item, facts, context) => {
  const { issues } = issueFile(item, facts, context)
  if (issues === undefined || issues.length === 0 || issues.some(isVoid)) return undefined
  const amounts = issues.map(issue => factNumber(issue, 'amountMinor')).filter(amount => amount !== undefined)
  const [issued] = amounts
  if (issued === undefined || amounts.includes(item.amountMinor)) return undefined
  return {
    kind: 'positive-pay-amount',
    field: 'amountMinor',
    found: dollars(item.amountMinor),
    expected: dollars(issued),
    facts: { serial: item.serial, issuedAmount: dollars(issued), amount: dollars(item.amountMinor) },
  }
}

export const positivePaySerial: Check = (item, facts, context) => {
  const { issues } = issueFile(item, facts, context)
  const [open] = issues?.length === 0 ? openWithAmount(item, facts) : []
  if (open === undefined) return undefined
  const issuedSerial = String(open.detail.serial ?? '')
  return {
    kind: 'positive-pay-serial',
    field: 'serial',
    found: item.serial,
    expected: issuedSerial,
    facts: { serial: serialText(item), issuedSerial },
  }
}

export const positivePayNotIssued: Check = (item, facts, context) => {
  const { issues } = issueFile(item, facts, context)
  if (issues?.length !== 0 || openWithAmount(item, facts).length > 0) return undefined
  return { kind: 'positive-pay-not-issued', facts: { serial: serialText(item), amount: dollars(item.amountMinor) } }
}

/** The issues with this check's number; undefined where the account is not on positive pay. */
const issueFile = (...[item, facts, context]: Parameters<Check>): { readonly issues?: readonly Fact[] } => {
  if (!isDrawnOnUs(item)) return {}
  if (holding(facts.facts('positive-pay', item.accountNumber), context).length === 0) return {}
  return { issues: item.serial === '' ? [] : facts.facts('issued', issuedKey(item)) }
}

/** Issues of exactly this amount that are neither paid nor void. */
function openWithAmount(item: CheckItem, facts: ItemFacts): readonly Fact[] {
  return facts.facts('issued-amount', issuedAmountKey(item)).filter(({ detail }) => detail.status === 'issued')
}

function isVoid({ detail }: Fact): boolean {
  return detail.status === 'void'
}

function serialText(item: CheckItem): string {
  return item.serial === '' ? 'without a number' : item.serial
}
