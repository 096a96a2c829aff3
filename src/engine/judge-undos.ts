import { shardOf } from '../core/bucket.ts'
import type { BulkOutcome } from '../core/bulk/bulk-act.ts'
import { feeUndoneBy } from '../core/fee.ts'
import { decideUndo } from '../core/resolve/decide-undo.ts'
import type { StoredMember } from '../store/bulk-member.ts'
import type { Transaction } from '../store/database.ts'
import { lastDecision } from '../store/decision.ts'
import { exceptionsByKeys, type Hindrance, hindrancesOf } from '../store/items-of-exceptions.ts'
import { proposalById } from '../store/proposal.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Decider } from './authorise-decision.ts'
import { policyOfUndo } from './authorise-undo.ts'
import { type BulkAuthority, bulkAuthority } from './bulk-authority.ts'
import { feeKeys } from './decision-keys.ts'
import { NOT_YOURS } from './end-proposal.ts'
import { membersOfEnded, type NotOfAct } from './ended-bulk.ts'
import type { Engine } from './engine.ts'
import { knownOf, type StepGathered } from './gather-step.ts'
import { inChunks } from './in-chunks.ts'
import type { JudgedMember } from './judge-approvals.ts'
import { whyHindered, worthOf } from './judge-exceptions.ts'
import { orgShardOf } from './org-shard.ts'
import { noSources, readDecidables, refusedUnreadable } from './read-decidables.ts'
import type { Decidable } from './resolution-facts.ts'
import { secondKeySentence } from './second-key-for.ts'
import { shardOfQueue } from './settle-case.ts'
import { sumsOfUndo } from './sums-of-undo.ts'
import { NOT_THE_NEWEST, undoFacts } from './undo-decision.ts'

/**
 * The decisions of an act on many that may still be taken back, or why none can; the smallest first, as they were done: what is over a
 * limit by itself goes before a second person, and takes no other with it.
 */
export async function decidedBy(engine: Engine, of: number): Promise<readonly StoredMember[] | NotOfAct> {
  const members = await membersOfEnded(engine, of)
  if ('refused' in members) return members
  if (members.length > 0) return members.toSorted((a, b) => worthOf(a) - worthOf(b))
  return { is: 'refused', refused: 'nothing_to_do', why: 'Nothing of it stands that could be taken back.' }
}

/** What taking each of them back would do now; what waits for a second person is withdrawn. */
export async function judgeUndos(
  engine: Engine,
  of: { readonly by: Decider; readonly all: readonly StoredMember[]; readonly chunk: number },
): Promise<readonly JudgedMember[]> {
  const { by, all, chunk } = of
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const authority = await inReadRequest(engine.database, orgId, tx => bulkAuthority(engine, tx, { by, act: 'undo' }))
  // Read with the first that is about a fee, and not where none is.
  const read = new Map<'waive' | 'fee', Promise<BulkAuthority>>()
  const aboutFees = (tx: Transaction, act: 'waive' | 'fee') => {
    const authorityOfAct = read.get(act) ?? bulkAuthority(engine, tx, { by, act })
    read.set(act, authorityOfAct)
    return authorityOfAct
  }
  const sources = noSources()
  return inChunks(engine, all, chunk, async (tx, some) => {
    const exceptions = await exceptionsByKeys(
      tx,
      some.map(({ shard, itemId: id }) => ({ shard, id })),
    )
    const { decidables, unreadable } = await readDecidables(engine, tx, exceptions, sources)
    const queued = exceptions.map(({ shard, id, queue }) => ({ shard, id, queueShard: shardOfQueue(engine, queue) }))
    const hindrances = await hindrancesOf(tx, queued, { orgShard, now: engine.now() })
    const known = await knownOf(engine, tx, [...decidables.values()], exceptions)
    const judged: JudgedMember[] = []
    for (const member of some) {
      const { shard, itemId, value, decisionId } = member
      const [decidable, hindrance] = [decidables.get(itemId), hindrances.get(itemId)]
      const outcome = await outcomeOf(engine, tx, {
        ...{ member, decidable, unreadable: unreadable.get(itemId), hindrance, by, authority, aboutFees },
        known: known.get(itemId),
      })
      judged.push({ shard, itemId, value, outcome, ...(decisionId === undefined ? {} : { decisionId }) })
    }
    return judged
  })
}

interface Judging {
  readonly member: StoredMember
  readonly decidable: Decidable | undefined
  /** See `Decidables`. */
  readonly unreadable: string | undefined
  readonly hindrance: Hindrance | undefined
  readonly known: ReturnType<StepGathered['known']>
  readonly by: Decider
  readonly authority: BulkAuthority
  /** Those of letting off the fees which were charged, and of charging again those which were given back. */
  readonly aboutFees: (tx: Transaction, act: 'waive' | 'fee') => Promise<BulkAuthority>
}

/** As `undoWithin` and `endWithin` refuse. */
async function outcomeOf(engine: Engine, tx: Transaction, of: Judging): Promise<BulkOutcome> {
  const { member, decidable, hindrance, known, by, authority, aboutFees } = of
  const { shard, decisionId: id } = member
  if (of.unreadable !== undefined) return refusedUnreadable(of.unreadable)
  if (decidable === undefined || id === undefined)
    return { as: 'refused', reason: NOT_THE_NEWEST.refused, why: NOT_THE_NEWEST.why }
  const orgShard = orgShardOf(engine)
  const proposal = member.state === 'proposed' ? await proposalById(tx, { orgShard, shard, id }) : undefined
  if (proposal?.state === 'proposed') {
    if (proposal.makerId !== by.personId) return { as: 'refused', reason: NOT_YOURS.refused, why: NOT_YOURS.why }
    return { as: 'done', effect: WITHDRAWN, sha256: NO_UNDO }
  }
  const hindered = whyHindered(hindrance, by)
  if (hindered !== undefined) return hindered
  const last = await lastDecision(tx, { shard, exceptionId: decidable.exceptionId })
  if (last === undefined || last.id !== id)
    return { as: 'refused', reason: NOT_THE_NEWEST.refused, why: NOT_THE_NEWEST.why }
  const facts = await undoFacts(engine, tx, decidable, last, known)
  const undone = decideUndo(facts)
  if (undone.is === 'refused') return { as: 'refused', reason: undone.refused, why: undone.why }
  if (undone.opens !== undefined) return { as: 'refused', reason: 'effect_left', why: ONE_BY_ONE }
  const asked = { decidable, keys: last.keys, barred: hindrance?.barred ?? [], forRole: hindrance?.forRole }
  const about = feeUndoneBy(by.personId, { decision: last, as: undone.by })
  const ofFee =
    about === undefined
      ? []
      : [(await aboutFees(tx, about.act)).judge({ ...asked, keys: feeKeys(last.keys, about.fee) })]
  const policy = policyOfUndo(engine, {
    last,
    undone,
    kind: decidable.kind,
    direction: decidable.item.direction,
    on: facts.today,
  })
  const own = authority.judge(asked)
  const all = [own, ...ofFee]
  const shut = all.find(({ judged }) => !judged.allowed && judged.proposal === undefined)
  if (shut !== undefined) return { as: 'refused', reason: shut.reason, why: shut.why }
  for (const one of all) one.count()
  const what = sumsOfUndo(undone, { shard, itemId: member.itemId })
  if (policy === undefined && all.every(({ judged }) => judged.allowed)) return { as: 'done', ...what }
  const nobody = own.ofNobody(last.hands)
  const byPolicy = policy === undefined ? undefined : secondKeySentence(engine, policy)
  const whys = [...all.map(one => one.why), byPolicy, nobody].filter(text => text !== undefined && text !== '')
  // What would wait for nobody is told apart from what somebody may approve.
  const reason = nobody === undefined ? all.find(one => one.reason !== '')?.reason : 'nobody_can'
  return { as: 'proposed', ...what, reason: reason ?? 'policy', why: whys.join(' ') }
}

const ONE_BY_ONE =
  'Its answer left: the other institution is asked to put it right, and that is done for each by itself.'

/** Nothing of a proposal was written, so nothing is when it is withdrawn. */
const WITHDRAWN = { legs: [], outbound: undefined, notice: undefined, letters: [] }
/** The hash of no undo: where it was approved since, it is not taken back unseen. */
const NO_UNDO = '0'.repeat(64)
