import type { Logger } from 'pino'
import { nextReturnWindow } from '../core/deadline/return-window.ts'
import type { PackName } from '../core/pack.ts'
import type { Engine } from '../engine/engine.ts'
import { type ReleasedFile, releaseOutboundFiles, WHENEVER } from '../engine/release-outbound-files.ts'
import { errorFacts } from '../server/error-facts.ts'
import { failureSentence } from './failure-sentence.ts'
import { publishOutboundFiles } from './publish-outbound-files.ts'

export interface SendWith {
  readonly engine: Engine
  readonly dataDir: string
  /** So long before a window closes its files leave: time enough to try again, and for the way to the operator. */
  readonly minutesAhead: number
}

const EVERY_MS = 60_000

/**
 * Sends outbound files in time, looking once a minute and at once when it begins, so that what a window was missed for while
 * no process ran leaves at the start. A failure is told and tried again a minute later. A look that takes longer than a minute
 * takes the place of those that fall into it: each sees all that waits, so a queue of them would only look at the same again.
 */
export function sendInWindows(sending: SendWith, log: Logger): { close(): Promise<void> } {
  const send = createSender(sending)
  const look = async () => {
    try {
      for (const file of await send()) log.info({ file: file.name, items: file.items }, 'an outbound file left')
    } catch (error) {
      log.error(
        { why: failureSentence(error), ...errorFacts(error) },
        'sending outbound files failed; it is tried again',
      )
    }
  }
  let running: Promise<void> | undefined
  const again = () => {
    running ??= look().finally(() => {
      running = undefined
    })
  }
  again()
  const timer = setInterval(again, EVERY_MS)
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}

/**
 * One look at the clock: shortly before a return window closes everything that waits leaves with it, once a window, so that
 * each answer has its later windows in reserve. What comes after that and cannot wait for the next one follows, and so does at
 * any time what is due by then or was due before. Gives the files that left.
 */
export function createSender({ engine, dataDir, minutesAhead }: SendWith): () => Promise<readonly ReleasedFile[]> {
  const served = new Map<PackName, Temporal.Instant>()
  return async () => {
    const now = engine.now()
    const by = now.add({ minutes: minutesAhead })
    const closing = new Map<PackName, Temporal.Instant>()
    const sent = releaseOutboundFiles(engine, pack => {
      const window = nextReturnWindow(pack, now, engine.institution.calendars)
      if (window === undefined || Temporal.Instant.compare(window.submitBy, by) > 0) return by
      closing.set(pack, window.submitBy)
      return served.get(pack)?.equals(window.submitBy) === true ? by : WHENEVER
    })
    // What went out is published also when an answer was held back.
    const released = await sent.finally(() => publishOutboundFiles(engine, dataDir))
    for (const [pack, submitBy] of closing) served.set(pack, submitBy)
    return released
  }
}
