/**
 * Reasons for which a check is returned, as carried in records 31 (column 42), 28 and 35 (column 40). The codes are those of
 * X9.100-188; the words are ours. The same letter can mean two things: the returns indicator of the cash letter header
 * (record 10, column 78) says which list is meant. Tables are versioned, because older files gave T, V and W other meanings.
 */

/** `customer` (R): the item goes back to the depositor. `administrative` (E): the exchange between the banks itself failed. */
export type ReasonList = 'customer' | 'administrative'

/** `x9.100-188` is in force; `older` is what some processors still publish for T, V and W. */
export type ReasonVersion = 'x9.100-188' | 'older'

/** Customer returns. */
export const CUSTOMER_REASONS = {
  A: 'Not enough money in the account',
  B: 'Money in the account is not collected yet',
  C: 'Payment was stopped by the account holder',
  D: 'The account is closed',
  E: 'No account can be found for the item',
  F: 'The account is blocked or restricted',
  G: 'The check is too old',
  H: 'The date of the check lies in the future',
  I: 'An endorsement is missing',
  J: 'An endorsement is not in order',
  K: 'A signature is missing',
  L: 'The signature is not in order, a forgery is suspected',
  M: 'Not a cash item, it must be collected another way',
  N: 'Altered, fictitious or counterfeit, or suspected to be',
  O: 'The item itself is damaged so that it cannot be processed',
  P: 'The amount is above the limit stated on the item',
  Q: 'Not authorized, such as a draft nobody agreed to',
  R: 'The branch or account was sold to another bank',
  S: 'Ask the writer of the check',
  T: 'Presented as often as allowed, it may not be presented again',
  U: 'The image is too poor for use',
  W: 'The amount cannot be determined',
  X: 'The reason is written on the image',
  Y: 'The item was presented before',
  Z: 'Forged, the account holder swears to it',
  3: 'A warranty of the exchange was breached',
  4: 'The warranty for remotely created checks was breached',
  5: 'The warranty against forged and counterfeit items was breached',
  6: 'The routing number is retired or its bank has failed',
} as const satisfies Readonly<Record<string, string>>

/** Administrative returns. */
export const ADMINISTRATIVE_REASONS = {
  I: 'The image is missing',
  Q: 'The item may not be exchanged as an image',
  T: 'Presented as often as allowed, it may not be presented again',
  U: 'The image is too poor for use',
  V: 'The image fails a security check',
  Y: 'The item was presented before',
  1: 'The image is not in the required TIFF form',
  2: 'The records do not follow the agreed companion document',
  3: 'A warranty of the exchange was breached',
  4: 'The warranty for remotely created checks was breached',
  5: 'The warranty against forged and counterfeit items was breached',
  6: 'The routing number is retired or its bank has failed',
} as const satisfies Readonly<Record<string, string>>

/** Where the older table differs from the customer list. */
const OLDER_REASONS: Readonly<Record<string, string>> = {
  T: 'A stop payment is suspected',
  V: 'The image fails a security check',
  W: 'The account cannot be determined',
}

export interface ReturnReason {
  readonly code: string
  readonly list: ReasonList
  /** What a person reads. */
  readonly title: string
}

/**
 * The meaning of a code, or undefined when its list has no such code. The cash letter's returns indicator says which list is
 * meant: E administrative, all else customer, as with files that leave it blank.
 */
export function returnReason(
  code: string,
  list: ReasonList = 'customer',
  version: ReasonVersion = 'x9.100-188',
): ReturnReason | undefined {
  const older = version === 'older' && list === 'customer' ? OLDER_REASONS[code] : undefined
  const table: Readonly<Record<string, string>> = list === 'customer' ? CUSTOMER_REASONS : ADMINISTRATIVE_REASONS
  const title = older ?? (Object.hasOwn(table, code) ? table[code] : undefined)
  return title === undefined ? undefined : { code, list, title }
}

/** True for a code of any list or version: what a reader accepts. */
export function isReturnReason(code: string): boolean {
  return [CUSTOMER_REASONS, ADMINISTRATIVE_REASONS, OLDER_REASONS].some(table => Object.hasOwn(table, code))
}
