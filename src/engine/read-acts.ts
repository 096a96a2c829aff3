import type { Act } from '../core/authority/act.ts'
import type { Resolution } from '../core/exception.ts'
import { chargedFees, feeUndoneBy } from '../core/fee.ts'
import { decideUndo } from '../core/resolve/decide-undo.ts'
import { type ActNow, type Correctable, listActs } from '../core/resolve/list-acts.ts'
import type { ResolutionAsked, ResolutionFacts } from '../core/resolve/resolution.ts'
import type { Transaction } from '../store/database.ts'
import { lastDecision } from '../store/decision.ts'
import { decisionsOf, type PastDecision } from '../store/decision-history.ts'
import { namesOf } from '../store/person-name.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type Decider, type LimitKeys, limitKeys, refuseDecider } from './authorise-decision.ts'
import { authoriseUndo } from './authorise-undo.ts'
import { alsoRefused } from './authorise-waiver.ts'
import { keysOf } from './decision-keys.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { previewBeside } from './preview-beside.ts'
import { findDecidable } from './preview-resolution.ts'
import { whyNotAlone } from './preview-unit.ts'
import { proposedAbout, refuseWhileProposed } from './proposal-waits.ts'
import { type Decidable, resolutionFacts } from './resolution-facts.ts'
import { alsoByPolicy, secondKeyFor } from './second-key-for.ts'
import { holderNow, placeOfExceptionNow, takenBy } from './settle-case.ts'
import { undoFacts } from './undo-decision.ts'
import { type Offered, offered, type UndoOffered, undoOffered } from './undo-offered.ts'

/** A way out, and whether this person may take it. */
export interface ActOffered extends Offered {
  readonly act: ActNow
}

/** What one person may do about an item now. */
export interface ActsOfItem {
  /** Why there is nothing to decide now; undefined when there is. */
  readonly nothing: string | undefined
  /** Who else has its case now: in work, put aside or waiting. */
  readonly heldBy: number | undefined
  readonly acts: readonly ActOffered[]
  /** Of the newest decision that stands. */
  readonly undo: UndoOffered | undefined
  readonly decisions: readonly PastDecision[]
  /** Everybody who is named, by id. */
  readonly names: ReadonlyMap<number, string>
}

/**
 * Each way out of the item's exception, with whether it is open and whether this person may take it: by the functions that preview
 * and commit decide with, so that nothing is offered that they refuse. Undefined where there is no such item.
 */
export async function readActs(
  engine: Engine,
  { itemId, by }: { readonly itemId: number; readonly by: Decider },
): Promise<ActsOfItem | undefined> {
  const found = await findDecidable(engine, itemId)
  if (found.is === 'refused') return found.refused === 'item_unknown' ? undefined : { ...NOTHING, nothing: found.why }
  const { decidable } = found
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const { item, exceptionId, queue } = decidable
    const facts = await resolutionFacts(engine, tx, decidable, NOTHING_CHOSEN)
    const { pack, parsed } = decidable.original
    const place = await placeOfExceptionNow(engine, tx, { shard: item.shard, id: exceptionId, queue })
    const holder = place === undefined ? undefined : holderNow(place, engine.now())
    const asking = { by, decidable, ...takenBy(place) } as const
    const own = limitKeys(decidable, facts.account?.id)
    const authority = async (act: Resolution) => {
      const keys = keysOfAct(act, own, facts)
      const refused = await authorityOf(engine, tx, { ...asking, keys })(act)
      return alsoByPolicy(
        engine,
        refused,
        secondKeyFor(engine, { resolution: act }, facts, { ...keys, kind: decidable.kind }),
      )
    }
    const keys = limitKeys(decidable, undefined)
    const proposed = await proposedAbout(engine, tx, decidable)
    const waits = await refuseWhileProposed(engine, tx, { decidable, keys, by, told: 'you', proposed })
    const correctable: Correctable = way => pack.corrections?.fields(parsed, decidable.kind, way) ?? []
    const listed = waits === undefined ? listActs(facts, correctable) : []
    const acts: ActOffered[] = []
    for (const act of listed) acts.push({ act, ...(await offered(() => authority(act.resolution), act.whyNot)) })
    const orgShard = orgShardOf(engine)
    const decisions = await decisionsOf(tx, { orgShard, shard: item.shard, exceptionId })
    const heldBy = holder === by.personId ? undefined : holder
    return {
      ...{ nothing: waits?.why, heldBy, acts, decisions },
      undo: await undoOf(engine, tx, { ...asking, facts, waits: waits?.why }),
      names: await namesOf(tx, orgShard, heldBy === undefined ? [] : [heldBy]),
    }
  })
}

/** What is about a fee alone is worth a fee: the least that it may be about. */
function keysOfAct(act: Act, own: LimitKeys, { fees }: ResolutionFacts): LimitKeys {
  if (fees === undefined || (act !== 'fee' && act !== 'waive')) return own
  const minor = act === 'fee' ? fees.schedule.map(one => one.amountMinor) : chargedFees(fees).map(one => one.feeMinor)
  return minor.length === 0 ? own : { ...own, amountMinor: Math.min(...minor) }
}

/** The facts of every way out, before anything is chosen or written. */
const NOTHING_CHOSEN: ResolutionAsked = { resolution: 'refer' }

const NOTHING: ActsOfItem = {
  nothing: undefined,
  heldBy: undefined,
  acts: [],
  undo: undefined,
  decisions: [],
  names: new Map(),
}

type Authority = (act: Act) => ReturnType<typeof refuseDecider>

function authorityOf(
  engine: Engine,
  tx: Transaction,
  of: Omit<Parameters<typeof refuseDecider>[2], 'act' | 'hold'>,
): Authority {
  return act => refuseDecider(engine, tx, { ...of, act, hold: 'not' })
}

async function undoOf(
  engine: Engine,
  tx: Transaction,
  asking: Omit<Parameters<typeof refuseDecider>[2], 'act' | 'hold' | 'keys' | 'decidable'> & {
    readonly decidable: Decidable
    readonly facts: ResolutionFacts
    /** Why nothing is decided about it now. */
    readonly waits: string | undefined
  },
): Promise<UndoOffered | undefined> {
  const { by, barred, forRole, decidable, facts, waits } = asking
  const { shard, direction } = decidable.item
  const last = await lastDecision(tx, { shard, exceptionId: decidable.exceptionId })
  const known = await undoFacts(engine, tx, decidable, last)
  const undone = decideUndo(known)
  const authority = async () => {
    if (last === undefined || undone.is === 'refused') return undefined
    const aboutFee = feeUndoneBy(by.personId, { decision: last, as: undone.by })
    const about = { aboutFee, on: known.today, hold: 'not' } as const
    const of = { by, barred, forRole, decidable, last, undone, kind: decidable.kind, direction, ...about }
    const undoing = await authoriseUndo(engine, tx, of)
    const alone = 'needs' in undoing ? undoing : whyNotAlone(undoing)
    if (undone.opens === undefined) return alone
    // Asking others to put right what left is an adjustment as well.
    const keys = keysOf(decidable, facts, undone.opens)
    const adjusting = await authorityOf(engine, tx, { by, barred, forRole, decidable, keys })('adjust')
    const policy = secondKeyFor(engine, { resolution: 'adjust' }, facts, { ...keys, kind: decidable.kind })
    return alsoRefused(alone, alsoByPolicy(engine, adjusting, policy))
  }
  const door = await undoOffered(engine, tx, { shard, last, undone, waits }, authority)
  const opens = undone.is === 'undone' ? undone.opens : undefined
  if (door === undefined || opens === undefined) return door
  return { ...door, beside: await previewBeside(engine, tx, { decidable, facts, effect: opens }) }
}
