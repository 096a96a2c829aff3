import { parseOnUs, readRouting } from '../../formats/x9/micr.ts'
import type { X9Item } from '../../formats/x9/parse-item.ts'
import type { X9Detail } from '../../formats/x9/record-types.ts'
import type { CheckForm, MicrField } from './item.ts'
import { stored } from './stored.ts'

/** The codeline of an item, field by field, however its record spreads it. */
export interface Codeline {
  /** Nine characters with the check digit, as they stand. */
  readonly routing: string
  readonly onUs: string
  readonly auxOnUs: string
  /** As the account table spells it, empty when it cannot be read. */
  readonly accountNumber: string
  /** Without leading zeros, empty when there is none or it cannot be read. */
  readonly serial: string
  /** Fields with a character that could not be read, or without a routing or account number where one must be. */
  readonly unreadable: readonly MicrField[]
}

/** Reads the codeline of a record 25, 31, 61 or 62. A return keeps the auxiliary field in its addendum B (33). */
export function codelineOf(detail: X9Detail, auxOnUs: string): Codeline {
  const parts = parseOnUs(detail.onUs, auxOnUs)
  const account = bare(parts.account)
  const isAccount = /^\d+$/.test(account)
  const isSerial = /^\d*$/.test(parts.serial)
  const unreadable: MicrField[] = []
  // A credit may leave the routing number to the receiver: it is always for an account here.
  if (formOf(detail) !== 'credit' && isUnreadable(detail)) unreadable.push('routing')
  if (!isAccount) unreadable.push('account')
  if (!isSerial) unreadable.push('serial')
  if (parts.tranCode.includes('*')) unreadable.push('code')
  return {
    routing: stored(routingOf(detail)),
    onUs: stored(detail.onUs),
    auxOnUs: stored(auxOnUs),
    accountNumber: isAccount ? account : '',
    serial: isSerial ? parts.serial.replace(/^0+/, '') : '',
    unreadable,
  }
}

function routingOf(detail: X9Detail): string {
  return 'payorRouting' in detail ? detail.payorRouting + detail.payorCheckDigit : detail.postingRouting
}

function isUnreadable(detail: X9Detail): boolean {
  if (!('payorRouting' in detail)) return false
  const { status } = readRouting(detail.payorRouting, detail.payorCheckDigit)
  return status === 'unreadable' || status === 'blank'
}

export function formOf(detail: X9Detail): CheckForm {
  return detail.type === '25' ? 'check' : detail.type === '31' ? 'return' : 'credit'
}

/** The auxiliary on-us field, from the record itself or from the addendum of a return. */
export function auxOnUsOf(item: Pick<X9Item, 'detail' | 'addenda'>): string {
  if ('auxOnUs' in item.detail) return item.detail.auxOnUs
  for (const addendum of item.addenda) if (addendum.type === '33') return addendum.auxOnUs
  return ''
}

/** Dashes and blanks are printed for the eye: they are no part of a number. */
function bare(text: string): string {
  return text.replace(/[-\s]+/g, '')
}
