import { type ExceptionKind, titleOfWay } from '../exception.ts'
import { type FieldTitles, fieldTitle } from '../field-title.ts'
import { type CurrencyCode, formatMoney, money } from '../money.ts'
import type { Procedure, ProcedurePart } from '../procedure.ts'
import { isOn, KEYED_WITH, type SecondKeyPolicy, type SecondKeyRule, secondKeysOfKind } from './second-key.ts'

/** A kind of exception as its work type has it, and what its amounts and fields are called. */
export interface KindShown {
  readonly name: string
  readonly kind: Pick<ExceptionKind, 'scope' | 'resolutions'>
  readonly titles: FieldTitles
  readonly currency: CurrencyCode
}

/**
 * The procedure with the part of it that says who approves: what the institution's policies ask for on that day (YYYY-MM-DD), so that
 * it never says more or less than the system does. What the page itself says of approval is advice, and stays beside it.
 */
export function withApproval(
  procedure: Procedure,
  of: KindShown & { readonly policies: readonly SecondKeyPolicy[]; readonly on: string },
): Procedure {
  const { name: kind, policies, on } = of
  const inForce = policies.filter(policy => isOn(policy, on))
  const asking = secondKeysOfKind(inForce, { kind, resolutions: of.kind.resolutions })
  const own = procedure.parts.find(isApproval)?.text ?? ''
  const says = asking.length === 0 ? NOBODY : SOMEBODY
  const part: ProcedurePart = {
    title: APPROVAL,
    text: own === '' ? says : `${says} ${own}`,
    isOrdered: false,
    steps: asking.map(policy => `*${asksFor(policy, of)}*: ${HOW[policy.keying]}, under the policy ${policy.name}.`),
  }
  const { parts } = procedure
  return {
    ...procedure,
    parts: parts.some(isApproval) ? parts.map(one => (isApproval(one) ? part : one)) : [...parts, part],
  }
}

/** What of the kind the rule is about, in words: `Post it as it stands, of a debit, from 5,000.00 USD on`. */
export function asksFor(rule: SecondKeyRule, { kind, titles, currency }: KindShown): string {
  const { resolutions, scope } = kind
  const fields = (rule.fields ?? []).map(one => fieldTitle(titles, one)).join(' or ')
  const ways = resolutions
    .filter(one => rule.resolutions.includes(one))
    .map(one => `${titleOfWay(one, scope)}${fields !== '' && KEYED_WITH[one] === undefined ? ` (${fields})` : ''}`)
  return [
    ways.join(' / '),
    rule.direction === undefined ? '' : `of a ${rule.direction}`,
    rule.fromMinor === 0 ? '' : `from ${formatMoney(money(BigInt(rule.fromMinor), currency))} on`,
  ]
    .filter(text => text !== '')
    .join(', ')
}

const APPROVAL = 'Approval'
const NOBODY = 'Nobody but you, within your limits.'
const SOMEBODY =
  'A second person, whatever your limits are, for what is named here; else nobody but you, within your limits.'
const HOW = {
  seen: 'a second person approves',
  blind: 'a second person says the same without seeing what the first one decided',
} as const

function isApproval({ title }: ProcedurePart): boolean {
  return title === APPROVAL
}
