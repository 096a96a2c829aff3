import { type ExceptionKind, explain, type Finding } from '../core/exception.ts'
import type { Fault } from '../core/fault.ts'
import type { BatchClosed, BatchOpened, FileClosed, FileDetail, IntakeSink, Pack, ReceivedItem } from '../core/pack.ts'
import { holdRepeats } from '../core/repeated-batch.ts'
import type { BatchVerdict } from '../core/second-look.ts'
import { addTally, NOTHING, type Tally } from '../core/tally.ts'

/** What the bytes of a file say: the same bytes always give the same. */
export interface FileReport {
  /** As processing writes it down: of the file header, else of the pack that reads it; empty when none does. */
  readonly format: string
  readonly variant: string
  readonly sender: string
  readonly fate: FileClosed['fate']
  readonly batches: readonly InspectedBatch[]
  readonly items: Tally
  readonly declared: Tally | undefined
  /** The first ones found, by their place in the file. */
  readonly faults: readonly Fault[]
  readonly faultsFound: number
}

export interface InspectedBatch {
  readonly ordinal: number
  readonly line: number
  readonly label: string
  readonly fate: BatchClosed['fate']
  readonly declared: Tally | undefined
  readonly computed: Tally
}

/** The report of a file that no pack reads. */
export function unreadReport(fault: Fault): FileReport {
  const nothing = { variant: '', sender: '', batches: [], items: NOTHING, declared: undefined }
  return { format: '', ...nothing, fate: 'quarantine', faults: [fault], faultsFound: 1 }
}

/** A batch of which images could change the fate, with its items as the reader gave them. */
export interface DoubtedBatch {
  readonly closed: BatchClosed
  readonly opened: BatchOpened
  readonly items: readonly { readonly seq: number; readonly raw: Uint8Array }[]
}

export interface Collected {
  readonly sink: IntakeSink
  /** Those that processing looks at again. Empty where the file is held whole. */
  doubted(): readonly DoubtedBatch[]
  /** Asked once, with what the second look said of each batch that is doubted. */
  report(verdicts?: ReadonlyMap<number, BatchVerdict>): FileReport
}

/**
 * Collects what a pack's reader finds, with memory for the batches and at most `faultsMax` faults. Whatever is quarantined has a
 * fault that says so: where the bytes have none, the finding is one, in the words of its exception. Items are kept of a batch
 * that is open, where its pack has a second look, and of those that are doubted.
 */
export function collectReport(pack: Pack, faultsMax: number): Collected {
  const faults = new FaultList(pack, faultsMax)
  const opened = new Map<number, BatchOpened>()
  const batches: ReadBatch[] = []
  const doubts = new Doubts(pack)
  const items = { count: 0, debitMinor: 0, creditMinor: 0 }
  let detail: FileDetail | undefined
  let closed: FileClosed | undefined
  const sink: IntakeSink = {
    fileHeader(header) {
      detail = header
    },
    batchOpened(batch) {
      opened.set(batch.ordinal, batch)
    },
    item(item) {
      doubts.note(item)
      items.count++
      if (item.direction === 'debit') items.debitMinor += item.amountMinor
      else items.creditMinor += item.amountMinor
    },
    batchClosed(batch) {
      const { ordinal, fate, declared, fingerprint } = batch
      const open = opened.get(ordinal)
      const { line = 0, label = '' } = open ?? {}
      opened.delete(ordinal)
      if (!doubts.keeps(batch, open)) faults.holdBatch(batch, line)
      batches.push({ ordinal, line, label, fate, declared, computed: addTally(batch.computed, NOTHING), fingerprint })
    },
    fault: fault => faults.add(fault),
    fileClosed(file) {
      closed = file
      faults.holdFile(file)
    },
  }
  const report = (verdicts: ReadonlyMap<number, BatchVerdict> = new Map()) => ({
    format: detail?.format ?? pack.name,
    variant: detail?.variant ?? '',
    sender: detail?.sender ?? '',
    fate: closed?.fate ?? 'quarantine',
    batches: fated(closed, withVerdicts(batches, doubts.batches, verdicts, faults), faults),
    items: addTally(items, NOTHING),
    declared: closed?.declared,
    ...faults.taken(),
  })
  return { sink, doubted: () => (closed?.fate === 'process' ? doubts.batches : []), report }
}

/** The items of the batches that processing would look at again. */
class Doubts {
  readonly batches: DoubtedBatch[] = []
  readonly #secondLook: Pack['secondLook']
  readonly #items = new Map<number, DoubtedBatch['items'][number][]>()

  constructor(pack: Pack) {
    this.#secondLook = pack.secondLook
  }

  note({ batch, seq, bytes, start, size }: ReceivedItem): void {
    if (this.#secondLook === undefined) return
    const kept = this.#items.get(batch) ?? []
    this.#items.set(batch, kept)
    kept.push({ seq, raw: bytes.slice(start, start + size) })
  }

  /** True when images could change what becomes of the batch. */
  keeps(closed: BatchClosed, opened: BatchOpened | undefined): boolean {
    const items = this.#items.get(closed.ordinal) ?? []
    this.#items.delete(closed.ordinal)
    if (opened === undefined || this.#secondLook?.wanted(closed) !== true) return false
    this.batches.push({ closed: { ...closed }, opened, items })
    return true
  }
}

function fated(
  closed: FileClosed | undefined,
  batches: readonly ReadBatch[],
  faults: FaultList,
): readonly InspectedBatch[] {
  return closed?.fate === 'process' ? withRepeats(batches, faults) : heldWhole(batches)
}

/** A batch that a second look freed is processed; one that it did not free is held for what the images showed. */
function withVerdicts(
  batches: readonly ReadBatch[],
  doubted: readonly DoubtedBatch[],
  verdicts: ReadonlyMap<number, BatchVerdict>,
  faults: FaultList,
): readonly ReadBatch[] {
  const freed = new Set<number>()
  for (const { closed, opened } of doubted) {
    const verdict = verdicts.get(closed.ordinal)
    faults.holdBatch(verdict?.fate === 'quarantine' ? { ...closed, finding: verdict.finding } : closed, opened.line)
    if (verdict?.fate !== 'process') continue
    freed.add(closed.ordinal)
    faults.free(closed.ordinal, verdict.explainedBySeq)
  }
  return batches.map(batch => (freed.has(batch.ordinal) ? { ...batch, fate: 'process' as const } : batch))
}

type ReadBatch = InspectedBatch & Pick<BatchClosed, 'fingerprint'>

/** Of a file that is held whole no batch is processed, whatever its own control says. */
function heldWhole(batches: readonly ReadBatch[]): readonly InspectedBatch[] {
  return batches.map(({ fingerprint: _, ...batch }) => ({ ...batch, fate: 'quarantine' as const }))
}

/** A batch that stands in the file twice is processed once. What other files brought, only processing knows. */
function withRepeats(batches: readonly ReadBatch[], faults: FaultList): readonly InspectedBatch[] {
  const judged = holdRepeats(batches)
  for (const { ordinal, line } of batches) {
    const finding = judged.findings.get(ordinal)
    if (finding !== undefined) faults.hold('batch', finding, { line, batch: ordinal })
  }
  return judged.batches.map(({ fingerprint: _, ...batch }) => batch)
}

/** The faults of a file, and which of its batches are said to be left out. */
class FaultList {
  readonly #kinds: Readonly<Record<string, ExceptionKind>>
  readonly #max: number
  readonly #faults: Fault[] = []
  readonly #batchesSaid = new Set<number>()
  #found = 0
  #isFileSaid = false

  constructor(pack: Pack, faultsMax: number) {
    this.#kinds = pack.kinds
    this.#max = faultsMax
  }

  add(fault: Fault): void {
    this.#found++
    if (this.#faults.length < this.#max) this.#faults.push(fault)
    if (fault.rest === 'file left out') this.#isFileSaid = true
    if (fault.rest === 'batch left out' && fault.batch !== undefined) this.#batchesSaid.add(fault.batch)
  }

  holdBatch({ ordinal, fate, finding }: BatchClosed, line: number): void {
    if (fate === 'quarantine' && finding !== undefined && !this.#batchesSaid.has(ordinal))
      this.hold('batch', finding, { line, batch: ordinal })
  }

  /** The batch is processed without the one item that explains what is wrong in it. */
  free(batch: number, item: number): void {
    this.#batchesSaid.delete(batch)
    this.#faults.forEach((fault, n) => {
      if (fault.batch === batch && fault.rest === 'batch left out')
        this.#faults[n] = { ...fault, rest: 'item left out', item }
    })
  }

  holdFile({ fate, finding }: FileClosed): void {
    if (fate === 'quarantine' && finding !== undefined && !this.#isFileSaid) this.hold('file', finding, { line: 1 })
  }

  /** Adds the finding by which something is held, at the place that it names, else at the one given. */
  hold(scope: 'batch' | 'file', finding: Finding, place: { readonly line: number; readonly batch?: number }): void {
    const { kind, facts, code: _, ...said } = finding
    const at = [facts?.line, facts?.record].find(one => typeof one === 'number' && one > 0)
    const line = typeof at === 'number' ? at : Math.max(1, place.line)
    const known = this.#kinds[kind]
    this.add({
      column: 1,
      ...said,
      ...place,
      code: kind,
      scope,
      rest: scope === 'file' ? 'file left out' : 'batch left out',
      line,
      record: line,
      message: known === undefined ? kind : explain(known, facts),
    })
  }

  taken(): Pick<FileReport, 'faults' | 'faultsFound'> {
    const placed = this.#faults.map((fault, n) => ({ fault, n }))
    placed.sort((a, b) => byPlace(a.fault, b.fault) || a.n - b.n)
    return { faults: placed.map(({ fault }) => fault), faultsFound: this.#found }
  }
}

function byPlace(a: Fault, b: Fault): number {
  return recordOf(a) - recordOf(b) || (a.column ?? 0) - (b.column ?? 0)
}

function recordOf({ line, record }: Fault): number {
  return line ?? record ?? 0
}
