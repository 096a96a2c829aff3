import { checkBatchHeader } from './check-batch-header.ts'
import { compareBatch } from './compare-batch.ts'
import { parseYymmdd } from './dates.ts'
import type { Frame } from './frame.ts'
import { digitsAt, RECORD_LENGTH, readRecord, textAt } from './layout.ts'
import { ADV_BATCH_CONTROL, BATCH_CONTROL, BATCH_HEADER, IAT_BATCH_HEADER } from './layouts.ts'
import { type OpenBatch, openBatch } from './open-batch.ts'
import { finishEntry } from './read-entry.ts'
import { type Reading, reportBatch, reportBytes, reportLine } from './reading.ts'
import type { BatchControl, BatchHeader, BatchTotals } from './sink.ts'
import { controlStanding } from './standing.ts'

/** Takes a batch header: ends a batch that is still open (it has lost its control) and opens the new one. */
export function takeBatchHeader(reading: Reading, frame: Frame): void {
  endBatchWithoutControl(reading, frame.line)
  const padded = paddedRecord(frame)
  const batch = openBatch(headerOf(padded, reading.batches++, frame.line))
  reading.batch = batch
  reading.sink.batchHeader(batch.header)
  reportBytes(frame, { overlong: 'batch left out', control: 'batch left out' }, (code, place) =>
    reportBatch(reading, batch, code, { scope: 'batch', ...place }),
  )
  checkBatchHeader(reading, batch, padded)
  if (batch.layout === 'adv') reading.hasAdv = true
}

/** Opens a batch for entries that stand outside one: they are read and counted, and left out together. */
export function openMissingBatch(reading: Reading, frame: Frame): OpenBatch {
  const blank = new Uint8Array(RECORD_LENGTH).fill(0x20)
  const header = {
    ...headerOf(blank, reading.batches++, frame.line),
    missing: true,
    serviceClass: 0,
    batchNumber: 0,
    raw: '',
  }
  const batch = openBatch(header)
  reading.batch = batch
  reading.sink.batchHeader(header)
  reportBatch(reading, batch, 'batch-header-missing', {
    line: frame.line,
    column: 1,
    found: 'an entry',
    expected: 'a batch header',
  })
  return batch
}

/** Takes a batch control: compares it with what was read, and ends the batch. */
export function takeBatchControl(reading: Reading, frame: Frame): void {
  finishEntry(reading)
  const { batch } = reading
  const padded = paddedRecord(frame)
  if (batch === undefined) {
    reportOutside(reading, frame)
    return
  }
  reportBytes(frame, { overlong: 'read on', control: 'read on' }, (code, place) =>
    reportBatch(reading, batch, code, { scope: 'batch', ...place }),
  )
  const control = controlOf(padded, batch)
  const standing = controlStanding(control, batch.header, padded)
  compareBatch(reading, batch, control, { bytes: padded, start: 0, line: frame.line, standing })
  endBatch(reading, batch, control, frame.line)
}

/** Ends a batch whose control never came, at the line where that is known. */
export function endBatchWithoutControl(reading: Reading, line: number): void {
  finishEntry(reading)
  const { batch } = reading
  if (batch === undefined) return
  reportBatch(reading, batch, 'batch-control-missing', {
    line,
    column: 1,
    found: 'the next record',
    expected: 'a batch control',
  })
  endBatch(reading, batch, undefined, line)
}

/** The record's 94 bytes, a short one filled up with blanks. */
export function paddedRecord(frame: Frame): Uint8Array {
  const padded = new Uint8Array(RECORD_LENGTH).fill(0x20)
  padded.set(frame.bytes.subarray(frame.start, frame.start + frame.length))
  return padded
}

function reportOutside(reading: Reading, frame: Frame): void {
  const fault = { line: frame.line, column: 1, found: 'a batch control', expected: 'a batch header' }
  reading.declared = undefined
  reportLine(reading, 'batch-control-outside', fault)
}

function headerOf(bytes: Uint8Array, ordinal: number, line: number): BatchHeader {
  const values = readRecord(BATCH_HEADER, bytes, 0)
  const international = values.secCode === 'IAT' || values.companyName === 'IATCOR'
  const raw = textAt(bytes, 0, RECORD_LENGTH)
  return {
    ordinal,
    line,
    missing: false,
    serviceClass: values.serviceClass,
    secCode: values.secCode,
    companyName: international ? '' : values.companyName,
    companyDiscretionaryData: international ? '' : values.companyDiscretionaryData,
    companyId: values.companyId,
    entryDescription: values.entryDescription,
    descriptiveDate: international ? '' : values.descriptiveDate,
    effectiveDate: values.effectiveDate,
    effectiveOn: parseYymmdd(values.effectiveDate),
    settlementDate: values.settlementDate,
    originatorStatus: values.originatorStatus,
    odfi8: digitsAt(bytes, BATCH_HEADER.fields.odfi.from - 1, 8),
    batchNumber: values.batchNumber,
    iat: international ? readRecord(IAT_BATCH_HEADER, bytes, 0) : undefined,
    raw,
  }
}

function controlOf(bytes: Uint8Array, batch: OpenBatch): BatchControl {
  if (batch.layout === 'adv') return { kind: 'adv', ...readRecord(ADV_BATCH_CONTROL, bytes, 0) }
  return { kind: 'standard', ...readRecord(BATCH_CONTROL, bytes, 0) }
}

function endBatch(reading: Reading, batch: OpenBatch, control: BatchControl | undefined, line: number): void {
  if (batch.entries === 0) reportBatch(reading, batch, 'batch-empty', { line: batch.header.line, column: 1 })
  const declared: BatchTotals | undefined =
    control === undefined
      ? undefined
      : {
          entryAddendaCount: control.entryAddendaCount,
          entryHash: control.entryHash,
          debitMinor: control.totalDebit,
          creditMinor: control.totalCredit,
        }
  const { entryAddendaCount, entryHash, debitMinor, creditMinor } = batch
  addToFile(reading, batch, declared)
  if (batch.leftOut) reading.quarantinedBatches++
  reading.batch = undefined
  reading.sink.batchEnd({
    ordinal: batch.header.ordinal,
    line,
    declared,
    computed: { entryAddendaCount, entryHash, debitMinor, creditMinor },
    entries: batch.entries,
    faultyEntries: batch.faultyEntries,
    faults: batch.faults,
    fate: batch.leftOut ? 'quarantine' : 'process',
    control,
  })
}

function addToFile(reading: Reading, batch: OpenBatch, declared: BatchTotals | undefined): void {
  const { totals } = reading
  totals.entryAddendaCount += batch.entryAddendaCount
  totals.entryHash = (totals.entryHash + batch.entryHash) % 10_000_000_000
  totals.debitMinor += batch.debitMinor
  totals.creditMinor += batch.creditMinor
  if (batch.sums === 'in doubt') reading.sums = 'in doubt'
  const sum = reading.declared
  if (sum === undefined || declared === undefined) {
    reading.declared = undefined
    return
  }
  reading.declared = {
    entryAddendaCount: sum.entryAddendaCount + declared.entryAddendaCount,
    entryHash: (sum.entryHash + declared.entryHash) % 10_000_000_000,
    debitMinor: sum.debitMinor + declared.debitMinor,
    creditMinor: sum.creditMinor + declared.creditMinor,
  }
}
