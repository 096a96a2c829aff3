import { invariant } from '../../core/invariant.ts'
import { detailColumns, entryDetail } from './entry-detail.ts'
import type { NachaFault } from './fault-codes.ts'
import { RECORD_LENGTH } from './layout.ts'
import { mutate, seededDice } from './mutate.ts'
import { type NachaBatch, type NachaFile, type ReadFile, readNachaFile, writeNachaFile } from './nacha-file.ts'
import type { Entry } from './parse-entry.ts'
import { hasRecordShape, isFill } from './record-shape.ts'
import {
  sample05,
  sampleBatch,
  sampleEntry,
  sampleFile,
  sampleRefusal,
  sampleReturn,
  sampleTrace,
} from './sample-file.ts'

/** What a run over mutated files found: for a test to print and to assert. */
export interface FuzzResult {
  readonly files: number
  readonly processed: number
  readonly refused: number
  readonly rewritten: number
  /** The longest that one file took. All are far below a megabyte. */
  readonly slowestMs: number
}

/**
 * Reads `files` mutated files and holds the reader to its word for each: no throw, every entry in a batch and counted once,
 * a fault with a place for whatever is not processed, the same values after writing and reading again.
 *
 * @param clock Milliseconds from any beginning.
 */
export function fuzzNacha(files: number, seed: number, clock: () => number): FuzzResult {
  const dice = seededDice(seed)
  const seeds = seedFiles()
  const result = { files, processed: 0, refused: 0, rewritten: 0, slowestMs: 0 }
  for (let i = 0; i < files; i++) {
    const bytes = mutate(seeds[dice(seeds.length)] ?? new Uint8Array(0), dice)
    const began = clock()
    const read = readNachaFile(bytes)
    result.slowestMs = Math.max(result.slowestMs, clock() - began)
    checkComplete(read, `mutation ${i} of seed ${seed}`)
    if (read.end.fate === 'process') result.processed++
    else result.refused++
    if (isRewritten(read)) result.rewritten++
  }
  return result
}

/** The files that are spoiled: every class, addenda, returns, several batches. */
function seedFiles(): readonly Uint8Array[] {
  const classes = 'ACK ADV ARC CCD COR CTX DNE ENR IAT MTE POP POS PPD SHR TEL TRX WEB XCK'.split(' ')
  const many = Array.from({ length: 12 }, (_, index) =>
    sampleEntry({ trace: sampleTrace(index + 1), amountMinor: 100 + index }),
  )
  const remitted = many.map((entry, index) => ({
    ...entry,
    addendaIndicator: 1,
    addenda: [sample05(1, { entrySequence: index + 1 })],
  }))
  const three: readonly NachaBatch[] = [
    sampleBatch('PPD', many),
    numbered(sampleBatch('CCD', remitted), 2),
    numbered(sampleBatch('WEB', [sampleReturn('R01')]), 3),
  ]
  return [
    ...classes.map(secCode => sampleFile([sampleBatch(secCode)])),
    sampleFile([sampleBatch('COR', [sampleRefusal('C62', 'C01')])]),
    sampleFile(three),
    sampleFile(three, BACK_TO_BACK),
    ...['ADV', 'IAT', 'PPD'].map(secCode => sampleFile([sampleBatch(secCode)], BACK_TO_BACK)),
  ]
}

const BACK_TO_BACK = { lineEnd: '', lastLineEnd: '', fillRecords: 0, blankLines: 0 } as const

function numbered(batch: NachaBatch, batchNumber: number): NachaBatch {
  return { ...batch, header: { ...batch.header, batchNumber } }
}

function checkComplete(read: ReadFile, which: string): void {
  const { end, batchEnds, faults } = read
  const inBatches = batchEnds.reduce((sum, one) => sum + one.entries, 0)
  invariant(inBatches === end.entries && batchEnds.length === end.batches, `${which}: an entry is in no batch`)
  const left = batchEnds.filter(one => one.fate === 'quarantine').length
  invariant(left === end.quarantinedBatches, `${which}: the quarantined batches are miscounted`)
  for (const fault of faults)
    invariant(isTold(fault), `${which}: ${fault.code} lacks its place, field, or what was expected`)
  for (const [rest, leftOut] of [
    ['file left out', end.fate === 'quarantine'],
    ['batch left out', left > 0],
  ] as const) {
    const said = faults.some(fault => fault.rest === rest)
    invariant(said === leftOut, `${which}: ${rest} is ${said ? 'said but not done' : 'done without a reason'}`)
  }
  const named = new Set(faults.filter(fault => fault.rest === 'item left out').flatMap(fault => fault.item ?? []))
  const faulty = batchEnds.reduce((sum, one) => sum + one.faultyEntries, 0)
  invariant(named.size === faulty, `${which}: the items left out are not those that the faults name`)
}

/** A person can look a fault up: where, which field, what should stand there, what happens to the rest. */
function isTold({ line, column, field, expected, message, rest }: NachaFault): boolean {
  return (line ?? 0) >= 1 && (column ?? 0) >= 1 && [field, expected, message, rest].every(text => text.trim() !== '')
}

/** Writes what was read, where its values allow it, and reads it again: nothing of it may have changed. */
function isRewritten(read: ReadFile): boolean {
  if (read.file === undefined || !isWritable(read.file)) return false
  const written = writeNachaFile(read.file)
  if (read.file.style?.lineEnd === '' && !holdsTogether(written)) return false
  const again = readNachaFile(written)
  const plain = (file: NachaFile | undefined) =>
    JSON.stringify([file?.header, file?.batches.map(batch => [batch.header, batch.entries])])
  invariant(plain(again.file) === plain(read.file), 'nacha: what was written is read differently')
  for (const batch of read.file.batches) for (const entry of batch.entries) checkDetail(entry, batch.header.secCode)
  return true
}

/**
 * Without line ends a record is told by its shape and by its neighbours': one or two that were spoiled stand between records
 * that were not, or at the end of the file. Three in a row tell nobody where they begin, nor does one before fill, which looks
 * the same from anywhere: the reader says so, and what it leaves out cannot be written again.
 */
function holdsTogether(bytes: Uint8Array): boolean {
  let spoiled = 0
  for (let at = 0; at < bytes.length; at += RECORD_LENGTH) {
    const fill = isFill(bytes, at)
    if (fill && spoiled > 0) return false
    spoiled = fill || hasRecordShape(bytes, at) ? 0 : spoiled + 1
    if (spoiled > 2) return false
  }
  return true
}

/** The meaning of columns 40 to 76 says the columns again, where their counts are digits. */
function checkDetail(entry: Entry, secCode: string): void {
  if (entry.layout !== 'standard') return
  const detail = entryDetail(entry, secCode)
  if (detail.kind === 'company' && detail.addendaCount < 0) return
  const { identification, name } = detailColumns(detail)
  invariant(identification === entry.identification && name === entry.name, 'nacha: a detail loses characters')
}

/** True when every number is one and no text begins or holds what would end a record. */
function isWritable(file: NachaFile): boolean {
  const texts = JSON.stringify([
    file.header,
    file.batches.map(batch => [batch.header, batch.entries, batch.control]),
    file.control,
  ])
  return !texts.includes(':-1') && !/\\[rn]|\\u000[0-9a-f]/.test(texts) && !texts.includes('"kind":"unknown"')
}
