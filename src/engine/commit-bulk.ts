import { BULK_MEMBERS_MAX } from '../core/bulk/bulk-act.ts'
import { changedSet, changeSentence } from '../core/bulk/changed-set.ts'
import { lockBuckets } from '../store/bucket.ts'
import {
  type BulkKey,
  bulkById,
  lockBulk,
  type ShownMember,
  type StoredBulk,
  shownMembers,
  startBulk,
} from '../store/bulk-act.ts'
import { insertMembers } from '../store/bulk-member.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents } from '../store/event.ts'
import { matchingExceptions } from '../store/exception-page.ts'
import type { Decider } from './authorise-decision.ts'
import { selectionOf } from './bulk-selection.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { dayNumberOf } from './post-legs.ts'

export interface BulkCommitOrder {
  readonly id: number
  readonly by: Decider
  /** Hex: the hash of the dry run that was seen. */
  readonly sha256: string
}

export interface BulkRefused {
  readonly is: 'refused'
  readonly refused:
    | 'bulk_unknown'
    | 'not_yours'
    | 'bulk_begun'
    | 'preview_stale'
    | 'set_changed'
    | 'nothing_to_do'
    | 'not_authorised'
  readonly why: string
}

export type BulkBegun = { readonly is: 'begun'; readonly bulk: StoredBulk } | BulkRefused

/**
 * Says that what a dry run showed is to be done: refused where another set matches by now, so that nobody does what they did not see.
 * From then on its members are done one after the other, also after a stop, by `workBulks`; each is decided again then, and is done
 * only where it is to the byte what was shown.
 */
export async function commitBulkWithin(
  engine: Engine,
  tx: Transaction,
  { id, by, sha256 }: BulkCommitOrder,
): Promise<BulkBegun> {
  const at = { shard: orgShardOf(engine), id }
  await lockBulk(tx, at)
  const bulk = await bulkById(tx, at)
  if (bulk === undefined) return unknownBulk(id)
  if (bulk.personId !== by.personId) return refused('not_yours', 'Whoever made a dry run takes it; make your own.')
  if (bulk.state !== 'shown') return refused('bulk_begun', 'It was begun already: its page says how far it is.')
  if (bulk.sha256 !== sha256) return refused('preview_stale', 'It is not what you saw: look at the dry run again.')
  const { shown, act } = bulk
  if (shown.done.count + shown.proposed.count === 0)
    return refused('nothing_to_do', 'Nothing of it can be done: the dry run says why of each.')
  const held = shown.reasons.find(one => WHOLE[one.reason] !== 'left out')
  if (act === 'approve' && bulk.ofId !== undefined && held !== undefined)
    return refused('not_authorised', `It is approved as a whole or not at all, and not by you: ${held.why}`)
  const members = await shownMembers(tx, at)
  const changed = await changeOf(tx, bulk, members)
  if (changed !== undefined) return refused('set_changed', changed)
  await startBulk(tx, { ...at, session: by.session, at: engine.now() })
  await beginBulk(engine, tx, bulk, members)
  return { is: 'begun', bulk }
}

/** What keeps single proposals out of a whole without keeping it from being approved: they are their makers’ again. */
const WHOLE: Readonly<Record<string, 'left out'>> = { proposal_stale: 'left out', nothing_to_decide: 'left out' }

const INSERTED_AT_ONCE = 5_000

/** Keeps the members of an act that runs from now on, in their order, and tells it. The caller has its lock. */
export async function beginBulk(
  engine: Engine,
  tx: Transaction,
  bulk: StoredBulk,
  members: readonly ShownMember[],
): Promise<void> {
  const { act, shown, sha256, ofId } = bulk
  for (let from = 0; from < members.length; from += INSERTED_AT_ONCE)
    await insertMembers(tx, { ...bulk, from }, members.slice(from, from + INSERTED_AT_ONCE))
  const sums = { members: shown.matching.count, toDo: shown.done.count, toPropose: shown.proposed.count }
  const body = { act, ...sums, sha256, ...(ofId === undefined ? {} : { of: ofId }) }
  await tellOfBulk(engine, tx, bulk, { kind: 'bulk_started', body })
}

/** Adds an event about it to the institution's own chain. */
export async function tellOfBulk(
  engine: Engine,
  tx: Transaction,
  { shard, id, personId }: BulkKey & Pick<StoredBulk, 'personId'>,
  told: { readonly kind: 'bulk_started' | 'bulk_ended'; readonly body: Readonly<Record<string, unknown>> },
): Promise<void> {
  await lockBuckets(tx, [shard])
  const event = { ...told, actor: `person ${personId}`, subject: id }
  const day = dayNumberOf(today(engine).toString())
  await insertEvents(tx, new Map([[shard, [event]]]), { day, at: engine.now() })
}

/** What matches now and was not shown, and the other way round, in a sentence; undefined where it is the same set. */
async function changeOf(
  tx: Transaction,
  bulk: StoredBulk,
  members: readonly ShownMember[],
): Promise<string | undefined> {
  const selection = selectionOf(bulk.selection)
  if (selection.by !== 'exceptions') return undefined
  const shown = members.map(({ shard, itemId: id }) => ({ shard, id }))
  const limit = BULK_MEMBERS_MAX + shown.length
  const now = await matchingExceptions(tx, bulk.shard, { ...selection.filter, limit })
  const change = changedSet(shown, now)
  return change === undefined ? undefined : changeSentence(change)
}

export function unknownBulk(id: number): BulkRefused {
  return refused('bulk_unknown', `There is no act ${id} on many; a dry run is gone when its person made another.`)
}

function refused(name: BulkRefused['refused'], why: string): BulkRefused {
  return { is: 'refused', refused: name, why }
}
