import { whyNotEnded } from '../core/over-short.ts'
import { listUnitActs } from '../core/resolve/list-unit-acts.ts'
import { unitWays } from '../core/resolve/resolve-unit.ts'
import type { Transaction } from '../store/database.ts'
import { decisionsOf } from '../store/decision-history.ts'
import { namesOf } from '../store/person-name.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Decider, DeciderAsked } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { forwardingOfException } from './forwarding-facts.ts'
import { keyedOf } from './keyed-amounts.ts'
import { orgShardOf } from './org-shard.ts'
import {
  authoriseUnit,
  type PreparedUnit,
  prepareUnit,
  unitKeys,
  whyNotAlone,
  whyNotReleased,
  workOf,
} from './preview-unit.ts'
import { proposedAbout, refuseWhileProposed } from './proposal-waits.ts'
import { type ActOffered, type ActsOfItem, readActs } from './read-acts.ts'
import { bookingDay } from './resolution-facts.ts'
import { holderNow, placeOfExceptionNow, takenBy } from './settle-case.ts'
import { offered } from './undo-offered.ts'
import { unitUndoOffered } from './undo-unit.ts'

/** Of an item, or below zero of what is held as a whole. */
export function readActsOf(engine: Engine, exception: number, by: Decider): Promise<ActsOfItem | undefined> {
  return exception < 0
    ? readUnitActs(engine, { exceptionId: exception, by })
    : readActs(engine, { itemId: exception, by })
}

/**
 * Each way out of what is held as a whole, with whether this person may take it, as `readActs` gives an item's. What its items would
 * become is not tried: that a release comes to nothing is said here only where it is known without reading the file again.
 * Undefined where there is no such exception.
 */
export async function readUnitActs(
  engine: Engine,
  { exceptionId, by }: { readonly exceptionId: number; readonly by: Decider },
): Promise<ActsOfItem | undefined> {
  const prepared = await prepareUnit(engine, exceptionId, { resolution: 'refer' })
  if (prepared.is === 'refused') return undefined
  const { unit } = prepared
  const { shard } = unit.place
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const place = await placeOfExceptionNow(engine, tx, { shard, id: exceptionId, queue: unit.exception.queue })
    const holder = place === undefined ? undefined : holderNow(place, engine.now())
    const heldBy = holder === by.personId ? undefined : holder
    const nothing = await whyNothing(engine, tx, prepared, by)
    return {
      nothing,
      heldBy,
      acts: nothing === undefined ? await actsOf(engine, tx, prepared, { by, ...takenBy(place) }) : [],
      undo: await unitUndoOffered(engine, tx, unit, by),
      decisions: await decisionsOf(tx, { orgShard: shard, shard, exceptionId }),
      names: await namesOf(tx, orgShardOf(engine), heldBy === undefined ? [] : [heldBy]),
    }
  })
}

const NOTHING_OF = {
  decided: 'It is decided, and its effect waits to leave.',
  closed: 'It is held no more: what became of it is on the page of its file.',
} as const

/** Why there is nothing to decide about it now; undefined where there is. */
async function whyNothing(
  engine: Engine,
  tx: Transaction,
  prepared: PreparedUnit,
  by: Decider,
): Promise<string | undefined> {
  const { state } = prepared.unit.exception
  if (state !== 'open') return NOTHING_OF[state]
  const decidable = workOf(prepared.unit)
  const proposed = await proposedAbout(engine, tx, decidable)
  const of = { decidable, keys: unitKeys(prepared), by, told: 'you', proposed } as const
  return (await refuseWhileProposed(engine, tx, of))?.why
}

async function actsOf(
  engine: Engine,
  tx: Transaction,
  prepared: PreparedUnit,
  who: Pick<DeciderAsked, 'by' | 'barred' | 'forRole'>,
): Promise<ActOffered[]> {
  const { unit, claim } = prepared
  const resolutions = unitWays(unit.kind.resolutions, claim)
  const whyNotProcessed = resolutions.includes('release') ? await whyNotReleased(engine, tx, unit) : undefined
  const isClaim = claim !== undefined
  const on = bookingDay(engine, unit.place.day)
  const forwarding = isClaim ? undefined : await forwardingOfException(engine, tx, unit.place, on)
  const party = isClaim ? 'customer' : 'sender'
  const keyed = await keyedOf(tx, unit)
  const twice = (way: 'adjust' | 'move') => keyed && whyNotEnded(way, unit.exception.value, keyed)
  const acts: ActOffered[] = []
  for (const act of listUnitActs({ resolutions, party, whyNotProcessed, forwarding, whyNotEnded: twice })) {
    const authority = async () => {
      const may = await authoriseUnit(engine, tx, { prepared, ...who, asked: act, hold: 'not' })
      return 'needs' in may ? may : whyNotAlone(may)
    }
    acts.push({ act, ...(await offered(authority, act.whyNot)) })
  }
  return acts
}
