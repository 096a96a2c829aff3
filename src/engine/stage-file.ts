import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import type { Fault } from '../core/fault.ts'
import { invariant } from '../core/invariant.ts'
import type { BatchClosed, BatchOpened, FileClosed, FileDetail, IntakeSink, Pack, ReceivedItem } from '../core/pack.ts'
import { addTally, NOTHING, type Tally } from '../core/tally.ts'
import { type Batch, claimBatches, insertBatches, insertFaults } from '../store/batch.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { type ChunkWriter, dropChunks, insertParts, openChunkWriter, type Part } from '../store/part.ts'
import { markStaged, type Receipt } from '../store/receipt.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { type HeldUnit, holdUnits } from './hold-unit.ts'
import { StagedItems } from './staged-item.ts'

const BUCKETS = 1024
/** Items a part should have: enough to make its transaction worth while, few enough to keep it short. */
const ITEMS_PER_PART = 16_384
const PARTS_MAX = 64
const CHUNK_BYTES = 256 * 1024
/** Faults kept of one file; all are counted. A person who has read a thousand knows what is wrong with the file. */
const FAULTS_KEPT_MAX = 1_000

/**
 * The first pass over a received file: reads it once as a stream, checks frames and totals, and routes every item to the part
 * of its bucket. One transaction; a file staged already is left alone. Memory stays flat whatever the file's size.
 */
export async function stageFile(engine: Engine, receipt: Receipt, pack: Pack): Promise<void> {
  await inBulk(engine.database, async tx => {
    await dropChunks(tx, { shard: orgShardOf(engine), receiptId: receipt.id })
    const staged = await readIntoParts(engine, tx, receipt, pack)
    engine.step('file read')
    await writeStage(engine, tx, receipt, pack, staged)
    engine.step('stage written')
  })
  engine.step('stage committed')
}

function orgShardOf(engine: Engine): number {
  return shardOf(engine.institution.orgId, 0)
}

interface Staged {
  readonly detail: FileDetail | undefined
  readonly closed: FileClosed | undefined
  readonly batches: readonly Batch[]
  readonly findings: ReadonlyMap<number, BatchClosed['finding']>
  readonly faults: readonly Fault[]
  readonly faultCount: number
  readonly parts: readonly Part[]
  readonly computed: Tally
}

async function readIntoParts(engine: Engine, tx: Transaction, receipt: Receipt, pack: Pack): Promise<Staged> {
  const writer = openChunkWriter(tx)
  const parts = openParts(engine, receipt, pack)
  const seen = collect(parts)
  try {
    const feed = pack.createReader(seen.sink, engine.institution.settings)
    for await (const chunk of engine.blobs.read(receipt.sha256)) {
      feed.write(chunk)
      await flushParts(writer, parts, CHUNK_BYTES)
    }
    feed.end()
    await flushParts(writer, parts, 1)
  } finally {
    await writer.close()
  }
  return {
    ...seen.result(),
    parts: parts.filter(part => part.total > 0).map(part => ({ ...part.part, items: part.total })),
  }
}

interface OpenPart {
  readonly part: Omit<Part, 'items'>
  readonly staged: StagedItems
  chunks: number
  total: number
}

/** As many parts as the file's size suggests, a power of two, each an equal range of buckets. */
function openParts(engine: Engine, receipt: Receipt, pack: Pack): readonly OpenPart[] {
  const expected = receipt.sizeBytes / pack.bytesPerItem / ITEMS_PER_PART
  const count = Math.min(PARTS_MAX, 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, expected)))))
  const width = BUCKETS / count
  return Array.from({ length: count }, (_, no) => ({
    part: {
      shard: shardOf(engine.institution.orgId, no * width),
      receiptId: receipt.id,
      no,
      bucketFrom: no * width,
      bucketTo: (no + 1) * width - 1,
    },
    staged: new StagedItems(),
    chunks: 0,
    total: 0,
  }))
}

async function flushParts(writer: ChunkWriter, parts: readonly OpenPart[], bytesMin: number): Promise<void> {
  for (const open of parts) {
    if (open.staged.size < bytesMin) continue
    const { bytes, items } = open.staged.take()
    await writer.write({
      shard: open.part.shard,
      receiptId: open.part.receiptId,
      partNo: open.part.no,
      chunk: open.chunks,
      items,
      bytes,
    })
    open.chunks++
  }
}

/** A sink that routes items to parts and remembers everything else. */
function collect(parts: readonly OpenPart[]): { sink: IntakeSink; result(): Omit<Staged, 'parts'> } {
  const width = BUCKETS / parts.length
  const opened = new Map<number, BatchOpened>()
  const batches: Batch[] = []
  const findings = new Map<number, BatchClosed['finding']>()
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
      const part = parts[Math.floor(item.bucket / width)] as OpenPart // every bucket lies in a part
      invariant(item.seq === items, `items must be numbered without gaps: ${item.seq} came after ${items - 1}`)
      part.staged.add(item)
      part.total++
      items++
      if (item.direction === 'debit') debitMinor += item.amountMinor
      else creditMinor += item.amountMinor
    },
    batchClosed(batch) {
      const from = opened.get(batch.ordinal)
      invariant(from !== undefined, `batch ${batch.ordinal} was closed and never opened`)
      batches.push({
        ...from,
        fingerprint: batch.fingerprint,
        fate: batch.fate,
        declared: batch.declared,
        computed: batch.computed,
        lost: batch.lost,
      })
      if (batch.finding !== undefined) findings.set(batch.ordinal, batch.finding)
    },
    fault(fault) {
      faultCount++
      if (faults.length < FAULTS_KEPT_MAX) faults.push(fault)
    },
    fileClosed(file) {
      closed = file
    },
  }
  return {
    sink,
    result: () => ({
      detail,
      closed,
      batches,
      findings,
      faults,
      faultCount,
      computed: { count: items, debitMinor, creditMinor },
    }),
  }
}

async function writeStage(
  engine: Engine,
  tx: Transaction,
  receipt: Receipt,
  pack: Pack,
  staged: Staged,
): Promise<void> {
  const orgShard = orgShardOf(engine)
  const at = { shard: orgShard, receiptId: receipt.id }
  const closed = staged.closed
  invariant(closed !== undefined, 'a reader must close its file')
  const batches = await withDuplicates(engine, tx, receipt, staged, pack)
  const lost = batches.batches.reduce((sum, batch) => addTally(sum, batch.lost), closed.lost)
  const first = await markStaged(
    tx,
    { shard: orgShard, id: receipt.id },
    {
      format: staged.detail?.format ?? pack.name,
      variant: staged.detail?.variant ?? '',
      sender: staged.detail?.sender ?? '',
      received: staged.computed,
      lost,
      batches: batches.batches.length,
      faults: staged.faultCount,
    },
  )
  invariant(first, `receipt ${receipt.id} was staged twice at once`)
  await insertBatches(tx, at, batches.batches)
  await insertFaults(tx, at, staged.faults)
  await insertParts(tx, staged.parts)
  await lockBuckets(tx, [orgShard])
  const held = heldUnits(receipt, staged, batches, closed, lost)
  const events = await holdUnits(engine, tx, { receipt, pack, units: held })
  const staging = {
    kind: 'file_staged' as const,
    actor: ENGINE_ACTOR,
    subject: receipt.id,
    body: {
      items: staged.computed,
      lost,
      batches: batches.batches.length,
      parts: staged.parts.length,
      faults: staged.faultCount,
      fate: closed.fate,
    },
  }
  await appendEvents(tx, new Map([[orgShard, [staging, ...events]]]), {
    day: dayNumber(postingDate(receipt)),
    at: engine.now(),
  })
}

function postingDate(receipt: Receipt): Temporal.PlainDate {
  const date = parseDay(receipt.postingOn)
  invariant(date !== undefined, `receipt ${receipt.id} posts on no day: ${receipt.postingOn}`)
  return date
}

interface JudgedBatches {
  readonly batches: readonly Batch[]
  readonly findings: ReadonlyMap<number, BatchClosed['finding']>
}

/** Claims every batch that would be processed; one that another file (or this one) brought before is quarantined as a duplicate. */
async function withDuplicates(
  engine: Engine,
  tx: Transaction,
  receipt: Receipt,
  staged: Staged,
  pack: Pack,
): Promise<JudgedBatches> {
  if (staged.closed?.fate !== 'process') return staged
  const claims = staged.batches
    .filter(batch => batch.fate === 'process' && batch.computed.count > 0)
    .map(batch => ({
      shard: shardOf(engine.institution.orgId, bucketOfText(`${pack.name}/${batch.fingerprint}`)),
      fingerprint: `${pack.name}/${batch.fingerprint}`,
      ordinal: batch.ordinal,
    }))
  const owners = await claimBatches(tx, receipt.id, claims)
  const findings = new Map(staged.findings)
  const batches = staged.batches.map(batch => {
    const owner = owners.get(batch.ordinal)
    if (owner === undefined) return batch
    findings.set(batch.ordinal, {
      kind: 'duplicate-batch',
      facts: { receipt: owner.receiptId, batch: owner.ordinal + 1, items: batch.computed.count },
    })
    return { ...batch, fate: 'quarantine' as const }
  })
  return { batches, findings }
}

/** What nothing of may be processed: the file as one unit, or each quarantined batch, or value that was lost from a batch that is processed. */
function heldUnits(
  receipt: Receipt,
  staged: Staged,
  judged: JudgedBatches,
  closed: FileClosed,
  lost: Tally,
): readonly HeldUnit[] {
  if (closed.fate === 'quarantine') {
    invariant(closed.finding !== undefined, `receipt ${receipt.id} is quarantined and nothing says why`)
    return [{ scope: 'file', batch: undefined, finding: closed.finding, value: addTally(staged.computed, lost) }]
  }
  const units: HeldUnit[] = []
  for (const batch of judged.batches) {
    const whole = batch.fate === 'quarantine'
    const value = whole ? addTally(batch.computed, batch.lost) : batch.lost
    if (!whole && value.count === 0 && value.debitMinor === 0 && value.creditMinor === 0) continue
    const finding = judged.findings.get(batch.ordinal) ?? { kind: 'malformed-batch', facts: { items: value.count } }
    units.push({ scope: 'batch', batch: batch.ordinal, finding, value })
  }
  if (closed.lost !== NOTHING && closed.lost.count + closed.lost.debitMinor + closed.lost.creditMinor > 0) {
    units.push({
      scope: 'file',
      batch: undefined,
      finding: closed.finding ?? { kind: 'malformed-file', facts: {} },
      value: closed.lost,
    })
  }
  return units
}
