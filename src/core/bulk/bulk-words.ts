import { canonical } from '../resolve/effect.ts'
import type { BulkActName, BulkMember } from './bulk-act.ts'

/** What an act on many is, beside its members. */
export interface BulkOrder {
  readonly act: BulkActName
  readonly by: number
  /** What it was chosen by, and what is to be done: plain values. */
  readonly selection: unknown
  readonly asked: unknown
  readonly of: number | undefined
}

/** The words over which the hash of a dry run goes: what is asked, of which, and what would become of each, to the byte. */
export function bulkWords(
  order: BulkOrder,
  members: readonly Pick<BulkMember, 'shard' | 'itemId' | 'outcome'>[],
): string {
  const lines = members.map(({ shard, itemId, outcome }) => {
    const what = outcome.as === 'refused' ? outcome.reason : outcome.sha256
    return `${shard} ${itemId} ${outcome.as} ${what}`
  })
  return [canonical({ ...order, of: order.of ?? null }), ...lines].join('\n')
}
