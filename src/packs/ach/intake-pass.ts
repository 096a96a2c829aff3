import type { Fault } from '../../core/fault.ts'
import { createFingerprint, hexOf } from '../../core/fingerprint.ts'
import type { Lost } from '../../core/lost-value.ts'
import type { IntakeSink, ReceivedItem } from '../../core/pack.ts'
import type { Tally } from '../../core/tally.ts'
import type { NachaFault } from '../../formats/nacha/fault-codes.ts'
import type { BatchEnd, BatchHeader, EntryCursor, FileEnd, FileHeader, NachaSink } from '../../formats/nacha/sink.ts'
import { accountBucket } from './account-number.ts'
import { achBatch } from './batch.ts'
import { batchDetail, batchLabel, fileDetail, layoutOfHeader } from './batch-detail.ts'
import {
  accountedTotals,
  addTotals,
  batchFate,
  declaredTally,
  fileFate,
  lostOf,
  lostOfFile,
  unreadOfBatch,
} from './fates.ts'
import { COLUMNS } from './item.ts'
import { RECORD_LENGTH, type RecordMark } from './raw-entry.ts'

/** Turns what the NACHA reader finds into items, batches and fates. Allocates nothing for an entry. */
export class IntakePass implements NachaSink {
  readonly #sink: IntakeSink
  readonly #fingerprint = createFingerprint()
  readonly #item: ReceivedItem = blankItem()
  #columns: (typeof COLUMNS)[keyof typeof COLUMNS] = COLUMNS.standard
  #bytes = new Uint8Array(16 * RECORD_LENGTH)
  readonly #header = new Uint8Array(RECORD_LENGTH)
  #mark: RecordMark | undefined
  #batch = { count: 0, debitMinor: 0, creditMinor: 0 }
  #file = { count: 0, debitMinor: 0, creditMinor: 0 }
  /** What the batches so far account for. */
  #accounted = { entryAddendaCount: 0, entryHash: 0, debitMinor: 0, creditMinor: 0 }
  #recordsLost = 0
  #isReversal = false

  constructor(sink: IntakeSink) {
    this.#sink = sink
  }

  fileHeader(header: FileHeader): void {
    this.#sink.fileHeader(fileDetail(header))
  }

  batchHeader(header: BatchHeader): void {
    const { ordinal, line } = header
    const detail = batchDetail(header)
    this.#sink.batchOpened({ ordinal, line, label: batchLabel(header), detail })
    this.#isReversal = achBatch(detail).reversal
    this.#columns = COLUMNS[layoutOfHeader(header)]
    this.#batch = { count: 0, debitMinor: 0, creditMinor: 0 }
    this.#fingerprint.reset()
    this.#addIdentity(header)
  }

  entry(entry: EntryCursor): void {
    this.#place(entry)
    const amount = entry.amountMinor < 0 ? 0 : entry.amountMinor
    const item = this.#item
    item.batch = entry.batch
    item.seq = entry.seq
    item.line = entry.line
    item.offset = entry.offset
    item.length = entry.length
    item.bucket = accountBucket(item.bytes, item.start + this.#columns.account, this.#columns.accountWidth)
    item.direction = entry.direction
    item.amountMinor = amount
    this.#batch.count++
    if (entry.direction === 'debit') this.#batch.debitMinor += amount
    else this.#batch.creditMinor += amount
    this.#sink.item(item)
  }

  batchEnd(end: BatchEnd): void {
    const computed = this.#batch
    addTo(this.#file, computed)
    this.#accounted = addTotals(this.#accounted, accountedTotals(end))
    const decided = batchFate(end)
    const { fate } = decided
    const lost = this.#believed(lostOf(end, end.line - this.#recordsLost))
    const finding = decided.finding ?? unreadOfBatch(lost)
    this.#sink.batchClosed({
      ordinal: end.ordinal,
      declared: end.declared === undefined ? undefined : declaredTally(end.declared, end.computed, computed.count),
      computed,
      fingerprint: hexOf(this.#fingerprint),
      fate,
      ...(finding === undefined ? {} : { finding }),
      lost,
    })
  }

  fileEnd(end: FileEnd): void {
    const held = Math.floor(end.bytes / RECORD_LENGTH) - this.#recordsLost
    const { finding, ...lost } = lostOfFile(end, this.#accounted, held)
    this.#sink.fileClosed({
      declared: end.declared === undefined ? undefined : declaredTally(end.declared, end.computed, this.#file.count),
      computed: this.#file,
      fate: fileFate(end).fate,
      ...(finding === undefined ? {} : { finding }),
      lost: this.#believed(lost),
    })
  }

  fault(fault: NachaFault): void {
    if (fault.item !== undefined) this.#mark ??= markOf(fault)
    this.#sink.fault(asDecided(fault, this.#isReversal))
  }

  #believed({ tally, fault }: Lost): Tally {
    if (fault !== undefined) this.#sink.fault(fault)
    this.#recordsLost += tally.count
    return tally
  }

  /** Says where the entry's records lie, most are one record and stay where the reader holds it, and adds them to the batch's fingerprint. */
  #place(entry: EntryCursor): void {
    const item = this.#item
    if (entry.addenda === 0 && this.#mark === undefined) {
      item.bytes = entry.bytes
      item.start = entry.start
      item.size = RECORD_LENGTH
    } else {
      item.size = this.#copy(entry)
      item.bytes = this.#bytes
      item.start = 0
    }
    const records = item.size - (item.size % RECORD_LENGTH)
    this.#fingerprint.bytes(item.bytes, item.start, item.start + records)
  }

  /** The entry's records together, and the reader's mark behind them when the bytes themselves were damaged. */
  #copy(entry: EntryCursor): number {
    const needed = (entry.addenda + 1) * RECORD_LENGTH + 1
    if (needed > this.#bytes.length) this.#bytes = new Uint8Array(needed * 2)
    const size = entry.copyTo(this.#bytes, 0)
    if (this.#mark === undefined) return size
    this.#bytes[size] = this.#mark.charCodeAt(0)
    this.#mark = undefined
    return size + 1
  }

  /**
   * What of the header makes a batch the same in another file. Not the batch number and not the settlement date: the one is
   * renumbered when batches are put into another file, the other is set by the operator.
   */
  #addIdentity(header: BatchHeader): void {
    const words = header.raw.slice(0, 75) + header.raw.slice(78, 87)
    for (let at = 0; at < words.length; at++) this.#header[at] = words.charCodeAt(at)
    this.#fingerprint.bytes(this.#header, 0, words.length)
  }
}

/** The mark for a fault after which the 94 bytes of the records no longer show all that is wrong. */
function markOf(fault: NachaFault): RecordMark | undefined {
  if (fault.code === 'record-overlong') return 'L'
  if (fault.code === 'record-utf8') return 'U'
  if (fault.code === 'control-character') return 'C'
  return fault.code === 'addenda-too-many' && fault.expected === '9999 at most' ? 'A' : undefined // the reader drops them
}

/**
 * What the format's rules fault but this bank can post without guessing: the account, the amount and the sender are sure.
 * They are the operator's edits; the entry came through the operator. A repeated trace is decided with the history.
 */
const POSTS_ALL_THE_SAME: readonly NachaFault['code'][] = ['name-blank', 'process-control-blank', 'trace-duplicate']

function asDecided(fault: NachaFault, isReversal: boolean): Fault {
  if (POSTS_ALL_THE_SAME.includes(fault.code) || isOfNoCheck(fault, isReversal)) return { ...fault, rest: 'read on' }
  // The batch of an unknown class is read all the same: each of its entries becomes an exception of its own.
  return fault.code === 'sec-code' ? { ...fault, rest: 'item left out' } : fault
}

/** Limits and check numbers are held against what collects a check: not against its reversal, nor other classes' numbers. */
function isOfNoCheck({ code, field }: NachaFault, isReversal: boolean): boolean {
  if (code === 'amount-limit') return isReversal
  return code === 'identification-blank' && (isReversal || field !== 'checkSerial')
}

function addTo(total: { count: number; debitMinor: number; creditMinor: number }, more: typeof total): void {
  total.count += more.count
  total.debitMinor += more.debitMinor
  total.creditMinor += more.creditMinor
}

function blankItem(): ReceivedItem {
  return {
    batch: 0,
    seq: 0,
    line: 0,
    offset: 0,
    length: 0,
    bucket: 0,
    direction: 'credit',
    amountMinor: 0,
    bytes: new Uint8Array(0),
    start: 0,
    size: 0,
  }
}
