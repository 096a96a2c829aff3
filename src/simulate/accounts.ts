import type { AccountStatus, AccountType } from '../core/account.ts'
import { invariant } from '../core/invariant.ts'
import { firmName, holderName, type PersonName, personName } from './names.ts'
import { hashOf } from './random.ts'

/** One line of accounts.csv, and how senders know the holder. */
export interface SimAccount {
  readonly number: string
  readonly status: AccountStatus
  readonly type: AccountType
  readonly holderType: 'consumer' | 'business'
  readonly holderName: string
  readonly balanceMinor: number
  readonly heldMinor: number
  readonly overdraftLimitMinor: number
  /** Undefined for a business. */
  readonly person: PersonName | undefined
}

/** Which ordinary accounts an entry may go to. */
export type AccountClass = 'consumer' | 'business' | 'loan'

/**
 * The ordinary accounts of a day: made by index, so that millions need no memory. Clean items go round each class in turn
 * and no debit is over the balance divided by the turns: whatever order files are processed in, the balance suffices.
 */
export interface OrdinaryAccounts {
  /** How many take items; idle ones follow them. */
  readonly active: number
  readonly idle: number
  /** Active and idle accounts by index. */
  at(index: number): SimAccount
  /** The next account of the class, and how often it was given before. */
  next(of: AccountClass): { readonly account: SimAccount; readonly turn: number }
  /** The most that one debit on the account may be. */
  debitMaxMinor(account: SimAccount): number
}

/** Twenty accounts to a hundred items, as a bank with daily payroll and bill payments sees it. */
export function createOrdinaryAccounts(key: number, items: number): OrdinaryAccounts {
  const active = Math.max(80, 8 * Math.floor(items / 50))
  const idle = Math.max(16, Math.floor(items / 100))
  const given: Record<AccountClass, number> = { consumer: 0, business: 0, loan: 0 }
  const turnsMax = (of: AccountClass) => Math.ceil((items * CLASSES[of].itemsMax) / (active * CLASSES[of].share)) + 4
  const turns = { consumer: turnsMax('consumer'), business: turnsMax('business'), loan: turnsMax('loan') }
  const at = (index: number) => (index < active ? activeAccount(key, index, turns) : idleAccount(key, index))
  return {
    active,
    idle,
    at,
    next: of => {
      const count = active * CLASSES[of].share
      const turn = Math.floor(given[of] / count)
      invariant(turn < turns[of], `simulate: more items for ${of} accounts than their balances were made for`)
      const account = at(CLASSES[of].index(given[of]++ % count))
      return { account, turn }
    },
    debitMaxMinor: account => Math.floor(account.balanceMinor / turns[account.holderType]),
  }
}

interface ClassShare {
  readonly share: number
  /** The most that may fall to the class, of all items. */
  readonly itemsMax: number
  /** Of the class's n-th account. */
  index(nth: number): number
}

/** Of eight accounts in a row six are consumers', one is a loan, one a firm's. */
const CLASSES: Readonly<Record<AccountClass, ClassShare>> = {
  consumer: { share: 6 / 8, itemsMax: 1, index: nth => Math.floor(nth / 6) * 8 + (nth % 6) },
  loan: { share: 1 / 8, itemsMax: 0.5, index: nth => nth * 8 + 6 },
  business: { share: 1 / 8, itemsMax: 0.5, index: nth => nth * 8 + 7 },
}

function activeAccount(key: number, index: number, turns: Readonly<Record<AccountClass, number>>): SimAccount {
  const of = index % 8
  const wealth = hashOf(key, index, 31)
  const least = (of === 7 ? turns.business : turns.consumer) * 2_500
  if (of === 7) return { ...business(key, index), balanceMinor: least * 40 + (wealth % 1_000) * (wealth % 400_000) }
  if (of === 6) return { ...consumer(key, index), type: 'loan', balanceMinor: 0 }
  const type = hashOf(key, index, 32) % 5 === 0 ? 'savings' : 'checking'
  // A product of two uniform draws: many small balances, a few large ones.
  const balanceMinor = least + (wealth % 1_700) * (hashOf(key, index, 33) % 2_500)
  return {
    ...consumer(key, index),
    type,
    balanceMinor,
    overdraftLimitMinor: type === 'checking' ? OVERDRAFTS[wealth % 4]! : 0,
  }
}

const OVERDRAFTS = [0, 0, 20_000, 50_000] as const

/** Accounts that no item reaches today: every status and type occurs. */
function idleAccount(key: number, index: number): SimAccount {
  const draw = hashOf(key, index, 34)
  const status = IDLE_STATUSES[draw % IDLE_STATUSES.length]!
  const type = IDLE_TYPES[(draw >>> 8) % IDLE_TYPES.length]!
  return { ...consumer(key, index), status, type, balanceMinor: status === 'closed' ? 0 : draw % 500_000 }
}

const IDLE_STATUSES = ['open', 'open', 'open', 'closed', 'closed', 'frozen', 'deceased'] as const
const IDLE_TYPES = ['checking', 'savings', 'checking', 'non_transaction', 'gl'] as const

/** An open checking account of a person, without money. */
export function consumer(key: number, index: number): SimAccount {
  const person = personName(key, index)
  return {
    number: accountNumber(key, index),
    status: 'open',
    type: 'checking',
    holderType: 'consumer',
    holderName: holderName(person, hashOf(key, index, 35)),
    balanceMinor: 0,
    heldMinor: 0,
    overdraftLimitMinor: 0,
    person,
  }
}

/** An open checking account of a firm, without money. */
export function business(key: number, index: number): SimAccount {
  const name = firmName(key, index)
  return { ...consumer(key, index), holderType: 'business', holderName: name, person: undefined }
}

/** Planted items' accounts and numbers that no account has begin here: beyond any ordinary index. */
export const DEDICATED_FROM = 400_000_000

/**
 * Account numbers of 10 to 12 digits that look random and never repeat: the index is multiplied modulo a prime, which is
 * a bijection below it. The length is told by the first digit.
 */
export function accountNumber(key: number, index: number): string {
  const spread = ((index + 1) * 618_034 + (key % 999_983) * 1_009) % PRIME
  const nine = String(spread).padStart(9, '0')
  const form = spread % 10
  return form < 6 ? `4${nine}` : form < 8 ? `27${nine}` : `310${nine}`
}

const PRIME = 999_999_937 // the largest prime below 10^9; products stay below 2^53 for indexes up to 10^9
