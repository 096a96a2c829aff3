import { checkDigit } from '../../core/aba.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { layoutOfAddenda } from '../../formats/nacha/addenda-layouts.ts'
import { type Fields, type Layout, RECORD_LENGTH, writeLoosely } from '../../formats/nacha/layout.ts'
import { BATCH_HEADER, type BatchHeaderFields, ENTRY, IAT_ENTRY } from '../../formats/nacha/layouts.ts'
import { recordText } from '../../formats/nacha/write.ts'
import { type AchItem, parseAchItem } from './item.ts'

/** Entries for tests and examples: one plain debit on one open account, of which each changes what it is about. */

export const OUR_ROUTING = '091000019'
export const OTHER_ROUTING = '121042882'
export const ACCOUNT_NUMBER = '4400123456'
export const TRACE = '121042880000017'

/** Columns of an entry that a sample changes, and its addenda. */
export interface EntrySample {
  readonly transactionCode?: number
  readonly routing?: string
  readonly account?: string
  readonly amountMinor?: number
  /** Overrides the amount with any text of ten columns. */
  readonly amountText?: string
  readonly identification?: string
  readonly name?: string
  readonly addendaIndicator?: number
  readonly trace?: string
  /** IAT only. */
  readonly addendaCount?: number
  readonly addenda?: readonly AddendaSample[]
}

/** An addenda record by its layout; columns that are not given are blank, or what a plain one of its kind holds. */
export type AddendaSample = { readonly kind: Parameters<typeof layoutOfAddenda>[0] } & Readonly<Record<string, unknown>>

const PLAIN = {
  transactionCode: 27,
  account: ACCOUNT_NUMBER,
  amountMinor: 45_000,
  identification: 'M-1001',
  name: 'ROBIN MILLER',
  discretionaryData: '',
  trace: TRACE,
}

/** The records of an entry as the first pass writes them. */
export function rawEntry(sample: EntrySample = {}, layout: 'standard' | 'iat' = 'standard'): Uint8Array {
  const { addenda = [], routing = OUR_ROUTING, amountText, ...columns } = sample
  const trace = columns.trace ?? TRACE
  const raw = new Uint8Array((1 + addenda.length) * RECORD_LENGTH)
  const values = {
    ...PLAIN,
    rdfi: routing.slice(0, 8),
    checkDigit: routing.slice(8),
    addendaIndicator: addenda.length > 0 ? 1 : 0,
  }
  const form: Layout<Fields> = layout === 'iat' ? IAT_ENTRY : ENTRY
  writeLoosely(form, { ...values, addendaCount: addenda.length, ...columns }, raw, 0)
  if (amountText !== undefined) put(raw, 29, amountText)
  for (const [index, { kind, ...given }] of addenda.entries()) {
    const plain = { sequence: index + 1, entrySequence: Number(trace.slice(8)) || 0, trace }
    writeLoosely(layoutOfAddenda(kind), { ...plain, ...given }, raw, (index + 1) * RECORD_LENGTH)
  }
  return raw
}

/** A batch header as values: PPD, for today, by ACME. */
export function batchHeader(changes: Partial<BatchHeaderFields> = {}): BatchHeaderFields {
  return {
    serviceClass: 200,
    companyName: 'ACME UTILITIES',
    companyDiscretionaryData: '',
    companyId: '1234567890',
    secCode: 'PPD',
    entryDescription: 'UTIL BILL',
    descriptiveDate: '',
    effectiveDate: '261123',
    settlementDate: '',
    originatorStatus: '1',
    odfi: OTHER_ROUTING.slice(0, 8),
    batchNumber: 1,
    ...changes,
  }
}

/** The detail that the first pass stores for such a header. */
export function aBatch(changes: Partial<BatchHeaderFields> = {}): BatchDetail {
  const header = batchHeader(changes)
  return {
    ...header,
    layout: header.secCode === 'IAT' ? 'iat' : header.secCode === 'ADV' ? 'adv' : 'standard',
    odfi8: Number(header.odfi),
    headerMissing: false,
    raw: recordText(BATCH_HEADER, header),
  }
}

export function anItem(sample: EntrySample = {}, batch: Partial<BatchHeaderFields> = {}): AchItem {
  return parseAchItem(rawEntry(sample, batch.secCode === 'IAT' ? 'iat' : 'standard'), aBatch(batch))
}

/** The seven addenda that an international entry must have. */
export function iatAddenda(): readonly AddendaSample[] {
  const filled = {
    '10': { transactionType: 'BUS', receiverName: 'ROBIN MILLER' },
    '11': { originatorName: 'ACME LTD', originatorStreet: '1 HIGH STREET' },
    '12': { originatorCityState: 'LONDON*', originatorCountryPostal: 'GB*E1' },
    '13': { odfiName: 'A BANK', odfiIdQualifier: '01', odfiId: '123', odfiCountry: 'GB' },
    '14': { rdfiName: 'OUR BANK', rdfiIdQualifier: '01', rdfiId: OUR_ROUTING, rdfiCountry: 'US' },
    '15': { receiverId: '1', receiverStreet: '2 LOW STREET' },
    '16': { receiverCityState: 'DULUTH*MN', receiverCountryPostal: 'US*55802' },
  } as const
  return (Object.keys(filled) as (keyof typeof filled)[]).map(kind => ({ kind, ...filled[kind] }))
}

/** A routing number with its check digit, from eight digits. */
export function routingOf(eight: string): string {
  return eight + String(checkDigit(eight))
}

function put(raw: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) raw[at + i] = text.charCodeAt(i)
}
