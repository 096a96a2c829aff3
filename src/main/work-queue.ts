import { attemptReceipt, type FailedReceipt } from '../engine/attempt-receipt.ts'
import type { Engine } from '../engine/engine.ts'
import { rememberLeft } from '../engine/left-receipts.ts'
import { resumeReceipts } from '../engine/resume-receipts.ts'

/** Receipts that were accepted while the server runs, processed one after the other in the order in which they came. */
export interface WorkQueue {
  accepted(receiptId: number): void
  readonly backlog: number
  /** Takes nothing more up and waits for what is being processed. What is left goes on at the next start. */
  close(): Promise<void>
}

const TIMES = {
  /** After which what failed is tried again. */
  retryMs: 5_000,
  /** Between two looks for what another process left behind. */
  lookMs: 30_000,
} as const

/**
 * Nothing is lost when processing fails: the receipt stays where it is in the database, and everything unfinished is taken
 * up again a little later, and at the next start, until it is done or has failed for good and is quarantined. What a command
 * beside the server left when it was killed, a retry or a reception, is taken up too, when the server has nothing else to do.
 */
export function openWorkQueue(
  engine: Engine,
  failed: (receipt: FailedReceipt) => void,
  { retryMs, lookMs }: { readonly retryMs: number; readonly lookMs: number } = TIMES,
): WorkQueue {
  const waiting: number[] = []
  let running: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false
  const tell = (all: readonly FailedReceipt[]) => {
    for (const one of all) failed(one)
    if (all.some(one => one.now === 'waits') && !closed) retry ??= setTimeout(again, retryMs)
  }
  const run = async () => {
    for (let id = waiting.shift(); id !== undefined && !closed; id = waiting.shift()) {
      try {
        tell(await attemptReceipt(engine, id))
      } catch (error) {
        tell([{ receiptId: id, error, now: 'waits' }])
      }
    }
    running = undefined
  }
  const again = () => {
    retry = undefined
    if (closed) return
    if (running !== undefined) {
      retry = setTimeout(again, retryMs)
      return
    }
    running = resumeReceipts(engine)
      .then(resumed => tell(resumed.failed))
      .catch((error: unknown) => tell([{ receiptId: 0, error, now: 'waits' }]))
      .finally(() => {
        running = undefined
        if (waiting.length > 0 && !closed) running = run()
      })
  }
  const accepted = (receiptId: number) => {
    waiting.push(receiptId)
    running ??= run()
  }
  // What this process is at, or is about to try again, is not left behind.
  const isBusy = () => closed || running !== undefined || retry !== undefined
  const looks = lookNowAndThen(lookMs, rememberLeft(engine), {
    isBusy,
    found: left => left.forEach(accepted),
    failed: error => tell([{ receiptId: 0, error, now: 'waits' }]),
  })
  return {
    accepted,
    get backlog() {
      return waiting.length + (running === undefined ? 0 : 1)
    },
    async close() {
      closed = true
      clearTimeout(retry)
      await looks.end()
      await running
    },
  }
}

interface Looker {
  readonly isBusy: () => boolean
  readonly found: (left: readonly number[]) => void
  readonly failed: (error: unknown) => void
}

/** Looks for receipts that another process left behind, every so often, but never while the queue itself is busy. */
function lookNowAndThen(lookMs: number, leftBehind: () => Promise<readonly number[]>, looker: Looker) {
  const { isBusy, found, failed } = looker
  let ended = false
  let looking: Promise<void> | undefined
  let next: NodeJS.Timeout
  const look = async () => {
    try {
      const left = isBusy() ? [] : await leftBehind()
      if (!isBusy()) found(left)
    } catch (error) {
      failed(error)
    }
    if (!ended) plan()
  }
  const plan = () => {
    next = setTimeout(() => {
      looking = look()
    }, lookMs)
  }
  plan()
  return {
    async end(): Promise<void> {
      ended = true
      clearTimeout(next)
      await looking
    },
  }
}
