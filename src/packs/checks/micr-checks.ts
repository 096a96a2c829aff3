import type { Finding } from '../../core/exception.ts'
import type { DecideContext, ImageReading } from '../../core/pack.ts'
import { type Check, dollars } from './check.ts'
import type { CheckItem, ComparedField, MicrField } from './item.ts'

/** Checks of the codeline: that it can be read, and that the record says what is printed on the check. */

/**
 * A reading whose worst character is below this proves nothing. It is the reader's own floor: what it is less sure of it marks
 * with `*` itself, and of 3,000 drawn checks it read none wrong.
 */
const CONFIDENCE_MIN = 0.48

/** `*` or nothing usable in the routing number, account or check number of the record. */
export const micrUnreadable: Check = item => {
  const [field] = item.unreadable
  if (field === undefined) return undefined
  return {
    kind: 'micr-unreadable',
    ...recordValue(item, field),
    expected: EXPECTED[field],
    facts: { field: WORDS[field] },
  }
}

/** The amount of the record is no amount, or not the amount of the codeline on the check. */
export const encodingError: Check = (item, _facts, context) => {
  const printed = printedAmountMinor(item, context.image)
  const partly = otherDigits(item, context.image)
  const agrees = partly === undefined && (printed === undefined || printed === item.amountMinor)
  if (item.amountReadable && item.amountMinor > 0 && agrees) return undefined
  const difference = printed === undefined ? undefined : printed - item.amountMinor
  const found = item.amountReadable ? dollars(item.amountMinor) : 'not readable'
  return {
    kind: 'encoding-error',
    field: 'amountMinor',
    column: item.form === 'return' ? 32 : 48,
    found,
    expected: printed === undefined ? (partly ?? 'an amount') : dollars(printed),
    facts: {
      recordAmount: found,
      imageAmount: printed === undefined ? (partly ?? 'could not be read') : dollars(printed),
      balances: balances(difference, context),
      ...(printed === undefined ? {} : { imageAmountMinor: printed }),
    },
  }
}

/** The routing number, account or check number printed on the check is another than the record's. */
export const micrMisread: Check = (item, _facts, { image }) => {
  if (item.form !== 'check' || image === undefined || !proves(image)) return undefined
  const field = COMPARED.find(name => differs(item, image, name))
  if (field === undefined) return undefined
  return {
    kind: 'micr-misread',
    ...recordValue(item, field),
    expected: image.fields[field] ?? '',
    facts: { field: WORDS[field], confidence: image.confidence },
  }
}

/** The amount that the codeline on the check proves, or undefined where it proves none. */
export function printedAmountMinor(item: CheckItem, image: ImageReading | undefined): number | undefined {
  return item.form === 'check' && image !== undefined && proves(image) ? image.fields.amountMinor : undefined
}

/**
 * The amount on the check, `167*.10 USD`, where one of its ten digits could not be told and those that were are not the record's:
 * whatever that digit is, the amount is another. Two unread ones leave too much open, as in the other fields.
 */
function otherDigits(item: CheckItem, image: ImageReading | undefined): string | undefined {
  if (item.form !== 'check' || image === undefined || !proves(image)) return undefined
  const digits = image.fields.amountDigits
  if (digits === undefined || digits.split('*').length > UNREAD_MAX + 1) return undefined
  const recorded = String(item.amountMinor).padStart(digits.length, '0')
  if (new RegExp(`^${digits.replace('*', '\\d')}$`).test(recorded)) return undefined
  return `${digits.slice(0, -2).replace(/^0+(?=.)/, '')}.${digits.slice(-2)} USD`
}

function proves(image: ImageReading): boolean {
  return image.status === 'read' && image.confidence >= CONFIDENCE_MIN
}

/** Told only where the correction is exactly what the bundle is out by: then the two prove each other. */
function balances(differenceMinor: number | undefined, context: DecideContext): string {
  const { outByMinor } = context.batch
  return outByMinor !== undefined && outByMinor !== 0 && outByMinor === differenceMinor
    ? ', which is exactly what the bundle is out by'
    : ''
}

const COMPARED: readonly ComparedField[] = ['routing', 'account', 'serial']

const WORDS: Readonly<Record<MicrField, string>> = {
  routing: 'routing number',
  account: 'account number',
  serial: 'check number',
  code: 'transaction code',
}

const EXPECTED: Readonly<Record<MicrField, string>> = {
  routing: 'nine digits',
  account: 'an account number',
  serial: 'a check number without unreadable characters',
  code: 'a transaction code without unreadable characters',
}

/**
 * A field that was not found on the image proves nothing. One unread symbol may be any digit, or dirt that is none; what was
 * told around it must still be the record's. Two leave too much open.
 */
function differs(item: CheckItem, image: ImageReading, field: ComparedField): boolean {
  const printed = image.fields[field]?.replace(/[^\d*]/g, '').replace(/^0+/, '') ?? ''
  if (printed === '' || printed === '*' || printed.split('*').length > UNREAD_MAX + 1) return false
  return !new RegExp(`^0*${printed.replace('*', '\\d?')}$`).test(significant(recorded(item, field)))
}

const UNREAD_MAX = 1

/** Digits without leading zeros: dashes and blanks are printed for the eye. */
function significant(text: string): string {
  return text.replace(/\D/g, '').replace(/^0+/, '')
}

function recorded(item: CheckItem, field: ComparedField): string {
  return { routing: item.routing, account: item.accountNumber, serial: item.serial }[field]
}

/** Where the field stands in records 25, 61 and 62, or in 31. Of a check number: where it would stand on a business check. */
function recordValue(item: CheckItem, field: MicrField): Pick<Finding, 'field' | 'column' | 'found' | 'sensitive'> {
  const isReturn = item.form === 'return'
  if (field === 'routing') return { field: 'payorRouting', column: isReturn ? 3 : 19, found: item.routing }
  if (field === 'account') return { field: 'onUs', column: isReturn ? 12 : 28, found: item.onUs, sensitive: 'account' }
  if (field === 'serial' && item.auxOnUs !== '')
    return { field: 'auxOnUs', column: isReturn ? 21 : 3, found: item.auxOnUs }
  return { field: 'onUs', column: isReturn ? 12 : 28, found: item.onUs, sensitive: 'account' }
}
