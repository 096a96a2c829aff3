import { type Account, type AccountType, availableMinor } from '../account.ts'
import { isCustomers } from '../account-here.ts'
import type { LedgerAccount } from '../core-system.ts'
import { mask } from '../fault.ts'
import { invariant } from '../invariant.ts'
import type { Direction } from '../item.ts'
import type { AccountAfter } from './effect.ts'
import {
  type NamedAccount,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  type ResolutionRefused,
  refused,
} from './resolution.ts'
import { ended } from './resolve-item.ts'
import { type PartTo, toAccounts } from './to-accounts.ts'

/**
 * Posts the item to another account of the institution than the one it names. What was received stays right as it is: nothing is
 * said of its bytes, and its sender is told nothing. Of the checks of its work type only those of the account are asked again.
 */
export function move(_: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const shut = whyNotElsewhere(facts)
  if (shut !== undefined) return shut
  const [named] = facts.named
  if (named === undefined) return refused('fields_missing', 'Say to which account it goes, in the field account.')
  if (isOwn(named, facts))
    return refused('account_refused', 'That is the account that it names: post it as it stands, or name another.')
  const found = takes(named, facts.item.amountMinor, facts.item.direction)
  if (found.is === 'refused') return found
  if (facts.account?.status === 'frozen' && !isOfOneHolder(found.account, facts.account))
    return refused(
      'account_refused',
      `The account is frozen, so it goes to another account of its holder alone, and ${mask(named.number, 'account')} is under another name.`,
    )
  return postedTo(facts, 'move', [{ account: found.account, amountMinor: facts.item.amountMinor }])
}

/** As the ledger writes both names, whatever the case and the blanks. */
function isOfOneHolder(one: Account, other: Account): boolean {
  const [name, ofOther] = [one, other].map(({ holderName }) => holderName.trim().toUpperCase().replace(/\s+/g, ' '))
  return name !== '' && name === ofOther
}

/** Shut whatever is named: only money of a customer can go to another one’s account, or to another of theirs. */
export function whyNotElsewhere({ role, item, account }: ResolutionFacts): ResolutionRefused | undefined {
  if (account?.status === 'frozen' && item.direction === 'debit')
    return refused(
      'resolution_not_possible',
      'The account is frozen, and what is drawn on it is taken from no other one: whoever ordered the freeze says what becomes of it.',
    )
  if (isCustomers(role) && item.amountMinor > 0) return undefined
  return refused(
    'resolution_not_possible',
    'It moves no money of a customer’s account, so there is nothing to post to another one.',
  )
}

function isOwn({ account }: NamedAccount, { account: own, exception }: ResolutionFacts): boolean {
  return account !== undefined && account.shard === exception.shard && account.id === own?.id
}

/** The account, where it can take so much: it is ours and open, of a type for it, and can pay what is taken from it. */
export function takes(
  { number, account }: NamedAccount,
  amountMinor: number,
  direction: Direction,
): { readonly is: 'taken'; readonly account: LedgerAccount } | ResolutionRefused {
  const why = account === undefined ? 'is none of ours' : whyNotTaken(account, amountMinor, direction)
  if (account !== undefined && why === undefined) return { is: 'taken', account }
  return refused('account_refused', `The account ${mask(number, 'account')} ${why}: name another, or send it back.`)
}

function whyNotTaken(account: Account, amountMinor: number, direction: Direction): string | undefined {
  if (account.status !== 'open') return NOT_OPEN[account.status]
  if (!TAKES[account.type].includes(direction)) return `is of a type that takes no ${direction}`
  const short = direction === 'debit' ? amountMinor - availableMinor(account) : 0
  return short > 0 ? 'cannot pay it with its overdraft limit and without what is held' : undefined
}

const NOT_OPEN = {
  closed: 'is closed',
  frozen: 'is frozen',
  deceased: 'is of a holder who has died',
} as const satisfies Record<Exclude<Account['status'], 'open'>, string>

/** No debit is taken from a loan or a certificate on somebody’s word, and the bank’s own accounts are no customer’s. */
const TAKES: Readonly<Record<AccountType, readonly Direction[]>> = {
  checking: ['credit', 'debit'],
  savings: ['credit', 'debit'],
  loan: ['credit'],
  non_transaction: ['credit'],
  gl: [],
}

/** Ended as posted, to these accounts, which the effect names by their numbers. */
export function postedTo(
  facts: ResolutionFacts,
  resolution: 'move' | 'split',
  parts: readonly (PartTo & { readonly account: LedgerAccount })[],
): ResolutionDecision {
  const sumMinor = parts.reduce((sum, one) => sum + one.amountMinor, 0)
  invariant(sumMinor === facts.item.amountMinor, 'the parts of an item sum to its amount')
  const decided = ended(facts, resolution, 'posted', toAccounts(facts, parts))
  if (decided.is === 'refused') return decided
  const accounts = parts.map(({ account: { shard, id, number } }): AccountAfter => ({ shard, id, number }))
  return { is: 'decided', effect: { ...decided.effect, accounts } }
}
