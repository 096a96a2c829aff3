import { mask } from '../fault.ts'
import { letterOf } from './letter.ts'
import {
  type NamedAccount,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
} from './resolution.ts'
import { ended } from './resolve-item.ts'
import { toAccounts } from './to-accounts.ts'

/**
 * Charges what was deposited here and is not paid to the account that was credited for it, by its whole amount and no more: what
 * came back from another bank is known by its deposit, what never left the house by the credit that it came with. The account may be
 * overdrawn by it (UCC 4-214); its holder is told.
 */
export function chargeBack({ fields }: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { depositors = [], item, deposit } = facts
  if (item.amountMinor === 0) return refused('resolution_not_possible', 'It is worth nothing, so nothing was credited.')
  if (deposit?.whyLate !== undefined) return refused('resolution_not_possible', deposit.whyLate)
  const depositor = depositorOf(depositors, fields?.account?.trim() ?? '')
  if (depositors.length === 0)
    return refused('resolution_not_possible', deposit === undefined ? NO_DEPOSIT : NOT_CREDITED)
  if (depositor === undefined)
    return refused(
      'fields_missing',
      `It came in more than one deposit, or in none of that account: say whose, in the field account: ${depositors.map(one => mask(one.number, 'account')).join(', ')}.`,
    )
  const { account } = depositor
  const why = account === undefined ? 'is not found any more' : NOT_CHARGED[account.status]
  if (account === undefined || why !== undefined)
    return refused(
      'resolution_not_possible',
      `The account of the deposit, ${mask(depositor.number, 'account')}, ${why}: collect it from its holder outside, or adjust with the other bank.`,
    )
  const legs = toAccounts(facts, [{ account, amountMinor: item.amountMinor }])
  const decided = ended(facts, 'chargeback', 'posted', legs)
  if (decided.is === 'refused') return decided
  const { shard, id, number } = account
  const words = deposit === undefined ? CAME_BACK : NOT_PAID
  const told = { to: 'customer', words, rule: 'check-tell-depositor' } as const
  const letters = [letterOf(facts, told)]
  return { is: 'decided', effect: { ...decided.effect, accounts: [{ shard, id, number }], letters } }
}

/** The one that there is, or the one that is named. */
function depositorOf(depositors: readonly NamedAccount[], named: string): NamedAccount | undefined {
  if (named !== '') return depositors.find(one => one.number === named)
  return depositors.length === 1 ? depositors[0] : undefined
}

const NO_DEPOSIT =
  'No deposit of ours explains it, so nobody was credited and nobody is charged: correct what was misread, or adjust with the other bank.'
const NOT_CREDITED =
  'The deposit that it came with is not posted, or is credited for less than it and what was charged back of it before, so nobody was credited for it: decide the deposit first.'
const NOT_PAID =
  'A check that you deposited is not paid. We have charged its amount to the account that it was credited to.'
const CAME_BACK =
  'A check that you deposited came back unpaid. We have charged its amount to the account that it was credited to.'

/** An open account and that of an estate are charged; the bank's claim against any other is no posting. */
const NOT_CHARGED = { open: undefined, deceased: undefined, closed: 'is closed', frozen: 'is frozen' } as const
