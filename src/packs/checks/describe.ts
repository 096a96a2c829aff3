import { fieldTitle } from '../../core/field-title.ts'
import type { ItemField } from '../../core/item-field.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { type Standing, sensitivityOf } from '../../formats/shown-value.ts'
import type { AnyRecord } from '../../formats/x9/layout.ts'
import type { X9Item } from '../../formats/x9/parse-item.ts'
import { returnReason } from '../../formats/x9/reasons.ts'
import { layoutOf, type X9Record } from '../../formats/x9/record-types.ts'
import { CHECK_FIELD_TITLES } from './field-titles.ts'
import type { CheckItem } from './item.ts'
import { stored } from './stored.ts'

/** `Check 1021, item 17 of bundle B1 of cash letter L1`. No account number and no name. */
export function describeItem(item: CheckItem, batch: BatchDetail): string {
  const number = item.serial === '' ? '' : ` ${item.serial}`
  const said = WORDS[item.role](item, number, batch)
  const sequence = item.itemSequence.replace(/^0+(?=.)/, '')
  const parts = [
    said,
    `item ${sequence || '?'} of bundle ${name(batch, 'bundleId')} of cash letter ${name(batch, 'cashLetterId')}`,
  ]
  return parts.join(', ')
}

const WORDS: Readonly<Record<CheckItem['role'], (item: CheckItem, number: string, batch: BatchDetail) => string>> = {
  'on-us': (_, number) => `Check${number}`,
  transit: (item, number) => `Check${number} on bank ${item.routing}`,
  returned: (item, number, batch) => `Returned check${number}, ${reasonText(item.returnReason, batch)}`,
  deposit: () => 'Deposit',
}

/** The same letter means two things: administrative returns have a list of their own. */
function reasonText(code: string, batch: BatchDetail): string {
  const reason = returnReason(code, batch.returnsIndicator === 'E' ? 'administrative' : 'customer')
  return reason === undefined ? `reason ${code || 'not given'}` : `reason ${code} (${lowerFirst(reason.title)})`
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

function name(batch: BatchDetail, field: 'bundleId' | 'cashLetterId'): string {
  const value = batch[field]
  return typeof value === 'string' && value !== '' ? value : '?'
}

/** Records of one item shown to people at most: an item may have a thousand. */
const RECORDS_SHOWN_MAX = 60

/**
 * Every field of the item's records with its columns, in the order of the records; reserved columns are left out. Sensitive is
 * what the field holds by its name, and in a first record whose columns may have slipped whatever may be a piece of it.
 */
export function fieldsOf(item: CheckItem, _batch: BatchDetail): readonly ItemField[] {
  const records = recordsOf(item.source).slice(0, RECORDS_SHOWN_MAX)
  const first = DOCUMENTATION_TYPE.test(item.documentationType) ? 'aligned' : 'in doubt'
  return records.flatMap((record, index) => fieldsOfRecord(record, index + 1, index === 0 ? first : 'aligned'))
}

/** In the order in which senders write them: detail, addenda, then each view with its parts. */
function recordsOf({ detail, addenda, views }: X9Item): readonly X9Record[] {
  const parts = views.flatMap(view => [view.detail, view.data, view.analysis])
  return [detail, ...addenda, ...parts.filter(part => part !== undefined)]
}

function fieldsOfRecord(record: X9Record, at: number, standing: Standing): readonly ItemField[] {
  const values: AnyRecord = record
  return layoutOf(record.type)
    .list.filter(([field]) => !field.startsWith('reserved'))
    .map(([field, { kind, from, to }]) => {
      const value = stored(record.odd?.[field]?.trim() ?? String(values[field] ?? ''))
      const sensitive = SENSITIVE[field] ?? (standing === 'aligned' ? undefined : sensitivityOf(value, 'any', standing))
      return {
        name: field,
        title: fieldTitle(CHECK_FIELD_TITLES, field),
        ...(kind === 'variable' ? {} : { column: from, width: to - from + 1 }),
        record: at,
        value,
        ...(sensitive === undefined ? {} : { sensitive }),
      }
    })
}

/** Behind amount and sequence number, a letter among digits: where the columns before it slipped, it is none. */
const DOCUMENTATION_TYPE = /^[A-LZ]$/

/** Fields that name a person or an account, by their name in any record. `data` is a payee endorsement (68). */
const SENSITIVE: Readonly<Record<string, NonNullable<ItemField['sensitive']>>> = {
  onUs: 'account',
  depositAccount: 'account',
  payeeName: 'name',
  payorAccountName: 'name',
  data: 'name',
}
