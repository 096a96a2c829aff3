import { isRoutingNumber } from '../../core/aba.ts'
import { keyedMinor } from '../../core/adjustment.ts'
import type {
  AppliedCorrection,
  CorrectableField,
  CorrectionOf,
  FieldValues,
  PackCorrections,
} from '../../core/correction.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { ImageReading } from '../../core/pack.ts'
import { CANONICAL_HEAD, getNumber } from '../../formats/x9/item-bytes.ts'
import { parseOnUs } from '../../formats/x9/micr.ts'
import { layoutOf, type X9Record } from '../../formats/x9/record-types.ts'
import { auxOnUsOf } from './codeline.ts'
import { AMOUNT_MOST_MINOR, type CheckItem, type MicrField } from './item.ts'
import type { CheckItemKind } from './kinds.ts'
import { parseCheck } from './parse.ts'
import { RAW_HEAD } from './raw-item.ts'

/**
 * What of a codeline a person may key from the image, or correct: routing number, account, check number and transaction code. Not
 * the amount: the letter was settled by the record's, so what the check says instead is an adjustment with the other bank. Of a check
 * of which neither codeline nor amount can be read both are keyed together: without either it is nobody's.
 */
export const corrections: PackCorrections<CheckItem> = {
  fields: (item, kind, way) =>
    (WAYS[way][kind as CheckItemKind] ?? []).filter(name => isOf(item, name)).map(name => FIELDS[name]),
  apply,
  received: ({ item }, field) => readAs(item)[field],
  seen,
}

/** What was read of the codeline; nothing of what was not wholly read, in which a part of another field may stand. */
function readAs({ routing, accountNumber: account, serial, unreadable }: CheckItem): Partial<FieldValues> {
  const read = Object.entries({ routing, account, serial }) as [FieldName & MicrField, string][] // both name them so
  return Object.fromEntries(read.filter(([name]) => !unreadable.includes(name)))
}

const FIELDS = {
  routing: { name: 'routing', title: 'Routing number', expects: 'nine digits with the check digit' },
  account: { name: 'account', title: 'Account number', expects: 'its digits, without dashes', sensitive: 'account' },
  serial: { name: 'serial', title: 'Check number', expects: 'its digits' },
  code: { name: 'code', title: 'Transaction code', expects: 'its digits' },
  amount: { name: 'amount', title: 'Amount', expects: 'dollars and cents as 100.00' },
} as const satisfies Readonly<Record<string, CorrectableField>>
type FieldName = keyof typeof FIELDS

const CODELINE: readonly FieldName[] = ['routing', 'account', 'serial', 'code']
const PRINTED: readonly FieldName[] = ['routing', 'account', 'serial']

type OfKinds = Readonly<Partial<Record<CheckItemKind, readonly FieldName[]>>>
const WAYS: Readonly<Record<'correct' | 'rekey', OfKinds>> = {
  rekey: {
    'micr-unreadable': [...CODELINE, 'amount'],
    'micr-misread': PRINTED,
    'check-digit': ['routing'],
    'check-routing-not-ours': ['routing', 'account'],
    'check-account-not-found': ['account', 'serial'],
  },
  correct: {
    'micr-misread': PRINTED,
    'check-account-not-found': ['account'],
    'check-account-closed': ['account'],
    'check-account-non-transaction': ['account'],
    'positive-pay-serial': ['serial'],
    'returned-check-without-original': PRINTED,
  },
}

/** A transaction code stands beside a check number in a field of its own only, and an amount that was read stands. */
function isOf(item: CheckItem, name: FieldName): boolean {
  if (name === 'amount') return !item.amountReadable && item.role === 'on-us'
  return name !== 'code' || item.unreadable.includes('code')
}

function apply({ item, raw, batch, values, settings }: CorrectionOf<CheckItem>): AppliedCorrection {
  for (const [name, value] of Object.entries(values)) {
    const why = whyNot(name, value.trim())
    if (why !== undefined) return { is: 'refused', field: name, why }
  }
  const columns = columnsOf(item, values)
  if (columns === undefined)
    return {
      is: 'refused',
      field: 'account',
      why: 'Account and check number do not fit into the on-us field together.',
    }
  const bytes = new Uint8Array(raw)
  write(bytes, item, columns)
  const corrected = parseCheck(bytes, batch, settings)
  if (corrected.role === item.role || item.role === 'on-us') return { is: 'corrected', raw: bytes, batch }
  return { is: 'refused', field: 'routing', why: 'With this it would be something else than what was deposited.' }
}

function whyNot(name: string, text: string): string | undefined {
  if (name === 'routing')
    return isRoutingNumber(text) ? undefined : 'The routing number is not nine digits whose last one checks the others.'
  if (name === 'account') return /^\d{3,17}$/.test(text) ? undefined : 'An account number is three to seventeen digits.'
  if (name === 'amount') return whyNotAmount(keyedMinor(text))
  if (name === 'serial') return /^\d{1,15}$/.test(text) ? undefined : 'A check number is one to fifteen digits.'
  return /^\d{1,6}$/.test(text) ? undefined : 'A transaction code is one to six digits.'
}

function whyNotAmount(minor: number | undefined): string | undefined {
  return minor !== undefined && minor > 0 && minor <= AMOUNT_MOST_MINOR
    ? undefined
    : 'An amount is dollars and cents as 100.00, and more than nothing.'
}

/** Values by field of the record, as they are written. */
type Columns = Readonly<Record<string, string>>

/** The on-us field is written anew as account, on-us symbol, and what stood right of it; undefined when it does not fit. */
function columnsOf(item: CheckItem, values: FieldValues): Columns | undefined {
  const { detail } = item.source
  const aux = auxOnUsOf(item.source)
  const parts = parseOnUs(detail.onUs, aux)
  const account = values.account?.trim() ?? parts.account
  const serial = values.serial?.trim() ?? parts.serial
  const hasAux = /[0-9*]/.test(aux)
  const onUs = `${account}/${hasAux ? (values.code?.trim() ?? parts.tranCode) : serial}`
  const width = widthOf(detail, 'onUs')
  if (onUs.length > width || (hasAux && serial.length > AUX_WIDTH)) return undefined
  const isOnUs = values.account !== undefined || values.serial !== undefined || values.code !== undefined
  return {
    ...(isOnUs ? { onUs: onUs.padStart(width) } : {}),
    ...(hasAux && values.serial !== undefined ? { auxOnUs: serial.padStart(AUX_WIDTH) } : {}),
    ...routingColumns(detail, values.routing?.trim()),
    ...amountColumns(detail, values.amount?.trim()),
  }
}

function amountColumns(detail: X9Record, amount: string | undefined): Columns {
  if (amount === undefined) return {}
  return { amountMinor: String(keyedMinor(amount) ?? 0).padStart(widthOf(detail, 'amountMinor'), '0') }
}

const AUX_WIDTH = 15

function routingColumns(detail: X9Record, routing: string | undefined): Columns {
  if (routing === undefined) return {}
  if ('postingRouting' in detail) return { postingRouting: routing }
  return { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8) }
}

function widthOf(record: X9Record, name: string): number {
  const [, field] = layoutOf(record.type).list.find(([own]) => own === name) ?? []
  return field === undefined ? 0 : field.to - field.from + 1
}

/** Writes values into the columns of the item's first record; the auxiliary field of a return into its addendum. */
function write(raw: Uint8Array, item: CheckItem, columns: Columns): void {
  const records: readonly X9Record[] = [
    item.source.detail,
    ...item.source.addenda.filter(one => one.type === '33').slice(0, 1),
  ]
  for (let at = RAW_HEAD, n = 0; at + CANONICAL_HEAD <= raw.length; n++) {
    const text = at + CANONICAL_HEAD
    const type = String.fromCharCode(raw[text] ?? 0, raw[text + 1] ?? 0)
    const record = n === 0 ? records[0] : type === '33' ? records[1] : undefined
    if (record !== undefined) put(raw, text, record, columns)
    at = text + getNumber(raw, at)
  }
}

function put(raw: Uint8Array, text: number, record: X9Record, columns: Columns): void {
  for (const [name, { from, to }] of layoutOf(record.type).list) {
    const value = columns[name]
    if (value !== undefined) raw.set(latin1Bytes(value.slice(0, to - from + 1)), text + from - 1)
  }
}

/** Of what a person has read from the image, the program's own reading says nothing more. */
function seen(image: ImageReading, values: FieldValues): ImageReading {
  const fields = Object.entries(image.fields).filter(
    ([name]) => values[name.replace(/^amount.*/, 'amount')] === undefined,
  )
  return { ...image, fields: Object.fromEntries(fields) }
}
