import { fieldTitle } from '../../core/field-title.ts'
import { addendaFault } from './checks/addenda-checks.ts'
import type { CheckOfRecords } from './checks/check.ts'
import {
  amountFault,
  prenoteFault,
  recordFault,
  secCodeUnknown,
  traceFault,
  transactionCodeUnknown,
} from './checks/format-checks.ts'
import { ACH_FIELD_TITLES } from './field-titles.ts'
import type { AchItem } from './item.ts'
import { ACH_KINDS } from './kinds.ts'

/**
 * The field for which an entry cannot be processed, as the addenda of its return has to name it (Nacha, R17): `AMOUNT`. Empty where it is
 * not its records that say why it goes back.
 */
export function faultedField(item: AchItem): string {
  for (const check of OF_RECORDS) {
    const finding = check(item)
    if (finding === undefined) continue
    const title =
      finding.field === undefined ? ACH_KINDS[finding.kind].title : fieldTitle(ACH_FIELD_TITLES, finding.field)
    return title.toUpperCase()
  }
  return ''
}

/** In the order in which they decide an entry. */
const OF_RECORDS: readonly CheckOfRecords[] = [
  recordFault,
  secCodeUnknown,
  transactionCodeUnknown,
  amountFault,
  prenoteFault,
  addendaFault,
  traceFault,
]
