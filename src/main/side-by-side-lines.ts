import { counted } from '../core/counted.ts'
import { mask } from '../core/fault.ts'
import type { FieldBeside } from '../core/side-by-side.ts'
import type { Earlier } from '../engine/read-earlier.ts'
import type { ItemStory } from '../engine/read-item.ts'
import { tableLines } from './terminal.ts'

/** A duplicate beside the earlier item: what became of that, then what differs, marked, and what agrees. */
export function sideBySideLines({ of, became, fields }: Earlier<ItemStory>, reveal: boolean): readonly string[] {
  const differing = fields.filter(one => !one.agrees).length
  const shown = (value: string | undefined, { sensitive }: FieldBeside) => {
    if (value === undefined) return '(not there)'
    return reveal || sensitive === undefined ? value : mask(value, sensitive)
  }
  return [
    `came before: item ${of.item.id} of receipt ${of.receipt.id}. ${became}`,
    `${counted(fields.length - differing, 'fact')} of ${fields.length} agree, ${differing} ${differing === 1 ? 'differs' : 'differ'} (≠)`,
    ...tableLines(
      ['', 'field', 'this one', 'the earlier one'],
      fields.map(one => [one.agrees ? '' : '≠', one.title, shown(one.here, one), shown(one.earlier, one)]),
    ),
  ]
}
