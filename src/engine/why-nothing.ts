import { shardOf } from '../core/bucket.ts'
import { type Bar, type Caller, highestRank } from '../core/work/next.ts'
import { rankOf, WORK_ROLES } from '../core/work/queue.ts'
import { type QueueCounts, type WhyNothing, whyNothing } from '../core/work/why-nothing.ts'
import { callersOf } from '../store/queue-caller.ts'
import { countBarred } from '../store/queue-counts.ts'
import { inReadRequest } from '../store/read-request.ts'
import { holdsOf } from './desk-load.ts'
import type { Engine } from './engine.ts'
import { queuesOf } from './work-queues.ts'

/** Why nothing comes to somebody: for the person, and for whoever asks on their behalf. Every reason with its count. */
export async function explainNothing(engine: Engine, personId: number): Promise<readonly WhyNothing[]> {
  const { orgId, zone } = engine.institution
  const queues = queuesOf(engine)
  return inReadRequest(engine.database, orgId, async tx => {
    const now = engine.now()
    const [caller] = await callersOf(tx, shardOf(orgId, 0), [personId], now)
    if (caller === undefined) return []
    const counted = await countBarred(tx, [...queues.values()], {
      now,
      today: now.toZonedDateTimeISO(zone).toPlainDate().toString(),
      personId,
      accounts: caller.accounts,
      roles: rolesOf(caller),
    })
    const counts = new Map(counted.map(one => [one.queue, countsOf(one)]))
    const holds = await holdsOf(engine, tx, personId)
    return whyNothing({ ...caller, holds }, queues, counts)
  })
}

function rolesOf(caller: Caller): readonly string[] {
  return WORK_ROLES.filter(role => rankOf(role) <= highestRank(caller))
}

function countsOf(counted: Awaited<ReturnType<typeof countBarred>>[number]): QueueCounts {
  const barred: Partial<Record<Bar, number>> = {
    role_too_low: counted.roleTooLow,
    not_ready: counted.notReady,
    barred: counted.barred,
    for_another: counted.forAnother,
    worked_today: counted.workedToday,
  }
  const { ready, claimed, ownWaiting: waiting, ownAside: aside } = counted
  return { ready, barred, claimed, waiting, aside }
}
