import type { LedgerAccount } from './core-system.ts'
import {
  decideTransfer,
  isSameTransfer,
  refusalOf,
  refuseAsked,
  type Transfer,
  type TransferAnswer,
} from './transfer.ts'

/** What a batch of transfers is decided with. */
export interface TransferFacts {
  /** The institution's. */
  readonly currency: string
  /** The accounts that are there, by `placeOf`. Their balances move as the batch is decided. */
  readonly accounts: ReadonlyMap<string, LedgerAccount>
  /** Transfers of earlier batches whose keys are asked for again, by key, with their answers. */
  readonly known: ReadonlyMap<string, KnownTransfer>
  /** Posting day, YYYY-MM-DD. */
  readonly day: string
  /** The id of a new transfer of the batch: the first is 0. */
  readonly idOf: (index: number) => number
}

export interface KnownTransfer {
  readonly transfer: Transfer
  readonly answer: TransferAnswer
}

export interface DecidedTransfers {
  /** One for each transfer that was asked for, in order. */
  readonly answers: readonly TransferAnswer[]
  /** Those that are kept under their keys, in the order of their ids. */
  readonly fresh: readonly NewTransfer[]
}

/** A transfer with its first answer. `accounts` are those it moved, where it posted. */
export interface NewTransfer extends KnownTransfer {
  readonly id: number
  readonly accounts: { readonly from: LedgerAccount; readonly to: LedgerAccount } | undefined
}

/**
 * Decides transfers one after the other, in the order in which they were asked for: each sees the balances that those before it
 * left. A key that comes again, in this batch or after an earlier one, has the answer that it had.
 */
export function decideTransfers(asked: readonly Transfer[], facts: TransferFacts): DecidedTransfers {
  const fresh: NewTransfer[] = []
  const keyed = new Map<string, KnownTransfer>()
  const answers = asked.map(transfer => {
    const wrong = refuseAsked(transfer, facts.currency)
    if (wrong !== undefined) return { at: 'refused', refusal: wrong } as const
    const first = facts.known.get(transfer.key) ?? keyed.get(transfer.key)
    if (first !== undefined) return answerAgain(transfer, first)
    const made = moveOrRefuse(transfer, facts, facts.idOf(fresh.length))
    keyed.set(transfer.key, made)
    fresh.push(made)
    return made.answer
  })
  return { answers, fresh }
}

/** How an account is found among the facts. */
export function placeOf({ shard, number }: { readonly shard: number; readonly number: string }): string {
  return `${shard}/${number}`
}

function answerAgain(transfer: Transfer, first: KnownTransfer): TransferAnswer {
  if (isSameTransfer(transfer, first.transfer)) return first.answer
  return { at: 'refused', refusal: refusalOf('key_used') }
}

function moveOrRefuse(transfer: Transfer, facts: TransferFacts, id: number): NewTransfer {
  const from = facts.accounts.get(placeOf(transfer.from))
  const to = facts.accounts.get(placeOf(transfer.to))
  const refusal = decideTransfer(transfer, from, to)
  if (refusal !== undefined || from === undefined || to === undefined)
    return {
      transfer,
      id,
      accounts: undefined,
      answer: { at: 'refused', refusal: refusal ?? refusalOf('account_unknown') },
    }
  from.balanceMinor -= transfer.amountMinor
  to.balanceMinor += transfer.amountMinor
  return { transfer, id, accounts: { from, to }, answer: { at: 'posted', id, day: facts.day } }
}
