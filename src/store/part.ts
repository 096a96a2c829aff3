import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyInto } from './copy-into.ts'
import { CopyRows } from './copy-rows.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** A part of a file: its items in a range of buckets, both ends inclusive. One job, one transaction. */
export interface Part {
  readonly shard: number
  readonly receiptId: number
  readonly no: number
  readonly bucketFrom: number
  readonly bucketTo: number
  readonly items: number
  /** How often a retry opened it again. Whoever read it before that cannot take it any more. */
  readonly reopened: number
}

const COPY = statement(
  'part.copy',
  'copy part (shard, receipt_id, no, bucket_from, bucket_to, items, state) from stdin (format binary)',
)
const COPY_CHUNKS = statement(
  'part-chunk.copy',
  'copy part_chunk (shard, receipt_id, part_no, chunk, items, bytes) from stdin (format binary)',
)
const READY = statement(
  'part.ready',
  `
select shard, receipt_id, no, bucket_from, bucket_to, items, reopened
from part
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready'
order by no`,
)
const UNSTAGED = statement(
  'part.unstaged',
  `
-- part_chunk is unlogged: after a crash of the database it is empty, and the parts that are ready must be read again
select count(*) as parts
from part
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready'
  and items <> (
    select coalesce(sum(part_chunk.items), 0)
    from part_chunk
    where part_chunk.shard = part.shard and part_chunk.receipt_id = part.receipt_id and part_chunk.part_no = part.no
  )`,
)
const FLIP = statement(
  'part.flip',
  `
-- compare-and-set: the transaction that flips the part is the only one whose rows count
update part
set state = 'done', done_at = $4
where shard = $1 and receipt_id = $2 and no = $3 and state = 'ready' and reopened = $5`,
)
const END_ALL = statement(
  'part.end-all',
  `
-- of a receipt that is quarantined: nobody processes them after this
update part
set state = 'done', done_at = $3
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'ready'
returning shard, receipt_id, no, bucket_from, bucket_to, items, reopened`,
)
const REOPEN = statement(
  'part.reopen',
  `
-- a part that was processed has its counters; one that was ended without its items has none
update part
set state = 'ready', done_at = null, reopened = reopened + 1
where shard between $1 and $1 + 1023 and receipt_id = $2 and state = 'done'
  and not exists (
    select from part_tally
    where part_tally.shard = part.shard and part_tally.receipt_id = part.receipt_id and part_tally.part_no = part.no
  )
returning shard, receipt_id, no, bucket_from, bucket_to, items, reopened`,
)
const CHUNKS = statement(
  'part-chunk.by-part',
  'select items, bytes from part_chunk where shard = $1 and receipt_id = $2 and part_no = $3 order by chunk',
)
const DROP_CHUNKS = statement(
  'part-chunk.drop',
  'delete from part_chunk where shard between $1 and $1 + 1023 and receipt_id = $2',
)

export async function insertParts(tx: pg.ClientBase, parts: readonly Part[]): Promise<void> {
  const rows = new CopyRows()
  for (const part of parts) {
    rows
      .row(7)
      .int8(part.shard)
      .int8(part.receiptId)
      .int4(part.no)
      .int4(part.bucketFrom)
      .int4(part.bucketTo)
      .int8(part.items)
      .text('ready')
  }
  await copyInto(tx, { what: COPY, rows })
}

/** Parts of a receipt that are still to be done, in order. */
export async function readyParts(run: Runner, at: { shard: number; receiptId: number }): Promise<readonly Part[]> {
  return (await rowsOf<PartRow>(run, READY, [at.shard, at.receiptId])).map(partOf)
}

/** Ends every part of a receipt that is still to be done, without its items, and gives them. */
export async function endParts(
  tx: pg.ClientBase,
  at: { shard: number; receiptId: number },
  now: Temporal.Instant,
): Promise<readonly Part[]> {
  return (await rowsOf<PartRow>(tx, END_ALL, [at.shard, at.receiptId, now.toString()])).map(partOf)
}

/** Opens every part of a receipt that was ended without its items, and gives them. */
export async function reopenParts(
  tx: pg.ClientBase,
  at: { shard: number; receiptId: number },
): Promise<readonly Part[]> {
  return (await rowsOf<PartRow>(tx, REOPEN, [at.shard, at.receiptId])).map(partOf)
}

interface PartRow {
  shard: number
  receipt_id: number
  no: number
  bucket_from: number
  bucket_to: number
  items: number
  reopened: number
}

function partOf(row: PartRow): Part {
  return {
    shard: row.shard,
    receiptId: row.receipt_id,
    no: row.no,
    bucketFrom: row.bucket_from,
    bucketTo: row.bucket_to,
    items: row.items,
    reopened: row.reopened,
  }
}

/** How many parts of a receipt are to be done and not, or not wholly, staged. */
export async function unstagedParts(run: Runner, at: { shard: number; receiptId: number }): Promise<number> {
  return (await rowOf<{ parts: number }>(run, UNSTAGED, [at.shard, at.receiptId]))?.parts ?? 0
}

/** Takes the part for this transaction; false when it is done already, or was opened again since it was read. */
export async function flipPart(tx: pg.ClientBase, part: Part, now: Temporal.Instant): Promise<boolean> {
  return (await changedBy(tx, FLIP, [part.shard, part.receiptId, part.no, now.toString(), part.reopened])) === 1
}

export async function chunksOf(
  tx: pg.ClientBase,
  part: Part,
): Promise<readonly { readonly items: number; readonly bytes: Buffer }[]> {
  return rowsOf<{ items: number; bytes: Buffer }>(tx, CHUNKS, [part.shard, part.receiptId, part.no])
}

/** Removes what is staged of a receipt: after its last part, and before reading its file again. */
export async function dropChunks(tx: pg.ClientBase, at: { shard: number; receiptId: number }): Promise<void> {
  await tx.query(DROP_CHUNKS.text, [at.shard, at.receiptId])
}

/** An open COPY of staged items: while it is open the transaction can do nothing else. */
export interface ChunkWriter {
  /** Resolves when the connection can take more. */
  write(chunk: {
    shard: number
    receiptId: number
    partNo: number
    chunk: number
    items: number
    bytes: Uint8Array
  }): Promise<void>
  close(): Promise<void>
}

export function openChunkWriter(tx: pg.ClientBase): ChunkWriter {
  const stream = tx.query(copyFrom(COPY_CHUNKS.text))
  const done = finished(stream)
  done.catch(() => {}) // reported by `close`
  let started = false
  return {
    async write(chunk) {
      const rows = new CopyRows(chunk.bytes.length + 256)
      rows
        .row(6)
        .int8(chunk.shard)
        .int8(chunk.receiptId)
        .int4(chunk.partNo)
        .int4(chunk.chunk)
        .int4(chunk.items)
        .bytea(chunk.bytes)
      const bytes = started ? rows.body() : rows.open()
      started = true
      if (stream.write(bytes)) return
      await Promise.race([new Promise(resolve => stream.once('drain', resolve)), done])
    },
    async close() {
      stream.end(started ? Buffer.from([0xff, 0xff]) : new CopyRows().finish())
      await done
    },
  }
}
