import type { AchBatch, BatchFault, FileFault } from '../ach/model.ts'
import type { Originator } from '../originators.ts'
import { CLEAN, nearMiss, quarantined } from '../truth.ts'
import { batchOf, companions, extraFile } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** Batches and files whose frame or totals are wrong: each in a small file beside a batch that is right. */

type ControlField = Extract<BatchFault, { in: 'control' }>['field']

function outOfBalance(field: ControlField, add: (p: Planting) => number) {
  return (p: Planting) => {
    const fault = { in: 'control', field, add: add(p) } as const
    besideRight(p, mixedBatch(p, { fault, label: quarantined(p.kind) }))
  }
}

export const batchCountMismatch = outOfBalance('entryAddendaCount', p => 1 + (p.n % 3))
export const batchDebitMismatch = outOfBalance('totalDebit', p => [1, 9_000, 90][p.n % 3]!)
export const batchCreditMismatch = outOfBalance('totalCredit', p => [1, 9_000, 90][p.n % 3]!)
export const batchHashMismatch = outOfBalance('entryHash', p => [1, 12_104_288, 900][p.n % 3]!)

/** A header whose columns cannot be what they should: the class, the sender, or the whole record. */
export function malformedBatch(p: Planting): void {
  const faults = [
    { in: 'header', column: 2, text: '2X0' },
    { in: 'header', column: 2, text: '999' },
    { in: 'header', column: 80, text: 'ABCDEFGH' },
  ] as const
  besideRight(p, mixedBatch(p, { fault: faults[p.n % faults.length]!, label: quarantined(p.kind) }))
}

/** Batches that look as if they could not add up: many addenda, debits and credits in one, nothing but prenotes. */
export function oddButBalanced(p: Planting): void {
  besideRight(p, mixedBatch(p, { label: nearMiss(p.kind) }))
}

/** Puts the batch behind one that is right, which posts. */
function besideRight(p: Planting, batch: AchBatch): void {
  const right = batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 225 }, companions(p, 'debit', 1))
  extraFile(p, { batches: [right, batch] })
}

function mixedBatch(p: Planting, over: Pick<AchBatch, 'label' | 'fault'>): AchBatch {
  const planted = [...companions(p, 'debit', 1 + (p.n % 3)), ...companions(p, 'credit', 2)]
  return { ...batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 200 }, planted), ...over }
}

/** The batches agree, what the file says of them does not. */
export function fileControlMismatch(p: Planting): void {
  const faults: readonly FileFault[] = [
    { field: 'entryAddendaCount', add: 1 },
    { field: 'totalDebit', add: 100 },
    { field: 'totalCredit', add: 100 },
    { field: 'entryHash', add: 9 },
    { field: 'batchCount', add: 1 },
    { field: 'blockCount', add: 1 },
  ]
  extraFile(p, { batches: someBatches(p), label: quarantined(p.kind), fault: faults[p.n % faults.length]! })
}

/** Exactly a whole number of blocks, so that no line of nines fills the last. */
export function fileWithoutFill(p: Planting): void {
  // Two file records, two of each batch and the entries: ten, or twenty.
  const entries = p.n % 2 === 0 ? 6 : 16
  const batch = batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 225 }, companions(p, 'debit', entries))
  extraFile(p, { batches: [batch], label: nearMiss(p.kind) })
}

function someBatches(p: Planting): AchBatch[] {
  return Array.from({ length: 1 + (p.n % 2) }, () =>
    batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 200 }, [
      ...companions(p, 'debit', 1),
      ...companions(p, 'credit', 1),
    ]),
  )
}

/** The same batch again in another file: its entries are there a second time. */
export function duplicateAchBatch(p: Planting): void {
  const sender = p.sender()
  const batch = batchOf(p, { sender, sec: 'PPD', serviceClass: 225 }, tracedCompanions(p, sender))
  extraFile(p, { batches: [batch] })
  const right = batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 225 }, companions(p, 'debit', 1))
  laterFile(p, [right, { ...batch, label: quarantined(p.kind) }])
}

/** Two batches of one sender with the same amounts for the same people: other traces and references, two paydays. */
export function batchAlikeButAnother(p: Planting): void {
  const spec = { sender: p.sender(), sec: 'PPD', serviceClass: 225 } as const
  const planted = tracedCompanions(p, spec.sender)
  extraFile(p, { batches: [batchOf(p, spec, planted)] })
  const others = planted.map(({ entry }) => ({
    entry: { ...entry, identification: `N${p.mark()}`, trace: nextTrace(entry.trace ?? '') },
    label: CLEAN,
  }))
  laterFile(p, [{ ...batchOf(p, spec, others), label: nearMiss(p.kind) }])
}

function laterFile(p: Planting, batches: AchBatch[]): void {
  extraFile(p, {
    batches,
    arrival: { source: 'direct-small', at: p.day.toPlainDateTime({ hour: 16, minute: 59, second: 10 + (p.n % 50) }) },
  })
}

function tracedCompanions(p: Planting, sender: Originator) {
  const odfi = sender.bank.routing.slice(0, 8)
  return companions(p, 'debit', 2).map(({ entry, label }) => ({
    entry: { ...entry, trace: odfi + String(p.random.between(1_000, 8_999_999)).padStart(7, '0') },
    label,
  }))
}

function nextTrace(trace: string): string {
  return trace.slice(0, 8) + String(Number(trace.slice(8)) + 11).padStart(7, '0')
}
