import { textAt } from '../../formats/nacha/layout.ts'
import type { AchItem } from './item.ts'

/** Entry classes that carry a check as an entry: at the counter, in the back office, by lockbox, re-presented, destroyed. */
const SERIAL_WIDTH: Readonly<Record<string, number>> = { ARC: 15, BOC: 15, POP: 9, RCK: 15, XCK: 15 }

/** The serial of the check behind the entry; empty for an entry that has none. POP keeps terminal data behind nine columns. */
export function checkSerial(item: AchItem): string {
  const width = SERIAL_WIDTH[item.batch.secCode]
  return width === undefined || item.category !== 'forward' ? '' : textAt(item.raw, 39, width).trim()
}

/** The serial as a number, to hold against ranges; undefined when there is none or it is no number. */
export function serialOf(item: AchItem): number | undefined {
  const serial = checkSerial(item)
  return /^\d{1,15}$/.test(serial) && Number(serial) > 0 ? Number(serial) : undefined
}
