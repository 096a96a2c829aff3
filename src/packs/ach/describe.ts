import { fieldTitle } from '../../core/field-title.ts'
import type { HeaderRecord, ItemField } from '../../core/item-field.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { layoutOfAddenda } from '../../formats/nacha/addenda-layouts.ts'
import { DETAILS, detailKind } from '../../formats/nacha/entry-detail.ts'
import { type Field, type Fields, type Layout, RECORD_LENGTH, textAt } from '../../formats/nacha/layout.ts'
import { ADV_ENTRY, BATCH_HEADER, ENTRY, IAT_BATCH_HEADER, IAT_ENTRY } from '../../formats/nacha/layouts.ts'
import { parseAddenda } from '../../formats/nacha/parse-entry.ts'
import type { Standing } from '../../formats/shown-value.ts'
import { stored } from './batch-detail.ts'
import { ACH_FIELD_TITLES } from './field-titles.ts'
import type { AchItem } from './item.ts'
import { headerStanding, hiddenIn, recordStanding } from './shown-field.ts'

/** Records of one entry shown to people at most: an entry may have 9,999 addenda. */
const RECORDS_SHOWN_MAX = 60

/** `PPD debit by ACME PAYROLL, trace 091000010000001`. */
export function describeItem(item: AchItem, _batch: BatchDetail): string {
  const { companyName, secCode, rule } = item.batch
  // Where the class of entries is none, the header may be another record, and the company's columns hold an account number.
  const by = companyName === '' || rule === undefined ? '' : ` by ${companyName}`
  const said = stored(`${secCode === '' ? 'ACH' : secCode} ${WORDS[item.category](item)}${by}`)
  // In a damaged record the trace's columns may hold anything, an account number too.
  return /^\d{15}$/.test(item.reference) ? `${said}, trace ${item.reference}` : `${said}, trace unreadable`
}

const WORDS: Readonly<Record<AchItem['category'], (item: AchItem) => string>> = {
  forward: item => (item.codeMeans?.purpose === 'prenote' ? `${item.direction} prenote` : item.direction),
  return: item => `${item.direction} returned ${item.reasonCode}`,
  dishonored: item => `dishonored return ${item.reasonCode}`,
  contested: item => `contested return ${item.reasonCode}`,
  noc: item => `notification of change ${item.reasonCode}`,
  'refused-noc': item => `refused notification of change ${item.reasonCode}`,
}

/**
 * Every field of the entry and its addenda with its columns, in the order of the records. Sensitive is what the field holds by
 * its name, and in a record whose columns may have slipped whatever may be a piece of it.
 */
export function fieldsOf(item: AchItem, batch: BatchDetail): readonly ItemField[] {
  const layout = { standard: ENTRY, iat: IAT_ENTRY, adv: ADV_ENTRY }[item.batch.layout]
  const fields = fieldsOfRecord(item, layout, { index: 0, standing: recordStanding(item, batch, 0) })
  const records = Math.min(item.raw.length / RECORD_LENGTH, RECORDS_SHOWN_MAX)
  for (let index = 1; index < records; index++) {
    const { kind } = parseAddenda(item.raw, index * RECORD_LENGTH)
    fields.push(...fieldsOfRecord(item, layoutOfAddenda(kind), { index, standing: recordStanding(item, batch, index) }))
  }
  return fields
}

/** The batch header that came with the entry, with its columns. What an originator wrote for itself may name a person. */
export function batchHeader(batch: BatchDetail): HeaderRecord | undefined {
  const { raw, layout } = batch
  if (typeof raw !== 'string' || raw.length !== RECORD_LENGTH) return undefined
  const { fields }: Layout<Fields> = layout === 'iat' ? IAT_BATCH_HEADER : BATCH_HEADER
  const standing = headerStanding(batch)
  return {
    text: raw,
    fields: Object.entries(fields).map(([name, field]) => {
      const { from, to } = field
      const text = raw.slice(from - 1, to)
      const sensitive = OWN_WORDS[name] ?? hiddenIn(field, text, standing)
      return {
        name,
        title: fieldTitle(ACH_FIELD_TITLES, name),
        column: from,
        width: to - from + 1,
        record: 0,
        value: text.trim(),
        ...(sensitive === undefined ? {} : { sensitive }),
      }
    }),
  }
}

const OWN_WORDS: Readonly<Record<string, ItemField['sensitive']>> = {
  companyDiscretionaryData: 'name',
  foreignExchangeReference: 'name',
}

interface RecordPlace {
  readonly index: number
  readonly standing: Standing
}

function fieldsOfRecord(item: AchItem, layout: Layout<Fields>, { index, standing }: RecordPlace): ItemField[] {
  return Object.entries(layout.fields).map(([name, field]) => {
    const { from, to } = field
    const text = textAt(item.raw, index * RECORD_LENGTH + from - 1, to - from + 1)
    const value = stored(text).trim()
    const hidden = hiddenByClass(item, name) ?? hiddenIn(field, text, standing)
    return {
      name,
      title: titleOf(item, layout, name),
      column: from,
      width: to - from + 1,
      record: index + 1,
      value,
      ...(hidden === undefined ? {} : { sensitive: hidden }),
    }
  })
}

/** Two columns of a standard entry mean what its class says: an identification is a check's serial number, a name a company's. */
function titleOf(item: AchItem, layout: Layout<Fields>, name: string): string {
  const field = layout.fields[name]
  if (layout !== ENTRY || field === undefined || (name !== 'identification' && name !== 'name'))
    return fieldTitle(ACH_FIELD_TITLES, name)
  const parts = Object.entries<Field>(DETAILS[detailKind(item.batch.secCode)].fields)
    .filter(([part, { from, to }]) => from >= field.from && to <= field.to && part !== 'reserved')
    .map(([part]) => fieldTitle(ACH_FIELD_TITLES, part))
  return parts.map((part, index) => (index === 0 ? part : part.toLowerCase())).join(', ')
}

/** Enrolments and death notices carry account, name and tax id in free text; payments may carry names in it. */
function hiddenByClass(item: AchItem, name: string): ItemField['sensitive'] {
  if (name !== 'paymentInformation' && name !== 'information') return undefined
  return item.batch.secCode === 'ENR' || item.batch.secCode === 'DNE' ? 'tax-id' : 'name'
}
