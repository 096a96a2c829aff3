import { BUCKETS, shardOf } from '../core/bucket.ts'
import type { Finding } from '../core/exception.ts'
import type { Fault } from '../core/fault.ts'
import { invariant } from '../core/invariant.ts'
import type { BatchClosed, BatchOpened, FileClosed, FileDetail, IntakeSink, Pack, ReceivedItem } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import { ITEMS_OF_FILE_MAX } from '../core/unit-entry.ts'
import type { Batch } from '../store/batch.ts'
import type { Transaction } from '../store/database.ts'
import { type ChunkWriter, openChunkWriter, type Part } from '../store/part.ts'
import type { Receipt } from '../store/receipt.ts'
import { checkedOriginal } from './checked-original.ts'
import type { Engine } from './engine.ts'
import { StagedItems } from './staged-item.ts'

const CHUNK_BYTES = 256 * 1024
/** Faults kept of one file; all are counted. A person who has read a thousand knows what is wrong with the file. */
const FAULTS_KEPT_MAX = 1_000

/** Items a part should have: enough to make its transaction worth while, few enough to keep it short and its memory flat. */
const ITEMS_PER_PART = 16_384
const PARTS_MAX = 64

/** A range of buckets that becomes a part of a file. Ranges do not overlap; items of buckets in none are only counted. */
export type PartRange = Omit<Part, 'items'>

/** Everything that one reading of a file tells. */
export interface FileRead {
  readonly detail: FileDetail | undefined
  readonly closed: FileClosed | undefined
  readonly batches: readonly Batch[]
  readonly findings: ReadonlyMap<number, Finding>
  /** Batches that the reader quarantined, by ordinal, as they closed. */
  readonly held: ReadonlyMap<number, BatchClosed>
  /** The first thousand, and how many there are. */
  readonly faults: readonly Fault[]
  readonly faultCount: number
  /** The ranges that got items. */
  readonly parts: readonly Part[]
  readonly computed: Tally
}

/** As many parts as so many items suggest, a power of two, each an equal range of buckets. */
export function partRanges({ institution }: Engine, receiptId: number, items: number): readonly PartRange[] {
  const count = Math.min(PARTS_MAX, 2 ** Math.ceil(Math.log2(Math.max(1, items / ITEMS_PER_PART))))
  const width = BUCKETS / count
  return Array.from({ length: count }, (_, no) => ({
    shard: shardOf(institution.orgId, no * width),
    receiptId,
    no,
    bucketFrom: no * width,
    bucketTo: (no + 1) * width - 1,
    reopened: 0,
  }))
}

/** Reads the stored file once as a stream and stages every item under the part of its bucket. Memory stays flat whatever the file's size. Throws `OriginalAltered`. */
export async function readIntoParts(
  engine: Engine,
  tx: Transaction | undefined,
  file: {
    readonly receipt: Receipt
    readonly pack: Pack
    readonly ranges: readonly PartRange[]
    /** Where the staged items go: into the database when left out. */
    readonly kept?: ChunkWriter | undefined
    /** The batches whose items are wanted, by their place; all when left out. The others are only counted. */
    readonly only?: ((batch: number) => boolean) | undefined
  },
): Promise<FileRead> {
  const writer = file.kept ?? writerOf(tx)
  const parts = file.ranges.map(part => ({ part, staged: new StagedItems(), chunks: 0, total: 0 }))
  const seen = collect(parts, file.only)
  try {
    const feed = file.pack.createReader(seen.sink, engine.institution.settings)
    for await (const chunk of checkedOriginal(engine.blobs, file.receipt)) {
      feed.write(chunk)
      await flushParts(writer, parts, CHUNK_BYTES)
    }
    feed.end()
    await flushParts(writer, parts, 1)
  } finally {
    await writer.close()
  }
  const filled = parts.filter(part => part.total > 0).map(part => ({ ...part.part, items: part.total }))
  return { ...seen.result(), parts: filled }
}

function writerOf(tx: Transaction | undefined): ChunkWriter {
  invariant(tx !== undefined, 'staged items are written in a transaction or kept')
  return openChunkWriter(tx)
}

interface OpenPart {
  readonly part: PartRange
  readonly staged: StagedItems
  chunks: number
  total: number
}

async function flushParts(writer: ChunkWriter, parts: readonly OpenPart[], bytesMin: number): Promise<void> {
  for (const open of parts) {
    if (open.staged.size < bytesMin) continue
    const { bytes, items } = open.staged.take()
    const { shard, receiptId, no: partNo } = open.part
    await writer.write({ shard, receiptId, partNo, chunk: open.chunks, items, bytes })
    open.chunks++
  }
}

function partOfBucket(parts: readonly OpenPart[]): readonly (OpenPart | undefined)[] {
  const byBucket = new Array<OpenPart | undefined>(BUCKETS).fill(undefined)
  for (const open of parts) byBucket.fill(open, open.part.bucketFrom, open.part.bucketTo + 1)
  return byBucket
}

function refuseItem(seq: number, items: number): never {
  invariant(seq === items, `items must be numbered without gaps: ${seq} came after ${items - 1}`)
  // The next would have the number of an item of another receipt: better that one file fails.
  throw new RangeError(`the file has more than ${ITEMS_OF_FILE_MAX} items`)
}

/** A sink that routes items to parts and remembers everything else. */
function collect(
  parts: readonly OpenPart[],
  only?: (batch: number) => boolean,
): { sink: IntakeSink; result(): Omit<FileRead, 'parts'> } {
  const byBucket = partOfBucket(parts)
  const opened = new Map<number, BatchOpened>()
  const batches: Batch[] = []
  const findings = new Map<number, Finding>()
  const held = new Map<number, BatchClosed>()
  const faults: Fault[] = []
  let faultCount = 0
  let detail: FileDetail | undefined
  let closed: FileClosed | undefined
  let items = 0
  let debitMinor = 0
  let creditMinor = 0
  const sink: IntakeSink = {
    fileHeader(header) {
      detail = header
    },
    batchOpened(batch) {
      opened.set(batch.ordinal, batch)
    },
    item(item: ReceivedItem) {
      if (item.seq !== items || items === ITEMS_OF_FILE_MAX) refuseItem(item.seq, items)
      const part = byBucket[item.bucket]
      if (part !== undefined && (only === undefined || only(item.batch))) {
        part.staged.add(item)
        part.total++
      }
      items++
      if (item.direction === 'debit') debitMinor += item.amountMinor
      else creditMinor += item.amountMinor
    },
    batchClosed(batch) {
      const from = opened.get(batch.ordinal)
      invariant(from !== undefined, `batch ${batch.ordinal} was closed and never opened`)
      const { fingerprint, fate, declared, computed, lost } = batch
      const detail = { ...from.detail, ...batch.detail }
      batches.push({ ...from, detail, fingerprint, fate, declared, computed, lost })
      if (batch.finding !== undefined) findings.set(batch.ordinal, batch.finding)
      if (fate === 'quarantine') held.set(batch.ordinal, { ...batch })
    },
    fault(fault) {
      faultCount++
      if (faults.length < FAULTS_KEPT_MAX) faults.push(fault)
    },
    fileClosed(file) {
      closed = file
    },
  }
  const computed = () => ({ count: items, debitMinor, creditMinor })
  return { sink, result: () => ({ detail, closed, batches, findings, held, faults, faultCount, computed: computed() }) }
}
