import { keyedMinor } from '../adjustment.ts'
import type { AccountId } from '../core-system.ts'
import { amountWords } from '../money.ts'
import type { PlaceState, Wake } from './place.ts'

/** An event of the ledger that a case can wait for, as somebody names it: the account by its number, or left out for the item's own. */
export type LedgerEventAsked =
  | { readonly is: 'posting'; readonly number: string | undefined }
  | { readonly is: 'balance'; readonly number: string | undefined; readonly amountMinor: number }
  | { readonly is: 'item'; readonly itemId: number }

/** The same as it is kept and found by: `posting`: the balance of the account changes. `item`: it does not lie in suspense any more. */
export type LedgerEvent =
  | { readonly is: 'posting'; readonly account: AccountId }
  | { readonly is: 'balance'; readonly account: AccountId; readonly amountMinor: number }
  | { readonly is: 'item'; readonly itemId: number }

/** How a key of the ledger is written, for whoever wrote another. */
export const LEDGER_KEYS =
  '“balance 1000.00” for the day on which the item’s account holds so much, “posting” for the next change of its balance, both with the number of another account of ours behind it; or “item 4711” for another item that is not in suspense any more'

/** How a key of mail is written: by the letter that it answers. */
export const MAIL_KEYS = '“letter 1101-7-1”, the number of a letter as the list of letters shows it'

/** What somebody wants to wait for in the ledger; undefined where it is written in no such way. */
export function ledgerEventAsked(key: string): LedgerEventAsked | undefined {
  const [is = '', ...words] = key.trim().split(/\s+/)
  if (is === 'posting' && words.length <= 1) return { is, number: words[0] }
  if (is === 'balance' && words.length <= 2) {
    const amountMinor = keyedMinor((words[0] ?? '').replaceAll(',', ''))
    return amountMinor === undefined ? undefined : { is, number: words[1], amountMinor }
  }
  const [item = ''] = words
  return is === 'item' && words.length === 1 && /^\d{1,15}$/.test(item) ? { is, itemId: Number(item) } : undefined
}

/** The key by which an event of the ledger is found: without a number of an account, which is personal. */
export function ledgerKey(event: LedgerEvent): string {
  if (event.is === 'item') return `item ${event.itemId}`
  const account = `${event.account.shard}/${event.account.id}`
  return event.is === 'posting' ? `posting ${account}` : `balance ${account} ${event.amountMinor}`
}

/** The event of such a key; undefined for anything else. */
export function ledgerEventOf(key: string): LedgerEvent | undefined {
  const item = /^item (\d{1,15})$/.exec(key)
  if (item !== null) return { is: 'item', itemId: Number(item[1]) }
  const [, is, shard, id, amount] = /^(posting|balance) (\d{1,15})\/(\d{1,15})(?: (\d{1,15}))?$/.exec(key) ?? []
  const account = { shard: Number(shard), id: Number(id) }
  if (is === 'posting' && amount === undefined) return { is, account }
  return is === 'balance' && amount !== undefined ? { is, account, amountMinor: Number(amount) } : undefined
}

/** The letter whose answer somebody wants to wait for, as its list numbers it; undefined where it is written in no such way. */
export function letterAsked(key: string): string | undefined {
  return /^(?:letter )?(\d{1,15}-\d{1,15}-\d{1,6})$/.exec(key.trim())?.[1]
}

/** The key by which whoever waits for the answer to a letter is found. */
export function answerKey(letter: string): string {
  return `letter ${letter}`
}

/** `the account holds 1,000.00 or more`: what comes, or came. */
export function awaitedSentence(wake: Wake): string {
  if (wake.on === 'mail' || wake.on === 'party') return `the answer to ${wake.key}`
  if (wake.on === 'file') return `a file of ${wake.key}`
  if (wake.on === 'answer') return 'the answer to the question'
  if (wake.on !== 'ledger') return OF_ITSELF[wake.on]
  const event = ledgerEventOf(wake.key)
  if (event?.is === 'posting') return 'a change of the account’s balance'
  if (event?.is === 'balance') return `the account holds ${amountWords(event.amountMinor)} or more`
  return event === undefined ? wake.key : `item ${event.itemId} is out of suspense`
}

const OF_ITSELF = {
  date: 'its moment came',
  approval: 'the word of the second person',
  acknowledgement: 'the word of those who were given it',
} as const satisfies Record<Exclude<Wake['on'], 'mail' | 'party' | 'file' | 'ledger' | 'answer'>, string>

const UNAWAITED = { hand: 'somebody ended the waiting', taken: 'whoever let it wait has it no more' } as const

/**
 * Why a case that waited is ready again, as whoever gets it is told: with what it waited for in its holder's own words. `taken`: it was
 * taken from them.
 */
export function wokenBy(at: PlaceState, came: Wake | keyof typeof UNAWAITED): string | undefined {
  if (at.state !== 'pended') return undefined
  const what = typeof came === 'string' ? UNAWAITED[came] : awaitedSentence(came)
  return `${what}; it waited for ${at.waitingFor}`
}

/** What the event of a waking says: what came, and whom to tell; an answer and the second person's word are told by events of their own. */
export function wokenBody(at: PlaceState, came: Wake | 'hand'): Readonly<Record<string, unknown>> {
  const what = came === 'hand' ? { by: 'hand' } : { wake: came }
  const isTold = came === 'hand' || (came.on !== 'answer' && came.on !== 'approval')
  return isTold && at.state === 'pended' ? { ...what, for: `person ${at.holder}` } : what
}
