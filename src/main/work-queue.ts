import type { Engine } from '../engine/engine.ts'
import { processReceipt } from '../engine/process-receipt.ts'
import { resumeReceipts } from '../engine/resume-receipts.ts'

/** Receipts that were accepted while the server runs, processed one after the other in the order in which they came. */
export interface WorkQueue {
  accepted(receiptId: number): void
  readonly backlog: number
  /** Takes nothing more up and waits for what is being processed. What is left goes on at the next start. */
  close(): Promise<void>
}

const RETRY_MS = 5_000

/**
 * Nothing is lost when processing fails: the receipt stays where it is in the database, and everything unfinished is taken
 * up again a little later, and at the next start.
 */
export function openWorkQueue(engine: Engine, failed: (error: unknown, receiptId: number) => void): WorkQueue {
  const waiting: number[] = []
  let running: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false
  const run = async () => {
    for (let id = waiting.shift(); id !== undefined && !closed; id = waiting.shift()) {
      try {
        await processReceipt(engine, id)
      } catch (error) {
        failed(error, id)
        retry ??= setTimeout(again, RETRY_MS)
      }
    }
    running = undefined
  }
  const again = () => {
    retry = undefined
    if (closed || running !== undefined) return
    running = resumeReceipts(engine)
      .then(resumed => {
        for (const { receiptId, error } of resumed.failed) failed(error, receiptId)
        if (resumed.failed.length > 0) retry ??= setTimeout(again, RETRY_MS)
      })
      .catch((error: unknown) => {
        failed(error, 0)
        retry ??= setTimeout(again, RETRY_MS)
      })
      .finally(() => {
        running = undefined
        if (waiting.length > 0 && !closed) running = run()
      })
  }
  return {
    accepted(receiptId) {
      waiting.push(receiptId)
      running ??= run()
    },
    get backlog() {
      return waiting.length + (running === undefined ? 0 : 1)
    },
    async close() {
      closed = true
      clearTimeout(retry)
      await running
    },
  }
}
