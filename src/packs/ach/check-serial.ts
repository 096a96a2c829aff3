import { DETAILS } from '../../formats/nacha/entry-detail.ts'
import { textAt } from '../../formats/nacha/layout.ts'
import type { AchItem } from './item.ts'

/** Classes that carry a check as an entry, and where its serial stands: at the counter, in the back office, by lockbox, re-presented, destroyed. */
const SERIAL: Readonly<Partial<Record<string, { readonly from: number; readonly to: number }>>> = {
  ARC: DETAILS.check.fields.checkSerial,
  BOC: DETAILS.check.fields.checkSerial,
  POP: DETAILS.purchase.fields.checkSerial,
  RCK: DETAILS.check.fields.checkSerial,
  XCK: DETAILS.truncated.fields.checkSerial,
}

/** The serial of the check behind the entry; empty for an entry that has none. POP keeps terminal data behind nine columns. */
export function checkSerial(item: AchItem): string {
  const columns = SERIAL[item.batch.secCode]
  if (columns === undefined || item.category !== 'forward') return ''
  return textAt(item.raw, columns.from - 1, columns.to - columns.from + 1).trim()
}

/** The serial as a number, to hold against ranges; undefined when there is none or it is no number. */
export function serialOf(item: AchItem): number | undefined {
  const serial = checkSerial(item)
  return /^\d{1,15}$/.test(serial) && Number(serial) > 0 ? Number(serial) : undefined
}
