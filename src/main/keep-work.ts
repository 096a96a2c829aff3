import type { Logger } from 'pino'
import { LEASE_SWEEP_SECONDS } from '../core/work/lease.ts'
import { closeEmptyCases } from '../engine/close-empty-cases.ts'
import type { Engine } from '../engine/engine.ts'
import { matchClaimsOfReleases } from '../engine/match-waiting-claims.ts'
import { openCases } from '../engine/open-cases.ts'
import { returnAbsentWork } from '../engine/return-absent-work.ts'
import { returnExpired } from '../engine/return-expired.ts'
import { wakeByWhatCame } from '../engine/wake-cases.ts'
import { stopBulks, workBulks } from '../engine/work-bulks.ts'
import { errorFacts } from '../server/error-facts.ts'
import { failureSentence } from './failure-sentence.ts'

/** Looks of which each does all that has grown since: leases and new exceptions at every one, the rest now and then. */
const RARELY = 30

/**
 * Keeps the work of people going while the server runs: leases that ran out come back, exceptions that processing, claims and
 * missed returns left become cases, acts on many that a stop cut short go on, what waits for something that came is ready again, what
 * absent people hold returns, claims that a release was stopped before are held against what it posted. A failure is told and tried
 * again at the next look.
 */
export function keepWork(
  engine: Engine,
  log: Logger,
  everyMs = LEASE_SWEEP_SECONDS * 1000,
): { close(): Promise<void> } {
  let looks = 0
  let closed = false
  let next: NodeJS.Timeout | undefined
  const failed = (error: unknown) =>
    log.error({ why: failureSentence(error), ...errorFacts(error) }, 'keeping the work of people')
  let acting = false
  const act = async () => {
    acting = true
    await workBulks(engine).catch(failed)
    acting = false
  }
  const look = async () => {
    try {
      await returnExpired(engine)
      await openCases(engine)
      await wakeByWhatCame(engine)
      // Not waited for: it takes as long as there are many, and leases end meanwhile.
      if (!acting) void act()
      if (looks++ % RARELY === 0) {
        await returnAbsentWork(engine)
        await closeEmptyCases(engine)
        await matchClaimsOfReleases(engine)
      }
    } catch (error) {
      failed(error)
    }
    if (!closed) plan()
  }
  let running = Promise.resolve()
  const plan = () => {
    next = setTimeout(() => {
      running = look()
    }, everyMs)
  }
  plan()
  return {
    async close() {
      closed = true
      clearTimeout(next)
      await running
      await stopBulks(engine).catch(failed)
    },
  }
}
