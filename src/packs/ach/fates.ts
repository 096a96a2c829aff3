import type { Fault } from '../../core/fault.ts'
import { fieldTitle } from '../../core/field-title.ts'
import { credibleLoss, type Lost } from '../../core/lost-value.ts'
import { formatMoney, money } from '../../core/money.ts'
import { NOTHING, type Tally } from '../../core/tally.ts'
import type { BatchEnd, BatchTotals, FileEnd } from '../../formats/nacha/sink.ts'
import { stored } from './batch-detail.ts'
import { ACH_FIELD_TITLES } from './field-titles.ts'
import type { AchFinding, AchKind } from './kinds.ts'

/** Whether a batch or file may be processed, and the exception that says why not. */
export interface Decided {
  readonly fate: 'process' | 'quarantine'
  readonly finding?: AchFinding
}

/**
 * A batch waits when its frame cannot be trusted or one of its totals does not agree, in that order; among the totals count,
 * debits, credits, hash. An unknown entry class alone leaves the frame whole: its entries are excepted one by one.
 */
export function batchFate(end: BatchEnd): Decided {
  const blocking = end.faults.filter(fault => fault.rest === 'batch left out' && fault.code !== 'sec-code')
  const broken = blocking.find(fault => !(fault.code in BATCH_TOTALS))
  if (broken !== undefined) return { fate: 'quarantine', finding: brokenFrame(broken) }
  for (const [code, kind] of Object.entries(BATCH_TOTALS)) {
    const fault = blocking.find(one => one.code === code)
    if (fault !== undefined) return { fate: 'quarantine', finding: mismatch(kind, fault) }
  }
  return { fate: 'process' }
}

/**
 * A file waits when nothing of it can be read, or when its control does not agree with batches that all agree with theirs:
 * then a batch was lost or added whole. Where a batch itself is out of balance, that batch is the exception. Where bytes between
 * the batches are no records, the file goes on and a person is told: a batch may have stood there.
 */
export function fileFate(end: FileEnd): Decided {
  const broken = end.faults.find(fault => fault.rest === 'file left out' && !isFileTotal(fault))
  if (broken !== undefined) return { fate: 'quarantine', finding: because('malformed-file', broken) }
  const [first] = end.faults
  if (end.batches === 0 && end.control === undefined && first !== undefined)
    return { fate: 'quarantine', finding: because('malformed-file', first) }
  const gap = end.faults.find(fault => fault.code === 'rest-unreadable' || fault.code === 'bytes-unreadable')
  for (const code of FILE_TOTALS) {
    const fault = end.faults.find(one => one.code === code && mayStopFile(one, end, gap))
    if (fault !== undefined) return { fate: 'quarantine', finding: mismatch('file-control-mismatch', fault) }
  }
  return gap === undefined ? { fate: 'process' } : { fate: 'process', finding: because('damaged-file', gap) }
}

/**
 * What the file control declares and no batch accounts for: each does by its control, or by its entries where it has none. A
 * person is told of it although the file goes on.
 */
export function lostOfFile(
  end: FileEnd,
  accounted: BatchTotals,
  recordsHeld: number,
): Lost & { readonly finding?: AchFinding } {
  const decided = fileFate(end)
  const lost = lostOf({ ...end, computed: { ...end.computed, ...accounted } }, recordsHeld)
  const total = lost.tally === NOTHING ? undefined : end.faults.find(isFileTotal)
  const finding = decided.finding ?? (total && because('damaged-file', total))
  return { ...lost, ...(finding === undefined ? {} : { finding }) }
}

/** The totals of a batch as it accounts for them: by its control where that can be read. */
export function accountedTotals({ declared, computed }: BatchEnd): BatchTotals {
  const isReadable = declared !== undefined && Object.values(declared).every(total => total >= 0)
  return isReadable ? declared : computed
}

export function addTotals(a: BatchTotals, b: BatchTotals): BatchTotals {
  return {
    entryAddendaCount: a.entryAddendaCount + b.entryAddendaCount,
    entryHash: (a.entryHash + b.entryHash) % 10_000_000_000,
    debitMinor: a.debitMinor + b.debitMinor,
    creditMinor: a.creditMinor + b.creditMinor,
  }
}

/** The tally that a control declares: it counts addenda too, so the items are those read and as many as it counts more. */
export function declaredTally(declared: BatchTotals, computed: BatchTotals, items: number): Tally | undefined {
  const { entryAddendaCount, debitMinor, creditMinor } = declared
  if (entryAddendaCount < 0 || debitMinor < 0 || creditMinor < 0) return undefined
  const count = Math.max(0, items + entryAddendaCount - computed.entryAddendaCount)
  return { count, debitMinor, creditMinor }
}

/**
 * Value that a control declares and no item holds: as much as can be believed. A record is lost when the control counts more of
 * them and the entry hash differs too: without the second the count itself is wrong. What the unreadable amounts of items hold
 * is lost without one. `recordsHeld` is how many records the file has up to here, less those of it that were believed lost before.
 */
export function lostOf(end: BatchEnd | FileEnd, recordsHeld: number): Lost {
  const { declared, computed } = end
  if (declared === undefined || declared.entryAddendaCount < 0) return { tally: NOTHING }
  const records = declared.entryAddendaCount - computed.entryAddendaCount
  const gone = records > 0 && declared.entryHash !== computed.entryHash
  const explained = end.faults.some(fault => fault.code === 'totals-explained')
  if (!gone && !explained) return { tally: NOTHING }
  const lost = {
    count: gone ? records : 0,
    debitMinor: Math.max(0, declared.debitMinor - computed.debitMinor),
    creditMinor: Math.max(0, declared.creditMinor - computed.creditMinor),
  }
  const bounds = { carriers: lost.count + (explained ? end.entries : 0), records: recordsHeld }
  return credibleLoss(
    lost,
    bounds,
    'line' in end ? { scope: 'batch', line: end.line, batch: end.ordinal } : { scope: 'file' },
  )
}

/**
 * What is told of a batch that is processed although its control declares more than its entries hold, because amounts of theirs cannot
 * be read; undefined where nothing is lost.
 */
export function unreadOfBatch({ count, debitMinor, creditMinor }: Tally): AchFinding | undefined {
  if (count + debitMinor + creditMinor === 0) return undefined
  const of = (minor: number, what: string) =>
    minor === 0 ? [] : [`${formatMoney(money(BigInt(minor), 'USD'))} of ${what}`]
  const told = [...of(debitMinor, 'debits'), ...of(creditMinor, 'credits')].join(' and ') || 'more records'
  return {
    kind: 'malformed-batch',
    facts: {
      why: `The batch control declares ${told} that no entry holds, because an amount cannot be read.`,
      waits:
        'Its entries are processed one by one. This value was settled with them and waits until its sender says what becomes of it.',
    },
  }
}

function brokenFrame(fault: Fault): AchFinding {
  const { facts, ...found } = because('malformed-batch', fault)
  const why = `The frame of the batch could not be trusted: ${fault.message}`
  const waits = 'The whole batch waits; a corrected file or a release by a person frees it.'
  return { ...found, facts: { ...facts, why, waits } }
}

/** In order of precedence. */
const BATCH_TOTALS = {
  'entry-addenda-count': 'batch-count-mismatch',
  'total-debit': 'batch-debit-mismatch',
  'total-credit': 'batch-credit-mismatch',
  'entry-hash': 'batch-hash-mismatch',
} as const satisfies Readonly<Record<string, AchKind>>

const FILE_TOTALS = [
  'file-batch-count',
  'file-entry-count',
  'file-total-debit',
  'file-total-credit',
  'file-entry-hash',
  'file-block-count',
]

function isFileTotal(fault: Fault): boolean {
  return FILE_TOTALS.includes(fault.code)
}

/**
 * The reader lets a total pass that agrees with the batches' own controls or that a gap explains; counts of batches and blocks
 * stand alone, and a gap explains those too.
 */
function mayStopFile(fault: Fault, end: FileEnd, gap: Fault | undefined): boolean {
  if (fault.rest === 'file left out') return true
  if (gap !== undefined) return false
  return (fault.code === 'file-batch-count' || fault.code === 'file-block-count') && end.quarantinedBatches === 0
}

function because(kind: AchKind, fault: Fault): AchFinding {
  return { kind, ...placeOf(fault), facts: { why: fault.message, fault: fault.code, line: fault.line ?? 0 } }
}

function mismatch(kind: AchKind, fault: Fault): AchFinding {
  // The fault points at the control: it found the declared figure and expected the computed one.
  const declared = fault.found ?? '?'
  const computed = fault.expected ?? '?'
  return {
    kind,
    ...placeOf(fault),
    facts: {
      field: fault.field === undefined ? fault.code : lowerFirst(fieldTitle(ACH_FIELD_TITLES, fault.field)),
      expected: figure(fault.field, stored(declared)),
      found: figure(fault.field, computed),
      line: fault.line ?? 0,
    },
  }
}

/** A control's figure as people say it: an amount with its point, a count without its zeros, a hash as it stands. */
function figure(field: string | undefined, text: string): string {
  if (!/^\d{1,20}$/.test(text) || field === 'entryHash') return text
  return field === 'totalDebit' || field === 'totalCredit'
    ? formatMoney(money(BigInt(text), 'USD'))
    : text.replace(/^0+(?=\d)/, '')
}

function lowerFirst(title: string): string {
  return title.slice(0, 1).toLowerCase() + title.slice(1)
}

function placeOf(fault: Fault): Partial<AchFinding> {
  return {
    ...(fault.field === undefined ? {} : { field: fault.field }),
    ...(fault.column === undefined ? {} : { column: fault.column }),
    ...(fault.found === undefined ? {} : { found: stored(fault.found) }),
    ...(fault.expected === undefined ? {} : { expected: fault.expected }),
    ...(fault.sensitive === undefined ? {} : { sensitive: fault.sensitive }),
    ...(fault.sensitiveIn === undefined ? {} : { sensitiveIn: fault.sensitiveIn }),
  }
}
