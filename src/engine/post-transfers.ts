import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Transfer, TransferAnswer } from '../core/transfer.ts'
import { TRANSFERS_A_BATCH_MAX } from '../core/transfer-id.ts'
import { clearingAccounts } from '../store/bucket.ts'
import { KeyClaimedMeanwhile } from '../store/transfer.ts'
import { inGatheredRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { openDay, today } from './open-day.ts'
import { isPassing } from './passing-failure.ts'
import { postBatch } from './post-batch.ts'

/** A transfer as it is asked for: accounts by their numbers, each of which lies in the bucket of its number. */
export type AskedTransfer = Omit<Transfer, 'from' | 'to'> & { readonly from: string; readonly to: string }

export interface TransferPoster {
  /**
   * Posts one transfer and gives its answer once that is durable: posted, or refused with a reason. Asked again under the same key
   * it gives the same answer. Throws when it could not be decided (the database is gone, the poster closed): whether it posted is
   * then told by asking again.
   */
  post(asked: AskedTransfer): Promise<TransferAnswer>
  /** Answers what was asked for until now, and takes nothing more. */
  close(): Promise<void>
}

/** Transactions at a time. The second is made ready while the first is written; more would wait for the same buckets. */
const IN_FLIGHT_MAX = 2
/** A transaction that was in another's way, or found a key just claimed, is done again; so often means a defect. */
const TRIES_MAX = 5

/**
 * Opens a poster of the institution's transfers. What is asked for at the same time is gathered into one transaction, because
 * what a transaction costs is the same for one transfer and for hundreds; each still has an answer of its own.
 */
export async function postTransfers(engine: Engine): Promise<TransferPoster> {
  const { orgId } = engine.institution
  const clearing = await inGatheredRequest(engine.database, orgId, tx => clearingAccounts(tx, orgId))
  return new GatheringPoster(engine, clearing)
}

interface Waiting {
  readonly transfer: Transfer
  readonly resolve: (answer: TransferAnswer) => void
  readonly reject: (error: unknown) => void
}

class GatheringPoster implements TransferPoster {
  readonly #engine: Engine
  readonly #clearing: ReadonlyMap<number, number>
  #waiting: Waiting[] = []
  readonly #inFlight = new Set<Promise<void>>()
  #isGathering = false
  #isClosed = false
  #openedDay: number | undefined

  constructor(engine: Engine, clearing: ReadonlyMap<number, number>) {
    this.#engine = engine
    this.#clearing = clearing
  }

  post(asked: AskedTransfer): Promise<TransferAnswer> {
    if (this.#isClosed) return Promise.reject(new Error('the poster is closed: nothing more is posted through it'))
    const transfer = { ...asked, from: this.#placed(asked.from), to: this.#placed(asked.to) }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ transfer, resolve, reject })
      this.#gather()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    while (this.#waiting.length > 0 || this.#inFlight.size > 0) {
      this.#send()
      await Promise.race(this.#inFlight)
    }
  }

  #placed(number: string): Transfer['from'] {
    return { shard: shardOf(this.#engine.institution.orgId, bucketOfText(number)), number }
  }

  /** Everything that is asked for in this turn of the event loop goes together. */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    setImmediate(() => {
      this.#isGathering = false
      this.#send()
    })
  }

  #send(): void {
    while (this.#waiting.length > 0 && this.#inFlight.size < IN_FLIGHT_MAX) {
      const batch = this.#waiting.splice(0, TRANSFERS_A_BATCH_MAX)
      const sent: Promise<void> = this.#answer(batch).finally(() => {
        this.#inFlight.delete(sent)
        if (this.#waiting.length > 0) this.#gather()
      })
      this.#inFlight.add(sent)
    }
  }

  /** Never throws: whatever becomes of the batch, each of it is told. */
  async #answer(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#postAgain(batch)
      batch.forEach((one, index) => {
        const answer = answers[index]
        if (answer === undefined) one.reject(new Error('a batch gave fewer answers than it was asked for'))
        else one.resolve(answer)
      })
    } catch (error) {
      // What is wrong with one of them must not fail the others: each is tried by itself. What passes says nothing of any of them.
      if (batch.length > 1 && !isPassing(error)) for (const one of batch) await this.#answer([one])
      else for (const one of batch) one.reject(error)
    }
  }

  /** Posts in one transaction, and again when another one was in its way: keys make that harmless, also when it had committed. */
  async #postAgain(batch: readonly Waiting[]): Promise<readonly TransferAnswer[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#post(batch.map(one => one.transfer))
      } catch (error) {
        if (tries >= TRIES_MAX || !(error instanceof KeyClaimedMeanwhile || isPassing(error))) throw error
      }
    }
  }

  async #post(transfers: readonly Transfer[]): Promise<readonly TransferAnswer[]> {
    const engine = this.#engine
    const day = await this.#today()
    const { orgId } = engine.institution
    const answers = await inGatheredRequest(engine.database, orgId, async tx => {
      const decided = await postBatch(engine, tx, transfers, { clearing: this.#clearing, day })
      engine.step('transfers written')
      return decided
    })
    engine.step('transfers committed')
    invariant(answers.length === transfers.length, 'each transfer has an answer')
    return answers
  }

  /** The institution's day, with its month ready to be written. */
  async #today(): Promise<number> {
    const day = today(this.#engine)
    const number = dayNumber(day)
    if (number !== this.#openedDay) await openDay(this.#engine, day)
    this.#openedDay = number
    return number
  }
}
