import { DETAILS, detailKind, type EntryDetail } from '../../formats/nacha/entry-detail.ts'
import { textAt } from '../../formats/nacha/layout.ts'
import type { AchItem } from './item.ts'
import { RECORD_LENGTH } from './raw-entry.ts'

/**
 * The receiver's name as the entry gives it, in the columns that its class keeps it in; empty for a class that has none.
 * CIE swaps name and identification, and senders mix the two up: both fields are read.
 */
export function receiverName(item: AchItem): string {
  const { secCode } = item.batch
  if (item.batch.layout === 'iat') return internationalName(item)
  const kind = detailKind(secCode)
  const columns = NAME_COLUMNS[kind]
  if (columns === undefined || NAMELESS.has(secCode)) return ''
  const name = textAt(item.raw, columns.from - 1, columns.to - columns.from + 1).trim()
  return kind === 'bill' ? `${name} ${textAt(item.raw, BILL_ID.from - 1, BILL_ID.to - BILL_ID.from + 1)}`.trim() : name
}

/** Where each kind of detail keeps the receiver's name. Truncated checks have control numbers there, cards an account. */
const NAME_COLUMNS: Readonly<Partial<Record<EntryDetail['kind'], { readonly from: number; readonly to: number }>>> = {
  person: DETAILS.person.fields.individualName,
  check: DETAILS.check.fields.individualName,
  purchase: DETAILS.purchase.fields.individualName,
  company: DETAILS.company.fields.receivingCompany,
  bill: DETAILS.bill.fields.individualName,
}
const BILL_ID = DETAILS.bill.fields.individualId

/** Read as a person's by their columns, but with other data in them, or columns that differ between rule books. */
const NAMELESS = new Set(['MTE', 'ADV', 'ENR', 'DNE'])

/** Addenda 10, columns 47 to 81. */
function internationalName(item: AchItem): string {
  return item.addendaCount === 0 ? '' : textAt(item.raw, RECORD_LENGTH + 46, 35).trim()
}
