import type { AchEntry, LabelledEntry } from '../ach/model.ts'
import { shortDate } from '../ach/write-file.ts'
import { CLEAN, type Label, nearMiss, planted } from '../truth.ts'
import {
  type BatchSpec,
  batchOf,
  companions,
  entryTo,
  extraFile,
  historyDay,
  intoHistory,
  intoOrdinaryFile,
} from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** The same entry again, and entries that only look the same. Each batch has a companion, so that no two batches are the same. */

/** Again in the same batch, in another batch of the file, in another file of the day, after a day or some. */
export function duplicateEntry(p: Planting): void {
  const { spec, entry } = onePayment(p)
  const again = { entry, label: planted(p.kind) }
  switch (p.n % 4) {
    case 0:
      intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: CLEAN }, ...companions(p, 'debit'), again]))
      break
    case 1: {
      const file = intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: CLEAN }, ...companions(p, 'debit')]))
      file.batches.push(batchOf(p, spec, [...companions(p, 'debit'), again]))
      break
    }
    case 2:
      intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: CLEAN }, ...companions(p, 'debit')]))
      extraFile(p, { batches: [batchOf(p, spec, [...companions(p, 'debit'), again])] })
      break
    default:
      sentAgain(p, spec, entry, again.label)
  }
}

/**
 * In history with its day as effective date, and again today with the same. The first came in the last days: sent again
 * after months it would be stale as well, and no item has two faults.
 */
function sentAgain(p: Planting, spec: BatchSpec, entry: AchEntry, label: Label): void {
  const day = p.bankingDay(-p.random.between(1, 4))
  intoHistory(p, day, batchOf(p, dated(spec, day), [{ entry, label: CLEAN }, ...companions(p, 'debit')]))
  intoOrdinaryFile(p, batchOf(p, dated(spec, day), [...companions(p, 'debit'), { entry, label }]))
}

/** Two real payments alike but for trace and reference; last month's payment; the same trace of another company. */
export function alikeButTwo(p: Planting): void {
  const { spec, entry } = onePayment(p)
  const label = nearMiss(p.kind)
  switch (p.n % 3) {
    case 0: {
      const twin = { ...entry, identification: `T${p.random.between(100_000, 999_999)}`, trace: traceOf(p, spec) }
      const both: LabelledEntry[] = [
        { entry, label: CLEAN },
        { entry: twin, label },
      ]
      intoOrdinaryFile(p, batchOf(p, spec, both))
      break
    }
    case 1: {
      const lastMonth = historyDay(p, p.day.subtract({ months: 1 }))
      intoHistory(p, lastMonth, batchOf(p, dated(spec, lastMonth), [{ entry, label: CLEAN }]))
      intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label }]))
      break
    }
    default: {
      intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: CLEAN }]))
      intoOrdinaryFile(
        p,
        batchOf(p, { ...spec, sender: { ...p.sender(), bank: spec.sender.bank } }, [{ entry, label }]),
      )
    }
  }
}

function onePayment(p: Planting): { readonly spec: BatchSpec; readonly entry: AchEntry } {
  const spec = { sender: p.sender(), sec: 'PPD', serviceClass: 225, description: 'BILL PMT' } as const
  const entry = entryTo(p, p.person(), 'debit', p.random.between(1_000, 90_000))
  return { spec, entry: { ...entry, trace: traceOf(p, spec) } }
}

function traceOf(p: Planting, spec: BatchSpec): string {
  return spec.sender.bank.routing.slice(0, 8) + String(p.random.between(9_000_000, 9_999_999))
}

function dated(spec: BatchSpec, day: Temporal.PlainDate): BatchSpec {
  return { ...spec, effectiveDate: shortDate(day) }
}
