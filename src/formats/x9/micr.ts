import { hasKnownPrefix, isRoutingNumber } from '../../core/aba.ts'

/**
 * The codeline of a check as the records carry it: digits, `*` for a symbol that could not be read, `-` for the dash symbol,
 * `/` for the on-us symbol. What an on-us field means is each paying bank's own choice; this reads the usual shapes.
 */

export interface OnUs {
  /** As printed, dashes and unreadable symbols included; blank when there is none. */
  readonly account: string
  /** The account's digits alone: what to look up. */
  readonly accountDigits: string
  /** The check's number, from the auxiliary on-us field where it is filled. Blank when there is none. */
  readonly serial: string
  /** Transaction code right of the on-us symbol, where the serial number stands elsewhere. */
  readonly tranCode: string
  /** False when a symbol in it could not be read: a person or the image must say which. */
  readonly isReadable: boolean
}

/**
 * Reads the on-us field (record 25 columns 28 to 47, record 31 columns 12 to 31), with the auxiliary on-us field where the
 * check has one. Usual shapes: `account/serial` on personal checks, `account/` or `account/code` on business checks whose
 * serial is in the auxiliary field, `serial account/` on older ones. Dashes are the bank's own: they are kept. Never refuses.
 */
export function parseOnUs(text: string, auxOnUs = ''): OnUs {
  const field = text.trim()
  const aux = auxOnUs.trim()
  const parts = field.split('/').map(part => part.trim())
  const right = parts.length > 1 ? (parts.at(-1) ?? '') : ''
  const left = (parts.length > 1 ? parts.slice(0, -1) : parts).filter(part => part !== '')
  const own = splitAccount(left, right === '' && aux === '')
  const hasAux = /[0-9*]/.test(aux)
  return {
    account: own.account,
    accountDigits: own.account.replaceAll(/\D/g, ''),
    serial: hasAux ? digitsOf(aux) : digitsOf(right !== '' ? right : own.serial),
    tranCode: hasAux ? right : '',
    isReadable: !field.includes('*') && !aux.includes('*'),
  }
}

/** The account stands next to the on-us symbol; what stands left of it, apart by a blank, is a serial number. */
function splitAccount(left: readonly string[], mayHoldSerial: boolean): { account: string; serial: string } {
  const text = left.join(' ')
  const split = /^([0-9*]{1,10}) +([0-9* -]+)$/.exec(text)
  if (split === null || !mayHoldSerial) return { account: text, serial: '' }
  return { account: split[2] ?? '', serial: split[1] ?? '' }
}

/** `*` is kept: a serial number that was not wholly read must not look like another one. */
function digitsOf(text: string): string {
  return text.replaceAll(/[^0-9*]/g, '')
}

export type RoutingStatus =
  | 'right' // nine digits, check digit and prefix in order
  | 'check-digit' // nine digits, the check digit is another
  | 'prefix' // the check digit is right, but no Reserve Bank has such numbers
  | 'canadian' // five digits, dash, three digits: an item of a Canadian bank
  | 'unreadable' // a symbol could not be read, or one is missing
  | 'blank'

export interface Routing {
  /** As carried, nine characters where all are there. */
  readonly text: string
  readonly status: RoutingStatus
}

/** Reads the paying bank's routing number from its eight digits and check digit, two fields of records 25 and 31. */
export function readRouting(routing: string, checkDigit: string): Routing {
  const text = (routing.trim() + checkDigit.trim()).trim()
  return { text, status: statusOf(text) }
}

function statusOf(text: string): RoutingStatus {
  if (text === '') return 'blank'
  if (/^\d{5}-\d{3}$/.test(text)) return 'canadian'
  if (!/^\d{9}$/.test(text)) return 'unreadable'
  if (isRoutingNumber(text)) return 'right'
  return hasKnownPrefix(text) ? 'check-digit' : 'prefix'
}
