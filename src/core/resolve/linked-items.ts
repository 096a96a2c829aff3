import type { Resolution } from '../exception.ts'

/** How another item hangs together with the one that is decided. */
export const LINKS = {
  earlier: 'came before, and may be the same',
  answered: 'is what our return was about that this one disputes',
  credit: 'is the credit of the deposit that it came in',
  deposit: 'came in the same deposit',
} as const
export type Link = keyof typeof LINKS

/** What is known of items that hang together with the one that is decided, by their numbers. */
export interface LinkFacts {
  readonly earlier: number | undefined
  readonly answered: number | undefined
  /** Of a check that was deposited here: the credits of its deposit, and its other checks. */
  readonly credits: readonly number[]
  readonly deposit: readonly number[]
}

export interface LinkedItem {
  readonly item: number
  readonly link: Link
}

/**
 * The items that whoever decides has to have seen beside the one that is decided. Nothing of them is written: what is written is in
 * the effect, under its hash. The rest of a deposit matters where its credit is reached into, or its total.
 */
export function linkedItems(
  resolution: Resolution,
  { earlier, answered, credits, deposit }: LinkFacts,
): readonly LinkedItem[] {
  const ofDeposit = OF_DEPOSIT.includes(resolution)
  const linked = (link: Link, items: readonly number[]) => items.map(item => ({ item, link }))
  return [
    ...linked('earlier', earlier === undefined ? [] : [earlier]),
    ...linked('answered', answered === undefined ? [] : [answered]),
    ...linked('credit', ofDeposit ? credits : []),
    ...linked('deposit', ofDeposit ? deposit : []),
  ]
}

/** Those that reach into the credit of a deposit, or hold its total against its checks. */
export const OF_DEPOSIT: readonly Resolution[] = ['chargeback', 'adjust']
