import type { CorrectableField, CorrectionNotice, FieldValues } from '../../core/correction.ts'
import { type CorrectingCode, formatCorrectedData } from '../../formats/nacha/corrected-data.ts'
import { textAt } from '../../formats/nacha/layout.ts'
import { reasonFor } from '../../formats/nacha/reasons.ts'
import { CHANGE_CODES, CORRECTABLE, whyNotValue } from './correctable.ts'
import type { AchItem } from './item.ts'

/**
 * A notification of change of ours that the other bank refused is sent again with what was wrong in it put right (Nacha, Article
 * Three: within five banking days). What it refused, and why, stands in its addenda 98.
 */

/** What may have been wrong, by the code of the refusal. A bank or a company that is the wrong one is asked: nothing of ours mends it. */
const OF_CODES: Readonly<Record<string, readonly (keyof typeof CORRECTABLE)[]>> = {
  C62: ['originalTrace'],
  C64: ['individualId'],
  C65: ['account', 'routing', 'transactionCode'],
  C68: ['account'],
  C69: ['transactionCode'],
}

export function fieldsAgain({ reasonCode, batch, category }: AchItem): readonly CorrectableField[] {
  // International notifications have their columns elsewhere.
  if (category !== 'refused-noc' || batch.layout !== 'standard') return []
  return (OF_CODES[reasonCode] ?? []).map(name => CORRECTABLE[name])
}

/** Columns of what was refused, from the addenda on, 0-based. */
const DATA_AT = 35
const DATA_WIDTH = 29
const CHANGE_CODE_AT = 64

/** What it repeats of the entry, 0-based column and width; the trace number counts from the addenda on. */
const REPEATED = {
  originalTrace: [6, 15],
  account: [12, 17],
  individualId: [39, 15],
  transactionCode: [1, 2],
} as const

/** Why a value changes nothing of what was refused, or is none of its field; undefined when it may be sent. */
export function whyNotAgain(
  item: AchItem,
  values: FieldValues,
): { readonly field: string; readonly why: string } | undefined {
  for (const [field, value] of Object.entries(values)) {
    const why = whyNotValue(field, value, item) ?? (value.trim() === refused(item, field) ? SAME : undefined)
    if (why !== undefined) return { field, why }
  }
  if (item.reasonCode !== 'C65' && reasonFor(changeCode(item))?.stage !== 'change')
    return { field: Object.keys(values)[0] ?? '', why: NO_CHANGE }
  if (item.reasonCode === 'C69' && Number(values.transactionCode) % 10 !== item.code % 10)
    return {
      field: 'transactionCode',
      why: `The code of a notification for a ${item.direction} ends with ${item.code % 10}.`,
    }
  if (item.reasonCode !== 'C65') return undefined
  const notice = noticeAgain(item, values)
  if (notice === undefined) return { field: Object.keys(values)[0] ?? '', why: NO_CODE }
  return notice.code === changeCode(item) && notice.correction.slice(0, DATA_WIDTH).trimEnd() === data(item)
    ? { field: Object.keys(values)[0] ?? '', why: SAME }
    : undefined
}

const SAME = 'That is what was refused: with it nothing is put right.'
const NO_CHANGE =
  'The refusal does not say which change it refuses, so that change cannot be sent again: ask the other bank.'
const NO_CODE =
  'No change code says that: give the account number, the routing number, both, or the transaction code with the first or with both; and an account number of seventeen characters at most.'

/** The notification as it goes out again. Its `correction` holds the corrected data and, after their columns, what it repeats otherwise of the entry. */
export function noticeAgain(item: AchItem, values: FieldValues): CorrectionNotice | undefined {
  const clock = 'ach-noc-refused-answer'
  if (item.reasonCode !== 'C65')
    return { code: changeCode(item), correction: data(item).padEnd(DATA_WIDTH) + otherwise(values), clock }
  const code = CHANGE_CODES[Object.keys(values).sort().join(',')]
  return code === undefined || (values.account ?? '').trim().length > REPEATED.account[1]
    ? undefined
    : { code, correction: corrected(code, values), clock }
}

function corrected(code: CorrectingCode, { account = '', routing = '', transactionCode = '' }: FieldValues): string {
  const data = { account: account.trim(), routing: routing.trim(), transactionCode: transactionCode.trim() }
  return formatCorrectedData(code, data)
}

/** What is repeated otherwise: a mark and the value, one field at most. */
function otherwise(values: FieldValues): string {
  return Object.entries(values)
    .map(([field, value]) => `${field}=${value.trim()}`)
    .join('')
}

/** The corrected data and what is repeated otherwise, as `noticeAgain` put them together. */
export function readAgain(correction: string): { readonly data: string; readonly repeated: FieldValues } {
  const [field = '', value = ''] = correction.slice(DATA_WIDTH).split('=')
  return { data: correction.slice(0, DATA_WIDTH).trimEnd(), repeated: field === '' ? {} : { [field]: value } }
}

/** Where a repeated field stands in the records of the item. */
export function placeRepeated(item: AchItem, field: string): readonly [at: number, width: number] | undefined {
  if (!Object.hasOwn(REPEATED, field)) return undefined
  const [at, width] = REPEATED[field as keyof typeof REPEATED] // hasOwn has just proved the key
  return [field === 'originalTrace' ? item.answerAt + at : at, width]
}

function refused(item: AchItem, field: string): string | undefined {
  const place = item.reasonCode === 'C65' ? undefined : placeRepeated(item, field)
  return place && textAt(item.raw, place[0], place[1]).trim()
}

function data({ raw, answerAt }: AchItem): string {
  return textAt(raw, answerAt + DATA_AT, DATA_WIDTH).trimEnd()
}

function changeCode({ raw, answerAt }: AchItem): string {
  return textAt(raw, answerAt + CHANGE_CODE_AT, 3)
}
