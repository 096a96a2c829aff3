import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Transfer, TransferAnswer } from '../core/transfer.ts'
import { groupTransfers, shardsOfTransfer } from '../core/transfer-groups.ts'
import { TRANSFERS_A_BATCH_MAX } from '../core/transfer-id.ts'
import { clearingAccounts } from '../store/bucket.ts'
import { inKeyedTrip } from '../store/read-request.ts'
import { KeyClaimedMeanwhile } from '../store/transfer.ts'
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

/** Transactions at a time, none of which touches a bucket of another: what one writes, another decides meanwhile. */
const IN_FLIGHT_MAX = 2
/** So few are one transaction: what each costs beside its transfers is more than what is won by two. */
const SPLIT_FROM = 32
/** So many of those that wait are looked at for what may be posted now; those behind them wait for their turn. */
const LOOKED_AT_MAX = 4 * TRANSFERS_A_BATCH_MAX
/** A transaction that was in another's way, or found a key just claimed, is done again; so often means a defect. */
const TRIES_MAX = 5

/**
 * Opens a poster of the institution's transfers. What is asked for at the same time is gathered into one transaction, because
 * what a transaction costs is the same for one transfer and for hundreds; each still has an answer of its own.
 */
export async function postTransfers(engine: Engine): Promise<TransferPoster> {
  const { orgId } = engine.institution
  const clearing = await inKeyedTrip(engine.database, orgId, run => clearingAccounts(run, orgId))
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
  /** The buckets of what is in flight. */
  readonly #busy = new Set<number>()
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

  /** Everything that is asked for in this turn of the event loop goes together, but for what another transaction is about. */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    setImmediate(() => {
      this.#isGathering = false
      this.#send()
    })
  }

  #send(): void {
    const groupsMax = IN_FLIGHT_MAX - this.#inFlight.size
    if (groupsMax === 0 || this.#waiting.length === 0) return
    const limits = { groupsMax, sizeMax: TRANSFERS_A_BATCH_MAX, splitFrom: SPLIT_FROM }
    const { groups, waiting } = groupTransfers(this.#waiting.slice(0, LOOKED_AT_MAX), this.#busy, limits)
    this.#waiting = [...waiting, ...this.#waiting.slice(LOOKED_AT_MAX)]
    for (const batch of groups) this.#start(batch)
  }

  #start(batch: readonly Waiting[]): void {
    const shards = new Set(batch.flatMap(shardsOfTransfer))
    for (const shard of shards) this.#busy.add(shard)
    const sent: Promise<void> = this.#answer(batch).finally(() => {
      for (const shard of shards) this.#busy.delete(shard)
      this.#inFlight.delete(sent)
      if (this.#waiting.length > 0) this.#gather()
    })
    this.#inFlight.add(sent)
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
    const answers = await postBatch(engine, transfers, { clearing: this.#clearing, day })
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
