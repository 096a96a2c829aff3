import type {
  AppliedCorrection,
  CorrectionNotice,
  CorrectionOf,
  FieldValues,
  PackCorrections,
} from '../../core/correction.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { formatCorrectedData } from '../../formats/nacha/corrected-data.ts'
import { textAt } from '../../formats/nacha/layout.ts'
import { CHANGE_CODES, CORRECTABLE, type FieldName, whyNotValue } from './correctable.ts'
import { type AchItem, COLUMNS, parseAchItem } from './item.ts'
import type { AchKind } from './kinds.ts'
import { fieldsAgain, noticeAgain, whyNotAgain } from './notice-again.ts'
import { RECORD_LENGTH } from './raw-entry.ts'

/**
 * What of an entry, or of what another bank answers, a person may correct. Never its amount: the operator settled what the record
 * says, so another amount is the sender's to send. Nor its direction, for the same reason.
 */
export const corrections: PackCorrections<AchItem> = {
  fields: (item, kind, way) => {
    if (way !== 'correct' || isLost(item)) return []
    return kind === SENT_AGAIN ? fieldsAgain(item) : namesFor(item, kind).map(name => CORRECTABLE[name])
  },
  apply,
  // Of a whole record its last four characters would say nothing.
  received: ({ item, batch, kind }, field) =>
    kind === SENT_AGAIN || field === 'record' ? undefined : received(item, batch, field),
  sendsAgain: kind => kind === SENT_AGAIN,
  notice: noticeOfCorrection,
}

/** The kind in which what is corrected is a notification of ours that was refused. */
const SENT_AGAIN: AchKind = 'refused-noc'

const ACCOUNT: readonly FieldName[] = ['account', 'transactionCode']

/** By kind of exception; a kind that is not here has nothing to correct in one item. */
const OF_KINDS: Readonly<Partial<Record<AchKind, readonly FieldName[]>>> = {
  'account-malformed': ACCOUNT,
  'account-not-found': ACCOUNT,
  'account-closed': ACCOUNT,
  'account-frozen': ACCOUNT,
  'account-deceased': ACCOUNT,
  'account-non-transaction': ACCOUNT,
  'name-mismatch': ['account'],
  'record-fault': ['record'],
  'sec-code-unknown': ['secCode'],
  'transaction-code-unknown': ['transactionCode'],
  'amount-fault': ['transactionCode'],
  'prenote-fault': ['transactionCode'],
  'addenda-fault': ['addendaIndicator'],
  'trace-fault': ['trace'],
  'effective-date-impossible': ['effectiveDate'],
  'effective-date-stale': ['effectiveDate'],
  'settles-later': ['effectiveDate'],
  'unknown-return-code': ['reasonCode'],
  'routing-check-digit': ['routing', 'account'],
  // Which entry of ours is meant.
  'return-without-original': ['originalTrace'],
  'noc-without-original': ['originalTrace'],
}

/** Addenda that were left out cannot be written again by hand. */
function isLost({ mark }: AchItem): boolean {
  return mark === 'A'
}

function namesFor(item: AchItem, kind: string): readonly FieldName[] {
  const names = OF_KINDS[kind as AchKind] ?? []
  // An amount that cannot be read was settled as nobody here knows which.
  if (item.amountRead < 0) return []
  return item.category === 'forward' ? names : names.filter(name => name !== 'account')
}

function apply({ item, batch, values, kind }: CorrectionOf<AchItem>): AppliedCorrection {
  if (kind === SENT_AGAIN) {
    const why = whyNotAgain(item, values)
    return why === undefined ? { is: 'corrected', raw: item.raw, batch } : { is: 'refused', ...why }
  }
  for (const [name, value] of Object.entries(values)) {
    const isThere = value.trim() === received(item, batch, name)
    const why = isThere
      ? 'That is what stands there already: what was received is not corrected by it.'
      : whyNotValue(name, value, item)
    if (why !== undefined) return { is: 'refused', field: name, why }
  }
  // A copy: a slice of a view that the engine read would be the original itself.
  const raw = new Uint8Array(item.raw)
  for (const [name, value] of Object.entries(values)) put(raw, item, name, name === 'record' ? value : value.trim())
  const corrected = { ...batch, ...pick(values, 'secCode'), ...pick(values, 'effectiveDate') }
  const why = whyNotTheSame(item, parseAchItem(raw, corrected))
  return why === undefined
    ? { is: 'corrected', raw, batch: corrected }
    : { is: 'refused', field: why.field, why: why.why }
}

function pick(values: FieldValues, name: 'secCode' | 'effectiveDate'): FieldValues {
  const value = values[name]
  return value === undefined ? {} : { [name]: value.trim() }
}

function put(raw: Uint8Array, item: AchItem, name: string, value: string): void {
  const place = placeOf(item, name)
  if (place !== undefined) raw.set(latin1Bytes(value.padEnd(place[1]).slice(0, place[1])), place[0])
}

/** What stands there now, without blanks around it. */
function received(item: AchItem, batch: BatchDetail, name: string): string {
  const place = placeOf(item, name)
  return place === undefined ? String(batch[name] ?? '').trim() : textAt(item.raw, place[0], place[1]).trim()
}

/** Where a field stands in the records: 0-based column and width. Undefined for one of the batch's header. */
function placeOf(item: AchItem, name: string): readonly [number, number] | undefined {
  const { account, accountWidth } = COLUMNS[item.batch.layout]
  const places: Readonly<Record<string, readonly [number, number]>> = {
    account: [account, accountWidth],
    routing: [3, 9],
    transactionCode: [1, 2],
    trace: [79, 15],
    originalTrace: [item.answerAt + 6, 15],
    reasonCode: [item.answerAt + 3, 3],
    addendaIndicator: [78, 1],
    record: [0, RECORD_LENGTH],
  }
  return places[name]
}

/** What was received and settled stays: its amount, its direction, and what it is. */
function whyNotTheSame(
  item: AchItem,
  corrected: AchItem,
): { readonly field: string; readonly why: string } | undefined {
  const field = corrected.code === item.code ? 'record' : 'transactionCode'
  if (corrected.amountMinor !== item.amountMinor)
    return {
      field,
      why: 'The amount would be another than was received and settled: only the sender can send another.',
    }
  if (corrected.direction !== item.direction)
    return {
      field,
      why: `It was received and settled as a ${item.direction}; with this it would be a ${corrected.direction}. Send it back instead.`,
    }
  if (corrected.category !== item.category)
    return { field, why: 'With this it would be something else than what was received.' }
  return undefined
}

/**
 * The notification of change that a correction asks for: the RDFI posts the entry and tells the ODFI what to write next time
 * (Nacha: within two banking days of settlement). None for international entries, whose corrected data has other columns, nor for
 * a field of which the rules know no change.
 */
function noticeOfCorrection({ item, kind, values }: CorrectionOf<AchItem>): CorrectionNotice | undefined {
  if (kind === SENT_AGAIN) return noticeAgain(item, values)
  if (item.category !== 'forward' || item.batch.layout !== 'standard' || !TOLD.includes(kind)) return undefined
  const code = CHANGE_CODES[Object.keys(values).sort().join(',')]
  const account = (values.account ?? '').trim()
  if (code === undefined || account.length > 17) return undefined
  const data = { account, routing: values.routing ?? '', transactionCode: values.transactionCode ?? '' }
  return { code, correction: formatCorrectedData(code, data), clock: 'ach-noc' }
}

/** Where the sender's own data is wrong. A name that fits nobody says nothing of what the sender should write. */
const TOLD: readonly string[] = [
  'account-malformed',
  'account-not-found',
  'account-closed',
  'account-non-transaction',
  'routing-check-digit',
  'transaction-code-unknown',
] satisfies readonly AchKind[]
