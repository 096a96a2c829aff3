import { isRoutingNumber } from '../../core/aba.ts'
import type { ItemField } from '../../core/item-field.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { digitsAt, type Field, isBlankAt, RECORD_LENGTH, textAt } from '../../formats/nacha/layout.ts'
import { ADV_ENTRY, ENTRY, IAT_ENTRY } from '../../formats/nacha/layouts.ts'
import { secRule } from '../../formats/nacha/sec-codes.ts'
import { type Standing, sensitivityOf } from '../../formats/shown-value.ts'
import type { AchItem } from './item.ts'

/**
 * Whether the columns of record `index` of the entry stand where they belong, by the fixed points at its end: 0 is the entry,
 * the others are its addenda. Less strict than what the reader asks before it shows a fault, because people have to see the
 * record of an entry whose code or check digit alone is wrong.
 */
export function recordStanding(item: AchItem, batch: BatchDetail, index: number): Standing {
  const isAligned = item.mark === undefined && isEntryAligned(item, batch) && (index === 0 || endsAsEntry(item, index))
  return isAligned ? 'aligned' : 'in doubt'
}

/**
 * The same of the batch's header: the originating bank's number and the batch's own stand at its end, digits alone, and its class
 * of entries is one. An entry whose first character became a header's ends with digits too, and may begin as one (`220`).
 */
export function headerStanding({ odfi8, batchNumber, secCode }: BatchDetail): Standing {
  const isAligned = Number(odfi8) >= 0 && Number(batchNumber) >= 0 && secRule(String(secCode)) !== undefined
  return isAligned ? 'aligned' : 'in doubt'
}

/** How a value of the field is to be masked, or undefined: `text` is what stands in its columns, blanks too. */
export function hiddenIn(field: Field, text: string, standing: Standing): ItemField['sensitive'] {
  if (field.sensitive !== undefined) return field.sensitive
  // A wrong character or a few in a number that stands where it belongs are what a person has to see.
  const isSlip = field.alphabet === 'digits' && standing === 'aligned' && LETTERS_AT_MOST_FOUR.test(text)
  return isSlip ? undefined : sensitivityOf(text, field.alphabet, standing)
}

const LETTERS_AT_MOST_FOUR = /^(\d|\D{1,4}(?!\D))*$/

function isEntryAligned({ raw, batch: { layout } }: AchItem, { odfi8 }: BatchDetail): boolean {
  const indicator = numberIn(raw, 0, ENTRY.fields.addendaIndicator)
  if (indicator !== 0 && indicator !== 1) return false
  if (layout === 'adv') return isRoutingNumber(textIn(raw, 0, ADV_ENTRY.fields.adviceRouting))
  if (layout === 'iat' && !(isBlank(raw, IAT_ENTRY.fields.reserved1) && isBlank(raw, IAT_ENTRY.fields.reserved2)))
    return false
  const trace = numberIn(raw, 0, ENTRY.fields.trace)
  return trace >= 0 && Math.floor(trace / SEQUENCES) === odfi8
}

/** A trace number ends with a sequence of seven digits. */
const SEQUENCES = 10_000_000

/** Addenda 02, 98 and 99 end with the trace of their entry, all others with its last seven digits. */
function endsAsEntry({ raw }: AchItem, index: number): boolean {
  const start = index * RECORD_LENGTH
  const width = WHOLE_TRACE.includes(textAt(raw, start + 1, 2)) ? 15 : 7
  return textAt(raw, start + RECORD_LENGTH - width, width) === textAt(raw, RECORD_LENGTH - width, width)
}

const WHOLE_TRACE: readonly string[] = ['02', '98', '99']

function numberIn(raw: Uint8Array, start: number, field: Field): number {
  return digitsAt(raw, start + field.from - 1, field.to - field.from + 1)
}

function textIn(raw: Uint8Array, start: number, field: Field): string {
  return textAt(raw, start + field.from - 1, field.to - field.from + 1)
}

function isBlank(raw: Uint8Array, field: Field): boolean {
  return isBlankAt(raw, field.from - 1, field.to - field.from + 1)
}
