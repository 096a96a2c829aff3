import { createHash } from 'node:crypto'
import { shardOf } from '../core/bucket.ts'
import { BULK_MEMBERS_MAX, type BulkShown } from '../core/bulk/bulk-act.ts'
import { bulkTotals } from '../core/bulk/bulk-totals.ts'
import { bulkWords } from '../core/bulk/bulk-words.ts'
import { type ShownMember, showBulk } from '../store/bulk-act.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Decider } from './authorise-decision.ts'
import { type BulkAsked, type BulkSelection, selectionJson } from './bulk-selection.ts'
import type { Engine } from './engine.ts'
import { type JudgedMember, judgeApprovals, waitingOf } from './judge-approvals.ts'
import { judgeExceptions, matching } from './judge-exceptions.ts'
import { decidedBy, judgeUndos } from './judge-undos.ts'

/** An act on many that somebody is about to do. */
export interface BulkWanted {
  readonly by: Decider
  readonly selection: BulkSelection
  readonly order: Extract<BulkAsked, { act: 'resolve' }> | { readonly act: 'approve' | 'undo' }
}

export type BulkPreview =
  | { readonly is: 'shown'; readonly id: number; readonly sha256: string; readonly shown: BulkShown }
  | {
      readonly is: 'refused'
      readonly refused: 'nothing_matches' | 'too_many_match' | 'bulk_unknown' | 'nothing_to_do'
      readonly why: string
    }

/** Looked at together: few enough that what was read of them is small, enough that their statements are few. */
const CHUNK = 200

/**
 * A dry run: what an act would do to each of all that match now, in the order in which it would be done, and the sums of it. Nothing
 * of it happens; it is kept for whoever asked, so that what is done later is this set and these effects or nothing, and the next dry
 * run of the same person takes its place.
 */
export async function previewBulk(engine: Engine, wanted: BulkWanted): Promise<BulkPreview> {
  const members = await judged(engine, wanted)
  if ('refused' in members) return members
  const totals = bulkTotals()
  for (const member of members) totals.add(member)
  const { order, selection, by } = wanted
  const of = selection.by === 'act' ? selection.of : undefined
  const asked = order.act === 'resolve' ? order.asked : undefined
  const plain = selectionJson(selection)
  const words = bulkWords({ act: order.act, by: by.personId, selection: plain, asked: asked ?? null, of }, members)
  const sha256 = createHash('sha256').update(words).digest()
  const shown = totals.shown()
  const { orgId } = engine.institution
  const id = await inWriteRequest(engine.database, orgId, async tx => {
    const shard = shardOf(orgId, 0)
    const made = { act: order.act, personId: by.personId, session: by.session, ofId: of, why: undefined }
    const words = asked === undefined ? undefined : JSON.stringify(asked)
    const kept = { shard, ...made, selection: plain, asked: words, shown, sha256, shownAt: engine.now() }
    return showBulk(tx, kept, members.map(memberOf))
  })
  return { is: 'shown', id, sha256: sha256.toString('hex'), shown }
}

type RefusedPreview = Extract<BulkPreview, { is: 'refused' }>

async function judged(
  engine: Engine,
  { by, selection, order }: BulkWanted,
): Promise<readonly JudgedMember[] | RefusedPreview> {
  if (order.act === 'resolve') {
    const all = await matching(engine, selection, BULK_MEMBERS_MAX + 1)
    return refusedCount(all.length) ?? (await judgeExceptions(engine, { by, asked: order.asked, all, chunk: CHUNK }))
  }
  if (order.act === 'undo') {
    const all = selection.by === 'act' ? await decidedBy(engine, selection.of) : []
    if ('refused' in all) return all
    return refusedCount(all.length) ?? (await judgeUndos(engine, { by, all, chunk: CHUNK }))
  }
  const all = await waitingOf(engine, selection, BULK_MEMBERS_MAX + 1)
  if ('refused' in all) return all
  const waiting = await judgeApprovals(engine, { by, all: all.slice(0, BULK_MEMBERS_MAX), chunk: CHUNK })
  // What was answered since waits no more: of those nothing is left to look at.
  return refusedCount(all.length) ?? refusedCount(waiting.length) ?? waiting
}

function refusedCount(count: number): RefusedPreview | undefined {
  if (count === 0) {
    const why = 'Nothing matches any more: look at the list again.'
    return { is: 'refused', refused: 'nothing_matches', why }
  }
  if (count <= BULK_MEMBERS_MAX) return undefined
  const why = `More than ${BULK_MEMBERS_MAX} match: choose fewer at a time, of one kind, day or file.`
  return { is: 'refused', refused: 'too_many_match', why }
}

function memberOf({ shard, itemId, value, outcome, decisionId }: JudgedMember): ShownMember {
  const at = { shard, itemId, value, ...(decisionId === undefined ? {} : { decisionId }) }
  if (outcome.as === 'refused') return { ...at, refused: outcome.reason, why: outcome.why }
  const what = { ...at, expected: outcome.as, sha256: outcome.sha256 }
  return outcome.as === 'done' ? { ...what, why: '' } : { ...what, proposedFor: outcome.reason, why: outcome.why }
}
