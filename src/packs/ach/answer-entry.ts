import { invariant } from '../../core/invariant.ts'
import {
  ADDENDA_98,
  ADDENDA_98_REFUSED,
  ADDENDA_99,
  ADDENDA_99_CONTESTED,
  ADDENDA_99_DISHONORED,
} from '../../formats/nacha/addenda-layouts.ts'
import { checkDigitOf } from '../../formats/nacha/check-digit.ts'
import { formatYymmdd } from '../../formats/nacha/dates.ts'
import {
  type Fields,
  type Layout,
  RECORD_LENGTH,
  textAt,
  type Values,
  writeRecord,
} from '../../formats/nacha/layout.ts'
import type { Answer, AnswerOrder } from './answer.ts'
import { type AchItem, COLUMNS, parseAchItem } from './item.ts'
import { placeRepeated } from './notice-again.ts'

/**
 * The entry that answers another: a new entry with its own trace number, sent to the bank that sent the first, which repeats
 * account, amount and identification, and says in addenda 98 or 99 what it answers. Whole records of 94 bytes. What answers an amount
 * that cannot be read gives none back: zeros, because no reader takes anything else, and nobody but the sender can say another.
 *
 * @param trace Fifteen digits: this bank's eight, and seven that are unique on the day.
 */
export function answerEntry(order: AnswerOrder, trace: string): Uint8Array {
  invariant(/^\d{15}$/.test(trace), 'a trace number is fifteen digits')
  const item = parseAchItem(order.raw, order.batch)
  const repeated = repeatedAddenda(item, order.answer)
  const raw = new Uint8Array((2 + repeated.length) * RECORD_LENGTH)
  raw.set(item.raw.subarray(0, RECORD_LENGTH))
  turnAround(raw, item, order, trace)
  for (const [index, record] of repeated.entries()) {
    raw.set(record, (index + 1) * RECORD_LENGTH)
    put(raw, (index + 1) * RECORD_LENGTH + 87, trace.slice(8)) // they carry the number of the entry they now belong to
  }
  if (item.batch.layout === 'iat') put(raw, 12, String(repeated.length + 1).padStart(4, '0'))
  putAddenda(raw, raw.length - RECORD_LENGTH, item, order.answer, trace)
  if (order.answer.act === 'notify') putRepeated(raw, item, order.answer)
  return raw
}

/** An international return repeats addenda 10 to 16 of the entry; nothing else is repeated. */
function repeatedAddenda(item: AchItem, answer: Answer): readonly Uint8Array[] {
  if (item.batch.layout !== 'iat' || answer.act === 'notify' || answer.act === 'refuse') return []
  const records: Uint8Array[] = []
  for (let at = RECORD_LENGTH; at < item.raw.length; at += RECORD_LENGTH) {
    const type = textAt(item.raw, at + 1, 2)
    if (type >= '10' && type <= '16') records.push(item.raw.slice(at, at + RECORD_LENGTH))
  }
  return records
}

/** Makes the copied entry record an answer: its code, where it goes, its addenda and its own trace. */
function turnAround(raw: Uint8Array, item: AchItem, order: AnswerOrder, trace: string): void {
  blankDamage(raw)
  const sender = order.batch.odfi8
  invariant(typeof sender === 'number' && sender >= 0, 'the batch names the bank that the answer goes to')
  put(raw, 1, String(answerCode(item.code)).padStart(2, '0'))
  put(raw, 3, String(sender).padStart(8, '0') + String(checkDigitOf(sender)))
  if (isWithoutAmount(item, order.answer)) putNoAmount(raw, item)
  put(raw, 78, '1')
  put(raw, 79, trace)
}

/** What no record may hold is not sent on: a blank keeps its column. */
function blankDamage(raw: Uint8Array): void {
  for (let at = 0; at < RECORD_LENGTH; at++) if ((raw[at] ?? 0) < 0x20 || (raw[at] ?? 0) > 0x7e) raw[at] = 0x20
}

/** Notifications and their refusals move nothing. */
function isWithoutAmount({ amountRead }: AchItem, { act }: Answer): boolean {
  return amountRead < 0 || act === 'notify' || act === 'refuse'
}

function putNoAmount(raw: Uint8Array, { batch }: AchItem): void {
  const { amount, amountWidth } = COLUMNS[batch.layout]
  put(raw, amount, '0'.repeat(amountWidth))
}

/** What of the entry record a notification repeats otherwise than the refused one did. */
function putRepeated(raw: Uint8Array, item: AchItem, { repeated = {} }: Extract<Answer, { act: 'notify' }>): void {
  for (const [field, value] of Object.entries(repeated)) {
    const [at, width] = placeRepeated(item, field) ?? [RECORD_LENGTH, 0]
    if (at < RECORD_LENGTH) put(raw, at, value.padEnd(width).slice(0, width))
  }
}

/** 22, 23, 24 become 21 and 27, 28, 29 become 26, each in its kind of account. An answer's own code stays. */
function answerCode(code: number): number {
  const tens = Math.floor(code / 10) * 10
  return tens + (code % 10 < 5 ? 1 : 6)
}

function putAddenda(raw: Uint8Array, at: number, item: AchItem, answer: Answer, trace: string): void {
  const put99 = <F extends Fields>(layout: Layout<F>, values: Values<F>) => writeRecord(layout, values, raw, at)
  switch (answer.act) {
    case 'return':
      put99(ADDENDA_99, { ...original(item, answer, trace), ...returnValues(answer) })
      break
    case 'notify':
      put99(ADDENDA_98, {
        changeCode: answer.code,
        originalTrace: notifiedTrace(item, answer),
        reserved1: '',
        originalRdfi: item.category === 'forward' ? textAt(item.raw, 3, 8) : textAt(item.raw, item.answerAt + 27, 8),
        correctedData: answer.correctedData,
        correctedDataIat: '',
        reserved2: '',
        trace,
      })
      break
    case 'dishonor':
      put99(ADDENDA_99_DISHONORED, { ...answered(item, answer, trace), ...dishonorValues(item, answer) })
      break
    case 'contest':
      put99(ADDENDA_99_CONTESTED, { ...answered(item, answer, trace), ...contestValues(item, answer) })
      break
    case 'refuse':
      put99(ADDENDA_98_REFUSED, {
        refusalCode: answer.code,
        originalTrace: item.originalTrace,
        reserved1: '',
        originalRdfi: textAt(item.raw, item.answerAt + 27, 8),
        correctedData: textAt(item.raw, item.answerAt + 35, 29).trimEnd(),
        changeCode: item.reasonCode,
        traceSequence: item.reference.slice(8),
        reserved2: '',
        trace,
      })
  }
}

/** The trace number of the entry that a notification is about: of one that goes out again, as the refused one had it or as it is right. */
export function notifiedTrace(item: AchItem, { repeated }: Extract<Answer, { act: 'notify' }>): string {
  return item.category === 'forward' ? item.reference : (repeated?.originalTrace ?? item.originalTrace)
}

/** What a return says of the entry itself. */
function original(item: AchItem, answer: Answer, trace: string) {
  return { returnCode: answer.code, originalTrace: item.reference, originalRdfi: textAt(item.raw, 3, 8), trace }
}

/** What an answer to an answer repeats of it. */
function answered(item: AchItem, answer: Answer, trace: string) {
  return {
    returnCode: answer.code,
    originalTrace: item.originalTrace,
    originalRdfi: textAt(item.raw, item.answerAt + 27, 8),
    trace,
  }
}

function returnValues(answer: Extract<Answer, { act: 'return' }>) {
  const dateOfDeath = answer.diedOn === undefined ? '' : formatYymmdd(answer.diedOn)
  return { dateOfDeath, information: (answer.information ?? '').slice(0, 44) }
}

function dishonorValues(item: AchItem, answer: Extract<Answer, { act: 'dishonor' }>) {
  return {
    reserved1: '',
    reserved2: '',
    returnTrace: item.reference,
    returnSettlementDate: dayOfYear(answer.returnSettledOn),
    returnReason: item.reasonCode.slice(1),
    information: (answer.information ?? '').slice(0, 21),
  }
}

/** The dishonor repeats trace, day and reason of the return; its own are those of the entry that carried it. */
function contestValues(item: AchItem, answer: Extract<Answer, { act: 'contest' }>) {
  return {
    originalReturnedDate: formatYymmdd(answer.returnedOn),
    originalSettlementDate: dayOfYear(answer.originalSettledOn),
    returnTrace: textAt(item.raw, item.answerAt + 38, 15),
    returnSettlementDate: dayOfYear(answer.returnSettledOn),
    returnReason: textAt(item.raw, item.answerAt + 56, 2),
    dishonorTrace: item.reference,
    dishonorSettlementDate: dayOfYear(answer.dishonorSettledOn),
    dishonorReason: item.reasonCode.slice(1),
    reserved: '',
  }
}

/** The day of the year in three digits, as the operators write settlement dates. */
function dayOfYear(date: Temporal.PlainDate): string {
  return String(date.dayOfYear).padStart(3, '0')
}

function put(raw: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) raw[at + i] = text.charCodeAt(i)
}
