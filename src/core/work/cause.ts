import type { ExceptionKind } from '../exception.ts'

/** What tells which exceptions have one cause. */
export interface CauseFacts {
  readonly pack: string
  readonly kind: string
  readonly shard: number
  readonly exceptionId: number
  readonly receiptId: number
  readonly batch: number | undefined
  /** YYYY-MM-DD. */
  readonly receivedOn: string
  /** The account it is about, in its shard: its number in the books, or a hash of what stood in its place; undefined when neither is known. */
  readonly account: string | undefined
}

/**
 * The cause of an exception, as a text: exceptions of the same cause are decided together, as one case. By kind: of the same
 * account on the same day of receipt, of the same batch, or each by itself. What is not known joins nothing.
 */
export function causeOf(kind: Pick<ExceptionKind, 'cause'>, facts: CauseFacts): string {
  const { pack, shard, receiptId, batch, account } = facts
  const what = `${pack}/${facts.kind}`
  if (kind.cause === 'account' && account !== undefined)
    return `${what}/account ${shard}/${account}/${facts.receivedOn}`
  if (kind.cause === 'batch' && batch !== undefined) return `${what}/batch ${receiptId}/${batch}`
  return `${what}/alone ${shard}/${facts.exceptionId}`
}
