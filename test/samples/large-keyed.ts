import { testCheck } from '../../src/formats/x9/sample-letters.ts'
import type { ItemDraft } from '../../src/formats/x9/write.ts'
import { achFile } from './ach-files.ts'
import { testLetter } from './x9-letters.ts'

/** Files with what is large and waits for an account that somebody keys: who keys it, a second person keys it again without seeing it. */

/** An ACH file with a credit to the account. Minor units. */
export function creditTo(account: string, amountMinor: number): Uint8Array {
  const trace = `12104288${String(amountMinor).padStart(7, '0')}`
  return achFile([{ entries: [{ transactionCode: 22, account, amountMinor, trace }] }])
}

/** A cash letter with a check on the bank of the routing number whose account cannot be read, and whose paper follows. Minor units. */
export function unreadCheck(routing: string, amountMinor: number): Uint8Array {
  const { detail } = testCheck({ onUs: '44*0000000/1042', amountMinor })
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8), documentationType: 'A' }
  const unread = { detail: { ...detail, ...payor } as ItemDraft['detail'], views: [] } // as `testCheck` made it
  return testLetter({ items: [unread] })
}
