import type { Transfer } from './transfer.ts'

/** A transfer that waits to be posted: of it only the buckets count, which are locked while it is posted. */
interface Asked {
  readonly transfer: Pick<Transfer, 'from' | 'to'>
}

/** Transfers that are posted now, in groups that have no bucket in common, and those that wait for a bucket. */
export interface TransferGroups<T> {
  readonly groups: readonly (readonly T[])[]
  readonly waiting: readonly T[]
}

/** How many groups are made at most, how many transfers are in each at most, and from how many on more than one is made. */
export interface GroupLimits {
  readonly groupsMax: number
  readonly sizeMax: number
  readonly splitFrom: number
}

/**
 * Splits transfers into groups that can be posted at the same time, because no bucket is in two of them: what hangs together by
 * its buckets stays together, and the groups are as equal as that allows. One that touches a busy bucket waits, and so does
 * everything behind it that touches a bucket of one that waits: in no bucket does a transfer overtake what was asked for before it.
 *
 * @param busy Shards of what is being posted already.
 */
export function groupTransfers<T extends Asked>(
  transfers: readonly T[],
  busy: ReadonlySet<number>,
  { groupsMax, sizeMax, splitFrom }: GroupLimits,
): TransferGroups<T> {
  if (groupsMax === 0) return { groups: [], waiting: transfers }
  const free = notHeldUp(transfers, busy)
  const groups = dealt(free, free.length < splitFrom ? 1 : groupsMax).map(group => group.slice(0, sizeMax))
  const posted = new Set(groups.flat())
  return { groups, waiting: transfers.filter(one => !posted.has(one)) }
}

/** The buckets that a transfer touches. */
export function shardsOfTransfer({ transfer: { from, to } }: Asked): readonly [number, number] {
  return [from.shard, to.shard]
}

function notHeldUp<T extends Asked>(transfers: readonly T[], busy: ReadonlySet<number>): readonly T[] {
  const held = new Set(busy)
  return transfers.filter(one => {
    const [from, to] = shardsOfTransfer(one)
    if (!held.has(from) && !held.has(to)) return true
    held.add(from).add(to)
    return false
  })
}

/** The largest piece that hangs together goes first, each to the group that has least until then. */
function dealt<T extends Asked>(free: readonly T[], groupsMax: number): readonly (readonly T[])[] {
  if (groupsMax === 1 || free.length === 0) return free.length === 0 ? [] : [free]
  const rootOf = joinedBuckets(free)
  const pieces = Map.groupBy(free, one => rootOf(one.transfer.from.shard))
  const sizes = Array.from({ length: groupsMax }, () => 0)
  const groupOf = new Map<number, number>()
  for (const [root, { length }] of [...pieces].sort(([, a], [, b]) => b.length - a.length)) {
    const least = sizes.indexOf(Math.min(...sizes))
    sizes[least] = (sizes[least] ?? 0) + length
    groupOf.set(root, least)
  }
  // in the order in which they were asked for
  return [...Map.groupBy(free, one => groupOf.get(rootOf(one.transfer.from.shard))).values()]
}

/** Gives for each bucket one that stands for all those that hang together with it, directly or through others. */
function joinedBuckets(transfers: readonly Asked[]): (shard: number) => number {
  const above = new Map<number, number>()
  const rootOf = (shard: number): number => {
    let root = shard
    for (let next = above.get(root); next !== undefined; next = above.get(root)) root = next
    if (root !== shard) above.set(shard, root) // the next look is a short one
    return root
  }
  for (const one of transfers) {
    const [from, to] = shardsOfTransfer(one).map(rootOf)
    if (from !== undefined && to !== undefined && from !== to) above.set(from, to)
  }
  return rootOf
}
