import { type Account, type AccountStatus, availableMinor } from './account.ts'
import type { AccountWanted } from './core-system.ts'

/** One amount on its way from one account to another, for a reason, at somebody's word. It happens once for its key. */
export interface Transfer {
  /** Unique for ever in the institution; whoever asks again for the same transfer asks under the same key. */
  readonly key: string
  readonly from: AccountWanted
  readonly to: AccountWanted
  /** Minor units, above zero. */
  readonly amountMinor: number
  /** ISO 4217; the institution's own. */
  readonly currency: string
  /** In words, for whoever reads the books. */
  readonly reason: string
  /** `person 12`, or `engine`. */
  readonly actor: string
  /** Whether the account that pays must have the money: its balance and overdraft without what is held. */
  readonly funds: Funds
}

export const FUNDS = ['checked', 'unchecked'] as const
export type Funds = (typeof FUNDS)[number]

/** What becomes of a transfer, and stays so under its key. */
export type TransferAnswer =
  | { readonly at: 'posted'; readonly id: number /** Posting day, YYYY-MM-DD. */; readonly day: string }
  | { readonly at: 'refused'; readonly refusal: TransferRefusal }

export interface TransferRefusal {
  readonly kind: TransferRefusalKind
  /** Why, and what would change it. Names no account and no balance: it may be shown to whoever asked. */
  readonly sentence: string
}

/** Refusals that depend on what was asked alone, in order of precedence. Nothing is kept of them: the key is free for what was meant. */
export const ASKED_WRONGLY = {
  key_malformed: 'A key is 1 to 255 characters without line ends and control characters.',
  reason_malformed: 'A reason is 1 to 200 characters without line ends and control characters.',
  amount_not_positive:
    'The amount is a whole number of minor units above zero. To move money back, change the two accounts.',
  amount_too_large:
    'The amount is more than 9,007,199,254,740,991 minor units, which is the most that is counted exactly.',
  currency_not_ours: 'The books have one currency, and it is another one. Exchange it first.',
  account_same: 'The account that pays is the account that is paid. Nothing would move.',
} as const

/** The same key asked for something else before. Nothing more is kept. */
export const KEY_USED = {
  key_used: 'Another transfer was asked for under this key before. Ask for this one under a key of its own.',
} as const

/** Refusals that depend on the accounts, in order of precedence. They are kept: the same key has the same answer for ever. */
export const HINDERED = {
  account_unknown: 'One of the two accounts does not exist here. Look up its number.',
  account_closed: 'One of the two accounts is closed. It has to be opened again, or another one named.',
  account_frozen: 'One of the two accounts is frozen. Whoever froze it has to release it.',
  account_deceased:
    'The holder of one of the two accounts has died. The estate decides, through whoever handles it here.',
  funds_insufficient:
    'The account that pays has less than the amount, with its overdraft and without what is held. Ask again under another key when there is more.',
  balance_too_large:
    'A balance would be more than 9,007,199,254,740,991 minor units, which is the most that is counted exactly.',
} as const

export type TransferRefusalKind = keyof typeof ASKED_WRONGLY | keyof typeof KEY_USED | keyof typeof HINDERED

/** Says no to what is wrong whatever the accounts are. */
export function refuseAsked(transfer: Transfer, currency: string): TransferRefusal | undefined {
  if (!isPlainText(transfer.key, 255)) return refusalOf('key_malformed')
  if (!isPlainText(transfer.reason, 200)) return refusalOf('reason_malformed')
  if (!(transfer.amountMinor > 0)) return refusalOf('amount_not_positive')
  if (transfer.amountMinor > Number.MAX_SAFE_INTEGER) return refusalOf('amount_too_large')
  if (!Number.isInteger(transfer.amountMinor)) return refusalOf('amount_not_positive')
  if (transfer.currency !== currency) return refusalOf('currency_not_ours')
  if (transfer.from.shard === transfer.to.shard && transfer.from.number === transfer.to.number)
    return refusalOf('account_same')
  return undefined
}

/** Decides one transfer by its accounts as they stand at its turn. Undefined lets it post. */
export function decideTransfer(
  { amountMinor, funds }: Transfer,
  from: Account | undefined,
  to: Account | undefined,
): TransferRefusal | undefined {
  if (from === undefined || to === undefined) return refusalOf('account_unknown')
  const hindrance = HINDRANCE[from.status] ?? HINDRANCE[to.status]
  if (hindrance !== undefined) return refusalOf(hindrance)
  if (funds === 'checked' && availableMinor(from) < amountMinor) return refusalOf('funds_insufficient')
  if (!Number.isSafeInteger(from.balanceMinor - amountMinor) || !Number.isSafeInteger(to.balanceMinor + amountMinor))
    return refusalOf('balance_too_large')
  return undefined
}

/** True for two transfers that ask for the same, whoever asks: what a key stands for. */
export function isSameTransfer(one: Transfer, other: Transfer): boolean {
  return (
    one.key === other.key &&
    one.amountMinor === other.amountMinor &&
    one.from.shard === other.from.shard &&
    one.from.number === other.from.number &&
    one.to.shard === other.to.shard &&
    one.to.number === other.to.number &&
    one.currency === other.currency &&
    one.reason === other.reason &&
    one.actor === other.actor &&
    one.funds === other.funds
  )
}

export function refusalOf(kind: TransferRefusalKind): TransferRefusal {
  return { kind, sentence: SENTENCES[kind] }
}

const SENTENCES: Readonly<Record<TransferRefusalKind, string>> = { ...ASKED_WRONGLY, ...KEY_USED, ...HINDERED }

const HINDRANCE: Readonly<Record<AccountStatus, keyof typeof HINDERED | undefined>> = {
  open: undefined,
  closed: 'account_closed',
  frozen: 'account_frozen',
  deceased: 'account_deceased',
}

/** No control characters and no half ones: what is kept is what was asked, byte for byte. */
function isPlainText(text: string, lengthMax: number): boolean {
  return text.length >= 1 && text.length <= lengthMax && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
}
