import { type ArchiveKind, ArchiveRefusal, archiveKind } from '../core/archive.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { counted } from '../core/counted.ts'
import { invariant } from '../core/invariant.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { appendEvents, type EventKind } from '../store/event.ts'
import { lockReceipt, markUnpacked, memberReceipt, type Receipt, refuseReceipt } from '../store/receipt.ts'
import { sealReceipt } from '../store/seal.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { receiveFile } from './receive-file.ts'
import { tellFile } from './wake-cases.ts'

/**
 * Receives every member of an archive under its own receipt, with the archive's received time, and gives the ids of those
 * that were accepted. An archive that is refused on the way keeps the members that were received before: they are whole
 * files. Called again after a stop, it goes on with the members that are missing.
 */
export async function unpackReceipt(engine: Engine, receipt: Receipt, kind: ArchiveKind): Promise<readonly number[]> {
  const source = {
    name: receipt.name,
    sizeBytes: receipt.sizeBytes,
    read: (range: { start: number; end: number }) =>
      range.end > range.start ? engine.blobs.read(receipt.sha256, range) : nothing(),
  }
  const accepted: number[] = []
  const nameOnce = namesOnce()
  let members = 0
  try {
    for await (const member of engine.openArchive(kind, source)) {
      members++
      const id = await receiveMember(engine, receipt, `${receipt.name}!${nameOnce(member.name)}`, member.bytes)
      if (id !== undefined) accepted.push(id)
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefusal)) throw error
    await endArchive(engine, receipt, kind, { refused: error.message })
    return accepted
  }
  await endArchive(engine, receipt, kind, { members })
  return accepted
}

/** Two members of one name are two files: the second gets a number, the same one when the archive is read again. */
function namesOnce(): (name: string) => string {
  const times = new Map<string, number>()
  return name => {
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return time === 1 ? name : `${name} (${time})`
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function receiveMember(
  engine: Engine,
  receipt: Receipt,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<number | undefined> {
  // Only saves the unpacking after a stop. That a member is received once is decided where it is received, under a lock.
  const before = await memberReceipt(engine.database.pool, receipt.shard, receipt.id, name)
  if (before !== undefined) return before
  const { source, channel, receivedAt } = receipt
  const reception = await receiveFile(engine, {
    name,
    source,
    channel,
    receivedAt,
    bytes: notAnArchive(name, bytes),
    containerId: receipt.id,
  })
  return reception.outcome === 'accepted' ? reception.receiptId : undefined
}

const HEAD_BYTES = 4

/** Passes bytes through, but refuses an archive inside the archive: nesting is how bombs grow. */
async function* notAnArchive(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head = new Uint8Array(0)
  for await (const chunk of bytes) {
    if (head.length < HEAD_BYTES) {
      head = new Uint8Array(Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]))
      if (archiveKind(head) !== undefined)
        throw new ArchiveRefusal(
          `${name} is an archive inside an archive. Ask the sender to send the files themselves.`,
        )
    }
    yield chunk
  }
}

async function endArchive(
  engine: Engine,
  receipt: Receipt,
  kind: ArchiveKind,
  end: { readonly members: number } | { readonly refused: string },
): Promise<void> {
  const orgShard = orgShardOf(engine)
  const at = { shard: orgShard, id: receipt.id }
  const day = parseDay(receipt.postingOn)
  invariant(day !== undefined, `receipt ${receipt.id} posts on no day`)
  await inBulk(engine.database, async tx => {
    const now = engine.now()
    if ((await lockReceipt(tx, at)) !== 'arrived') return
    if ('refused' in end) await refuseReceipt(tx, at, end.refused, undefined, now)
    else
      await markUnpacked(tx, at, kind, `An archive of ${counted(end.members, 'file')}; each has its own receipt.`, now)
    await lockBuckets(tx, [orgShard])
    if ('members' in end) await tellFile(engine, tx, receipt)
    const eventKind: EventKind = 'refused' in end ? 'file_refused' : 'file_done'
    const event = { kind: eventKind, actor: ENGINE_ACTOR, subject: receipt.id, body: end }
    const sealed = await sealReceipt(tx, at)
    await appendEvents(tx, new Map([[orgShard, [event, sealed]]]), { day: dayNumber(day), at: now })
  })
}
