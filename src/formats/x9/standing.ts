import { isRoutingNumber } from '../../core/aba.ts'
import { type Alphabet, type Standing, sensitivityOf, UNKNOWN_KIND } from '../shown-value.ts'
import { type Control, controlAmount } from './control-amount.ts'
import type { FaultDetail } from './faults.ts'
import type { ItemCursor } from './item-cursor.ts'

/** What was found in a field, and whether it may be a piece of something personal (see shown-value.ts); what is expected is words. */
export function foundIn(
  value: string,
  alphabet: Alphabet,
  standing: Standing,
): Pick<FaultDetail, 'found' | 'sensitive' | 'sensitiveIn'> {
  const sensitive = sensitivityOf(value, alphabet, standing)
  return { found: value, ...(sensitive === undefined ? {} : { sensitive, sensitiveIn: 'found' }) }
}

/** The detail with what is expected taken for data, masked too where it was summed from columns that may have slipped. */
export function expectedFrom(standing: Standing, detail: FaultDetail): FaultDetail {
  const { sensitiveIn: _, ...data } = detail
  if (standing === 'aligned' || detail.sensitive !== undefined) return data
  return { ...data, sensitive: UNKNOWN_KIND, sensitiveIn: 'expected' }
}

/**
 * Of the first record of an item whose amount is a number. Behind the amount and the sequence number stands the documentation
 * type, a letter among digits and blanks: where the columns slipped from some column on, it is no letter.
 */
export function itemStanding({ raw, detail }: ItemCursor): Standing {
  const column = DOCUMENTATION_TYPE[detail.type]
  const type = column === undefined ? 0 : (raw.bytes[(raw.starts[0] ?? 0) + column - 1] ?? 0)
  return (type >= 0x41 && type <= 0x4c) || type === 0x5a ? 'aligned' : 'in doubt'
}

/** A to L, or Z. */
const DOCUMENTATION_TYPE: Readonly<Partial<Record<string, number>>> = {
  25: 73,
  31: 45,
  61: 73,
  '61/usage': 74,
  62: 77,
}

/** A header names its two banks before its dates, by routing numbers; nine zeros are one only to the check digit. */
export function headerStanding(...routings: readonly string[]): Standing {
  const isAligned = routings.every(routing => isRoutingNumber(routing) && routing !== '000000000')
  return isAligned ? 'aligned' : 'in doubt'
}

/** A control has numbers before its text, and ends blank. */
export function controlStanding(control: Control): Standing {
  const isAligned = control.itemCount !== undefined && controlAmount(control) !== undefined && control.reserved === ''
  return isAligned ? 'aligned' : 'in doubt'
}
