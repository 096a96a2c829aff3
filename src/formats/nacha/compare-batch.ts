import type { Standing } from '../shown-value.ts'
import type { NachaFaultCode } from './fault-codes.ts'
import type { Field } from './layout.ts'
import { ADV_BATCH_CONTROL, BATCH_CONTROL } from './layouts.ts'
import type { OpenBatch } from './open-batch.ts'
import { expectedFrom, placeOf, type Reading, type RecordAt, reportBatch } from './reading.ts'
import type { BatchControl } from './sink.ts'

/** Compares a batch control with what was read: who the batch is from, and every count and total. */
export function compareBatch(reading: Reading, batch: OpenBatch, control: BatchControl, record: RecordAt): void {
  const reportFrom = (standing: Standing) => (code: NachaFaultCode, name: string, field: Field, expected: string) =>
    reportBatch(reading, batch, code, expectedFrom(standing, placeOf(record, name, field, expected)))
  if (!batch.header.missing) compareIdentity(batch, control, reportFrom(batch.standing))
  compareTotals(batch, control, reportFrom(batch.sums))
}

type Report = (code: NachaFaultCode, name: string, field: Field, expected: string) => void

function compareIdentity(batch: OpenBatch, control: BatchControl, report: Report): void {
  const { header } = batch
  const { fields } = BATCH_CONTROL
  if (control.serviceClass !== header.serviceClass)
    report('control-service-class', 'serviceClass', fields.serviceClass, digits(header.serviceClass, 3))
  if (control.odfi !== (header.odfi8 < 0 ? control.odfi : digits(header.odfi8, 8)))
    report('control-odfi', 'odfi', fields.odfi, digits(header.odfi8, 8))
  if (control.batchNumber !== header.batchNumber)
    report('control-batch-number', 'batchNumber', fields.batchNumber, digits(header.batchNumber, 7))
  if (control.kind === 'adv' || control.companyId.trim() === header.companyId.trim()) return
  report(
    control.companyId === '' ? 'control-company-id-blank' : 'control-company-id',
    'companyId',
    fields.companyId,
    header.companyId,
  )
}

/** How a declared total stands to the computed one. */
type Agreement = 'agrees' | 'explained' | 'differs'

function compareTotals(batch: OpenBatch, control: BatchControl, report: Report): void {
  const { fields } = control.kind === 'adv' ? ADV_BATCH_CONTROL : BATCH_CONTROL
  const amountMax = control.kind === 'adv' ? 999_999_999_999 : 9_999_999_999
  const width = control.kind === 'adv' ? 20 : 12
  const rows = [
    {
      code: 'entry-addenda-count',
      name: 'entryAddendaCount',
      agreement: agreement(control.entryAddendaCount, batch.entryAddendaCount, 0),
      expected: digits(batch.entryAddendaCount, 6),
    },
    {
      code: 'entry-hash',
      name: 'entryHash',
      agreement: hashAgreement(control.entryHash, batch),
      expected: digits(batch.entryHash, 10),
    },
    {
      code: 'total-debit',
      name: 'totalDebit',
      agreement: agreement(control.totalDebit, batch.debitMinor, batch.unreadableDebits * amountMax),
      expected: digits(batch.debitMinor, width),
    },
    {
      code: 'total-credit',
      name: 'totalCredit',
      agreement: agreement(control.totalCredit, batch.creditMinor, batch.unreadableCredits * amountMax),
      expected: digits(batch.creditMinor, width),
    },
  ] as const
  for (const row of rows) {
    if (row.agreement === 'differs') report(row.code, row.name, fields[row.name], row.expected)
    if (row.agreement === 'explained') report('totals-explained', row.name, fields[row.name], row.expected)
  }
}

/**
 * A total that differs is explained when it is higher than computed by no more than the unreadable fields may hold: the
 * items that hold them are left out anyway, and count and hash still prove that no record is missing.
 */
function agreement(declared: number, computed: number, unreadableMax: number): Agreement {
  if (declared === computed && Number.isSafeInteger(computed)) return 'agrees'
  return declared > computed && declared - computed <= unreadableMax ? 'explained' : 'differs'
}

function hashAgreement(declared: number, batch: OpenBatch): Agreement {
  if (declared === batch.entryHash) return 'agrees'
  if (batch.unreadableRouting === 0 || declared < 0) return 'differs'
  const more = (declared - batch.entryHash + 10_000_000_000) % 10_000_000_000
  return more <= batch.unreadableRouting * 99_999_999 ? 'explained' : 'differs'
}

function digits(value: number, length: number): string {
  return String(Math.max(0, value)).padStart(length, '0')
}
