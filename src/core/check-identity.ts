import type { Fingerprint } from './fingerprint.ts'

/** Two unsigned 32-bit halves of a 64-bit identity, as `Wanted.claim` takes them. */
export interface CheckIdentity {
  readonly hi: number
  readonly lo: number
}

/** What makes a check the same check, whether its image is presented or an ACH entry was converted from it. */
export interface CheckNumbers {
  /** As the account table spells it; dashes and blanks are left out. */
  readonly account: string
  /** Check number; leading zeros, dashes and blanks are left out. */
  readonly serial: string
  readonly amountMinor: number
}

/**
 * Identity of a check: account, check number and amount. Undefined without an account, a readable check number other than
 * zero, or an amount: two checks without a number are two checks. The fingerprint is scratch: it is reset first.
 */
export function identifyCheck(fingerprint: Fingerprint, check: CheckNumbers): CheckIdentity | undefined {
  const serial = bare(check.serial).replace(/^0+/, '')
  const account = bare(check.account)
  if (account === '' || serial === '' || serial.includes('*') || check.amountMinor <= 0) return undefined
  fingerprint.reset()
  addText(fingerprint, account)
  addText(fingerprint, serial)
  fingerprint.number(check.amountMinor)
  return { hi: fingerprint.high(), lo: fingerprint.low() }
}

function bare(text: string): string {
  return text.replace(/[-\s]+/g, '')
}

/** Character by character, then the count, so that `12` `3` differs from `1` `23`. */
function addText(fingerprint: Fingerprint, text: string): void {
  for (let at = 0; at < text.length; at++) fingerprint.number(text.charCodeAt(at))
  fingerprint.number(text.length)
}
