import { shardOf } from '../core/bucket.ts'
import type { BulkMember, BulkOutcome } from '../core/bulk/bulk-act.ts'
import { type FeeBefore, withFeesBefore } from '../core/fee.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import { decideUndo } from '../core/resolve/decide-undo.ts'
import { isUndoAsked, isUndoEffect, isUnitEffect } from '../core/resolve/unit-effect.ts'
import { NOTHING } from '../core/tally.ts'
import type { Transaction } from '../store/database.ts'
import { lastDecision } from '../store/decision.ts'
import { exceptionsByKeys } from '../store/items-of-exceptions.ts'
import { type Proposal, proposalById } from '../store/proposal.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type WorthBefore, worthAfter } from './adjustment-facts.ts'
import { type Decider, limitKeys } from './authorise-decision.ts'
import { barredFrom } from './barred-from.ts'
import { type BulkAuthority, bulkAuthority } from './bulk-authority.ts'
import type { BulkSelection } from './bulk-selection.ts'
import { keysOf } from './decision-keys.ts'
import { membersOfEnded, type NotOfAct } from './ended-bulk.ts'
import type { Engine } from './engine.ts'
import { inChunks } from './in-chunks.ts'
import { hashOf } from './preview-resolution.ts'
import { handsOfProposal } from './proposal-waits.ts'
import { undoneNow } from './proposed-undo.ts'
import { noSources, readDecidables, refusedUnreadable } from './read-decidables.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'
import { sumsOfUndo } from './sums-of-undo.ts'
import { undoFacts } from './undo-decision.ts'

/** A member of a dry run, with the decision that it answers. */
export type JudgedMember = BulkMember & { readonly decisionId?: number }

interface DecisionKey {
  readonly shard: number
  readonly id: number
}

/** The decisions that are chosen and may wait for a second person; or why there are none of an act on many. */
export async function waitingOf(
  engine: Engine,
  selection: BulkSelection,
  limit: number,
): Promise<readonly DecisionKey[] | NotOfAct> {
  if (selection.by === 'exceptions') return []
  if (selection.by === 'decisions') return selection.decisions.slice(0, limit)
  const members = await membersOfEnded(engine, selection.of)
  if ('refused' in members) return members
  return members
    .filter(one => one.state === 'proposed')
    .flatMap(({ shard, decisionId: id }) => (id === undefined ? [] : [{ shard, id }]))
    .slice(0, limit)
}

/** What approving each of them would do now, by somebody who has no hand in it and whose approvals add up. */
export async function judgeApprovals(
  engine: Engine,
  of: { readonly by: Decider; readonly all: readonly DecisionKey[]; readonly chunk: number },
): Promise<readonly JudgedMember[]> {
  const { by, all, chunk } = of
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const authority = await inReadRequest(engine.database, orgId, tx => bulkAuthority(engine, tx, { by, act: 'approve' }))
  const sources = noSources()
  const before: WorthBefore[] = []
  const fees: FeeBefore[] = []
  return inChunks(engine, all, chunk, async (tx, some) => {
    const proposals: Proposal[] = []
    for (const at of some) {
      const proposal = await proposalById(tx, { orgShard, ...at })
      if (proposal?.state === 'proposed') proposals.push(proposal)
    }
    const keys = proposals.map(({ shard, exceptionId: id }) => ({ shard, id }))
    const exceptions = new Map((await exceptionsByKeys(tx, keys)).map(one => [one.id, one]))
    const { decidables, unreadable } = await readDecidables(engine, tx, [...exceptions.values()], sources)
    const queued = [...exceptions.values()].map(({ shard, id, queue }) => ({ shard, exceptionId: id, queue }))
    const barredOf = await barredFrom(engine, tx, queued)
    const judged: JudgedMember[] = []
    for (const proposal of proposals) {
      const { shard, exceptionId: itemId, id: decisionId } = proposal
      const value = exceptions.get(itemId)?.value ?? NOTHING
      const decidable = decidables.get(itemId)
      const outcome = await outcomeOf(engine, tx, {
        ...{ proposal, decidable, unreadable: unreadable.get(itemId), authority, before, fees },
        barred: barredOf.get(itemId) ?? [],
      })
      judged.push({ shard, itemId, decisionId, value, outcome })
    }
    return judged
  })
}

interface Judging {
  readonly proposal: Proposal
  readonly decidable: Decidable | undefined
  /** See `Decidables`. */
  readonly unreadable: string | undefined
  readonly authority: BulkAuthority
  /** Who is kept from its case. */
  readonly barred: readonly number[]
  /** What those before it in the act made their items worth. */
  readonly before: WorthBefore[]
  /** What was done about fees of those before it in the act. */
  readonly fees: FeeBefore[]
}

/** As `approveWithin` refuses. */
async function outcomeOf(engine: Engine, tx: Transaction, of: Judging): Promise<BulkOutcome> {
  const { proposal, decidable, unreadable, authority, barred, before, fees } = of
  const { effect } = proposal
  const { asked } = proposal
  if (isUnitEffect(effect) || proposal.exceptionId < 0)
    return { as: 'refused', reason: 'nothing_to_decide', why: WHOLE }
  if (unreadable !== undefined) return refusedUnreadable(unreadable)
  if (decidable === undefined) return { as: 'refused', reason: 'nothing_to_decide', why: UNREADABLE }
  if (isUndoEffect(effect) || isUndoAsked(asked)) return outcomeOfUndo(engine, tx, { ...of, decidable })
  // Before anything that adds up: a sum would betray what is keyed a second time.
  if (proposal.keying === 'blind') return { as: 'refused', reason: 'key_needed', why: BLIND }
  const alone = await resolutionFacts(engine, tx, decidable, asked, { before })
  const facts = { ...alone, fees: withFeesBefore(alone.fees, fees) }
  const hands = handsOfProposal(proposal)
  const one = authority.judge({ decidable, keys: keysOf(decidable, facts, effect), barred, hands })
  if (!one.judged.allowed) return { as: 'refused', reason: one.reason, why: one.why }
  const now = decideResolution(asked, facts)
  if (now.is === 'refused' || hashOf(now.effect).hex !== proposal.effectSha256)
    return { as: 'refused', reason: 'proposal_stale', why: STALE }
  one.count()
  before.push(...worthAfter(decidable, now.effect, facts.adjustment?.standing))
  if (now.effect.fee !== undefined) fees.push({ ...now.effect.fee, bookedOn: facts.bookedOn, isRefunded: false })
  return { as: 'done', effect: now.effect, sha256: proposal.effectSha256 }
}

/** The same of what takes back what stands. */
async function outcomeOfUndo(
  engine: Engine,
  tx: Transaction,
  { proposal, decidable, authority, barred }: Judging & { readonly decidable: Decidable },
): Promise<BulkOutcome> {
  const { shard, exceptionId } = proposal
  const last = await lastDecision(tx, { shard, exceptionId })
  const keys = last?.keys ?? limitKeys(decidable, undefined)
  const one = authority.judge({ decidable, keys, barred, hands: handsOfProposal(proposal) })
  if (!one.judged.allowed) return { as: 'refused', reason: one.reason, why: one.why }
  const undone = decideUndo(await undoFacts(engine, tx, decidable, last))
  const now = undoneNow(proposal.asked, { last, undone })
  if (now.is === 'refused') return { as: 'refused', reason: 'proposal_stale', why: `${now.why} ${STALE}` }
  const sums = sumsOfUndo(now.effect, { shard, itemId: exceptionId })
  if (sums.sha256 !== proposal.effectSha256) return { as: 'refused', reason: 'proposal_stale', why: STALE }
  one.count()
  return { as: 'done', ...sums }
}

const WHOLE = 'It is about what is held as a whole: that is approved by itself, each with what it does.'
const UNREADABLE = 'Its bytes cannot be read any more, so nothing of it is sure; the proof says what is wrong.'
const BLIND = 'It is a blind one: each is keyed a second time by itself, without being seen.'
const STALE = 'It would do something else now than was proposed: whoever proposed it has to look at it again.'
