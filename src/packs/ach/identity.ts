import { identifyCheck } from '../../core/check-identity.ts'
import { createFingerprint } from '../../core/fingerprint.ts'
import { checkSerial } from './check-serial.ts'
import type { AchItem } from './item.ts'

/** Both halves of an identity, unsigned 32 bits each. */
export interface Identity {
  readonly hi: number
  readonly lo: number
}

/**
 * What makes an entry the same entry again: company, class and effective date of its batch; transaction code, receiving
 * bank, account, amount, individual's identification and trace number of its own. Name, discretionary data and addenda may
 * differ: senders change them on a re-send. Two real payments differ in trace, a monthly one in its date.
 */
export function entryIdentity(item: AchItem): Identity {
  fingerprint.reset()
  fingerprint.number(item.batch.identityHigh)
  fingerprint.number(item.batch.identityLow)
  // Columns 2 to 54 hold all of it up to the identification (in the international layout the account goes on to 74).
  fingerprint.bytes(item.raw, 1, item.batch.layout === 'iat' ? 74 : 54)
  fingerprint.bytes(item.raw, 79, 94)
  return { hi: fingerprint.high(), lo: fingerprint.low() }
}

/**
 * What a return brings back: an entry of ours, by its trace and amount. Another trace of the return's own, another reason or
 * another batch do not make it another. Undefined where the original's trace is no number: it proves nothing.
 */
export function returnedIdentity(item: AchItem): Identity | undefined {
  if (item.category !== 'return' || !/^\d{15}$/.test(item.originalTrace)) return undefined
  fingerprint.reset()
  fingerprint.bytes(item.raw, item.answerAt + 6, item.answerAt + 21)
  fingerprint.number(item.amountMinor)
  return { hi: fingerprint.high(), lo: fingerprint.low() }
}

/** The identity of the check behind the entry, as the checks pack computes it from an image; undefined where there is none. */
export function convertedCheckIdentity(item: AchItem): Identity | undefined {
  const serial = checkSerial(item)
  if (serial === '' || item.accountNumber === '' || item.direction !== 'debit') return undefined
  return identifyCheck(fingerprint, { account: item.accountNumber, serial, amountMinor: item.amountMinor })
}

const fingerprint = createFingerprint() // scratch: each identity begins with reset
