import { bucketOf, shardOf } from '../core/bucket.ts'
import { dayNumber, nameOfDay } from '../core/calendar/day.ts'
import type { PostingDay } from '../core/calendar/posting-day.ts'
import type { Pack } from '../core/pack.ts'
import { type BlobStore, BlobTooLarge, type StoredBlob } from '../store/blob.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import {
  type Arrival,
  type Channel,
  claimFile,
  insertReceipt,
  lockReceipt,
  memberReceipt,
  receiptOfArrival,
  refuseReceipt,
} from '../store/receipt.ts'
import { sealReceipt } from '../store/seal.ts'
import { arrivalDays } from './arrival-days.ts'
import { firstOpenDay } from './closed-days.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { openDay } from './open-day.ts'

/** A file on the doorstep. */
export interface Arriving {
  readonly name: string
  /** Who it comes from, as the configuration names sources. */
  readonly source: string
  readonly channel: Channel
  readonly bytes: AsyncIterable<Uint8Array>
  /** The legal received time: when it arrived, not when we looked. */
  readonly receivedAt: Temporal.Instant
  /** Receipt of the archive it came in. */
  readonly containerId?: number
  /** Who gives it in, as the audit log names them; the engine when left out. */
  readonly actor?: string
}

export type Reception =
  /** Also a member of an archive that another process received from the same archive meanwhile, under its receipt. */
  | { readonly outcome: 'accepted'; readonly receiptId: number }
  /** The same bytes were received before, under `firstReceiptId`. */
  | { readonly outcome: 'duplicate'; readonly receiptId: number; readonly firstReceiptId: number; readonly why: string }
  /** Nothing was kept: there is no receipt to point at. */
  | { readonly outcome: 'too-large'; readonly why: string }

const FILE_BYTES_MAX = 8 * 2 ** 30

/**
 * Receives one file: stores its bytes, gives it a receipt number and claims its content. Returns only when all of that is
 * durable. The same bytes are accepted once, however often, under whatever name and however concurrently they arrive.
 */
export async function receiveFile(engine: Engine, arriving: Arriving): Promise<Reception> {
  const blob = await storeBytes(engine.blobs, arriving.bytes)
  if (blob === undefined)
    return {
      outcome: 'too-large',
      why: `The file is larger than ${FILE_BYTES_MAX} bytes. Ask ${arriving.source} to split it.`,
    }
  engine.step('blob stored')
  const reception = await recordReceipt(engine, arriving, blob)
  engine.step('receipt committed')
  return reception
}

async function storeBytes(blobs: BlobStore, bytes: AsyncIterable<Uint8Array>): Promise<StoredBlob | undefined> {
  try {
    return await blobs.put(bytes, FILE_BYTES_MAX)
  } catch (error) {
    if (error instanceof BlobTooLarge) return undefined
    throw error
  }
}

async function recordReceipt(engine: Engine, arriving: Arriving, blob: StoredBlob): Promise<Reception> {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const pack = recognise(engine, blob.head)
  // To the millisecond, as it is read back: the members of an archive are received at the archive's own moment.
  const receivedAt = Temporal.Instant.fromEpochMilliseconds(arriving.receivedAt.epochMilliseconds)
  const days = arrivalDays(engine.institution, receivedAt, pack?.name)
  await openDay(engine, days.postsOn)
  return inBulk(engine.database, async tx => {
    const arrival: Arrival = {
      shard: orgShard,
      name: arriving.name,
      source: arriving.source,
      channel: arriving.channel,
      sha256: blob.sha256,
      sizeBytes: blob.sizeBytes,
      receivedAt,
      receivedOn: days.receivedOn.toString(),
      postingOn: days.postsOn.toString(),
      pack: pack?.name,
      containerId: arriving.containerId,
    }
    const before = (await receivedMember(tx, orgShard, arriving)) ?? (await receivedFromFolder(tx, arrival))
    if (before !== undefined) return before
    // From here on no day is closed under it.
    await lockBuckets(tx, [orgShard])
    const posting = await postingOf(engine, tx, days)
    const receiptId = await insertReceipt(tx, { ...arrival, postingOn: posting.on.toString() })
    const first = await claimFile(
      tx,
      shardOf(orgId, bucketOf(blob.sha256, 0, blob.sha256.length)),
      blob.sha256,
      receiptId,
    )
    const why =
      first === undefined
        ? ''
        : `The same bytes were received before: see receipt ${first}. Nothing of this file is processed.`
    if (first !== undefined) await refuseReceipt(tx, { shard: orgShard, id: receiptId }, why, first, engine.now())
    const event = {
      kind: first === undefined ? ('file_received' as const) : ('file_refused' as const),
      actor: arriving.actor ?? ENGINE_ACTOR,
      subject: receiptId,
      body: {
        sha256: Buffer.from(blob.sha256).toString('hex'),
        bytes: blob.sizeBytes,
        source: arriving.source,
        channel: arriving.channel,
        receivedAt: receivedAt.toString(),
        postingOn: posting.on.toString(),
        postingWhy: posting.why,
        ...(first === undefined ? {} : { duplicateOf: first }),
      },
    }
    const sealed = await sealReceipt(tx, { shard: orgShard, id: receiptId })
    await appendEvents(tx, new Map([[orgShard, [event, sealed]]]), { day: dayNumber(posting.on), at: engine.now() })
    engine.step('receipt written')
    return first === undefined
      ? { outcome: 'accepted', receiptId }
      : { outcome: 'duplicate', receiptId, firstReceiptId: first, why }
  })
}

/** What comes when its day is closed is booked on the next one; the day on which it was received, and its clocks, stay. */
async function postingOf(
  engine: Engine,
  tx: Transaction,
  { postsOn, why }: PostingDay,
): Promise<{ readonly on: Temporal.PlainDate; readonly why: string }> {
  const on = await firstOpenDay(engine, tx, postsOn)
  if (on.equals(postsOn)) return { on, why }
  return { on, why: `${why} ${nameOfDay(postsOn)} is closed, so it is booked on ${nameOfDay(on)}.` }
}

/**
 * Two processes that unpack one archive receive its members one after the other, each once: whoever comes second to a member
 * waits for the archive's row, and finds it received.
 */
async function receivedMember(tx: Transaction, shard: number, arriving: Arriving): Promise<Reception | undefined> {
  if (arriving.containerId === undefined) return undefined
  await lockReceipt(tx, { shard, id: arriving.containerId })
  const receiptId = await memberReceipt(tx, shard, arriving.containerId, arriving.name)
  return receiptId === undefined ? undefined : { outcome: 'accepted', receiptId }
}

/**
 * A file of the watched folder is tried again when a process was stopped between the receipt and the end of its claim. It is
 * one arrival, so it has one receipt: not a second one that calls it a duplicate of itself.
 */
async function receivedFromFolder(tx: Transaction, arrival: Arrival): Promise<Reception | undefined> {
  if (arrival.channel !== 'folder' || arrival.containerId !== undefined) return undefined
  const before = await receiptOfArrival(tx, arrival)
  if (before === undefined) return undefined
  const { id: receiptId, duplicateOf, why } = before
  if (duplicateOf === undefined) return { outcome: 'accepted', receiptId }
  return { outcome: 'duplicate', receiptId, firstReceiptId: duplicateOf, why: why ?? '' }
}

/** The pack whose format the first bytes can only be, or none. */
export function recognise(engine: Engine, head: Uint8Array): Pack | undefined {
  return Object.values(engine.packs).find(pack => pack.recognises(head))
}
