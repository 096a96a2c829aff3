import type { Logger } from 'pino'
import type { Engine } from '../engine/engine.ts'
import { type HeadLedger, signHeads } from '../engine/sign-heads.ts'
import { errorFacts } from '../server/error-facts.ts'
import { failureSentence } from './failure-sentence.ts'

/** What was changed and never signed is the window in which a rewritten history is not found: a minute. */
const EVERY_MS = 60_000

/** Signs the heads of the audit chains every minute, and once more at the end. A failure is told and tried again. */
export function signInTime(engine: Engine, ledger: HeadLedger, log: Logger): { close(): Promise<void> } {
  let running = Promise.resolve()
  const again = () => {
    running = running
      .then(async () => {
        const heads = await signHeads(engine, ledger)
        if (heads > 0) log.info({ heads }, 'audit heads were signed')
      })
      .catch((error: unknown) =>
        log.error({ why: failureSentence(error), ...errorFacts(error) }, 'signing audit heads failed'),
      )
    return running
  }
  const timer = setInterval(again, EVERY_MS)
  return {
    close() {
      clearInterval(timer)
      return again()
    },
  }
}
