import { shardOf } from '../core/bucket.ts'
import { addTally, NOTHING } from '../core/tally.ts'
import {
  type BulkProgress,
  bulkById,
  recentBulks,
  type ShownMember,
  type StoredBulk,
  shownMembers,
} from '../store/bulk-act.ts'
import {
  bulkProgress,
  pageMembers,
  proposedOf,
  type RefusedMembers,
  refusedMembers,
  type StoredMember,
  standingOf,
} from '../store/bulk-member.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'

/** An act on many as it stands. */
export interface BulkStory {
  readonly bulk: StoredBulk
  readonly now: BulkProgress
  readonly stands: Pick<BulkProgress, 'done' | 'proposed'>
  readonly notDone: readonly RefusedMembers[]
}

/** Undefined where there is none of this number, and for a dry run of somebody else. */
export async function readBulk(engine: Engine, id: number, by: Decider): Promise<BulkStory | undefined> {
  const { orgId } = engine.institution
  const at = { shard: shardOf(orgId, 0), id }
  return inReadRequest(engine.database, orgId, async tx => {
    const bulk = await bulkById(tx, at)
    if (bulk === undefined || isAnothers(bulk, by)) return undefined
    if (bulk.state === 'shown') return { bulk, now: nothingYet(bulk), stands: NOTHING_STANDS, notDone: [] }
    const [now, stands] = [await bulkProgress(tx, at), await standingOf(tx, at)]
    return { bulk, now, stands, notDone: await refusedMembers(tx, at) }
  })
}

/** Members of one, page by page; undefined as `readBulk`. */
export async function readBulkMembers(
  engine: Engine,
  of: { readonly id: number; readonly by: Decider },
  wanted: Parameters<typeof pageMembers>[2],
): Promise<readonly StoredMember[] | undefined> {
  const { orgId } = engine.institution
  const at = { shard: shardOf(orgId, 0), id: of.id }
  return inReadRequest(engine.database, orgId, async tx => {
    const bulk = await bulkById(tx, at)
    if (bulk === undefined || isAnothers(bulk, of.by)) return undefined
    return bulk.state === 'shown' ? pageOfShown(await shownMembers(tx, at), wanted) : pageMembers(tx, at, wanted)
  })
}

/** A page of a dry run, whose members are not in a table of their own yet: their states are those that they would come to. */
function pageOfShown(
  members: readonly ShownMember[],
  { afterN, state, reason, limit }: Parameters<typeof pageMembers>[2],
): readonly StoredMember[] {
  const all = members.map(
    ({ expected, sha256, decisionId, refused, proposedFor, ...one }, n): StoredMember => ({
      ...{ n, ...one, expected, sha256, decisionId, refused: refused ?? proposedFor },
      state: expected ?? 'refused',
    }),
  )
  const isWanted = (one: StoredMember) =>
    one.n > afterN && (state === undefined || one.state === state) && (reason === undefined || one.refused === reason)
  return all.filter(isWanted).slice(0, limit)
}

const NOTHING_STANDS = { done: NOTHING, proposed: NOTHING }

function nothingYet({ shown }: StoredBulk): BulkProgress {
  const waiting = addTally(shown.done, shown.proposed)
  return { waiting, done: NOTHING, proposed: NOTHING, refused: shown.refused }
}

/** One of a list, with what of it waits for a second person. */
export interface BulkListed {
  readonly bulk: StoredBulk
  readonly proposed: { readonly count: number; readonly amountMinor: number }
}

/** Those that were begun, the newest first. */
export async function readBulks(
  engine: Engine,
  wanted: { readonly beforeId: number | undefined; readonly limit: number },
): Promise<readonly BulkListed[]> {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  return inReadRequest(engine.database, orgId, async tx => {
    const bulks = await recentBulks(tx, orgShard, wanted)
    const ids = bulks.map(one => one.id)
    const proposed = await proposedOf(tx, orgShard, ids)
    return bulks.map(bulk => ({ bulk, proposed: proposed.get(bulk.id) ?? { count: 0, amountMinor: 0 } }))
  })
}

function isAnothers({ state, personId }: StoredBulk, by: Decider): boolean {
  return state === 'shown' && personId !== by.personId
}
