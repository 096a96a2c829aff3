import { textAt } from '../../formats/nacha/layout.ts'
import type { AchItem } from './item.ts'
import { RECORD_LENGTH } from './raw-entry.ts'

/**
 * The receiver's name as the entry gives it, in the columns that its class keeps it in; empty for a class that has none.
 * CIE swaps name and identification, and senders mix the two up: both fields are read. CTX and its kin count addenda first.
 */
export function receiverName(item: AchItem): string {
  const { secCode } = item.batch
  if (item.batch.layout === 'iat') return internationalName(item)
  if (NAMELESS.has(secCode)) return ''
  if (secCode === 'CIE') return `${textAt(item.raw, 39, 15)} ${textAt(item.raw, 54, 22)}`.trim()
  if (COUNTS_ADDENDA.has(secCode)) return textAt(item.raw, 58, 16).trim()
  return textAt(item.raw, 54, 22).trim()
}

/** XCK has control numbers there, SHR a card account, MTE and ADV other data or columns that differ between rule books. */
const NAMELESS = new Set(['XCK', 'TRC', 'SHR', 'MTE', 'ADV', 'ENR', 'DNE'])
const COUNTS_ADDENDA = new Set(['CTX', 'ATX', 'TRX'])

/** Addenda 10, columns 47 to 81. */
function internationalName(item: AchItem): string {
  return item.addendaCount === 0 ? '' : textAt(item.raw, RECORD_LENGTH + 46, 35).trim()
}
