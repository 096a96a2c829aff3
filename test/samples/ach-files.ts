import { latin1Bytes, latin1Text } from '../../src/core/latin1.ts'
import { type EntrySample, OTHER_ROUTING } from '../../src/packs/ach/sample-entries.ts'
import { type BatchSample, sampleFile } from '../../src/packs/ach/sample-file.ts'

/** Our own ACH files: small, and right unless the test says otherwise. */

/** Account numbers that spread over the buckets. */
export function accountNumbers(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, n) => String(4_400_000_000 + (from + n) * 7_919))
}

/**
 * Entries to the accounts in turn: every third a credit, amounts from 1.00 up, one cent more each. Their numbers count on from
 * `from`, so that two calls with other numbers make other entries.
 */
export function entries(
  count: number,
  to: { readonly accounts: readonly string[]; readonly from?: number },
): readonly EntrySample[] {
  return Array.from({ length: count }, (_, n) => {
    const number = (to.from ?? 0) + n
    return {
      transactionCode: number % 3 === 2 ? CREDIT : DEBIT,
      account: to.accounts[n % to.accounts.length] ?? '',
      amountMinor: 100 + (number % 1000),
      trace: OTHER_ROUTING.slice(0, 8) + String(number + 1).padStart(7, '0'),
    }
  })
}

const CREDIT = 22
const DEBIT = 27

/** A file of batches; their numbers count from 1. `control` stands in place of what the file control would say. */
export function achFile(batches: readonly BatchSample[], control?: Readonly<Record<string, unknown>>): Uint8Array {
  const numbered = batches.map((batch, n) => ({ ...batch, header: { batchNumber: n + 1, ...batch.header } }))
  return sampleFile(numbered, control)
}

/** The file without the lines for which `gone` says so; lines count from 0. */
export function withoutLines(file: Uint8Array, gone: (line: number) => boolean): Uint8Array {
  const lines = latin1Text(file).split('\n')
  return latin1Bytes(lines.filter((_, line) => !gone(line)).join('\n'))
}

/** Count and value of entries, as a test expects them. */
export function tallyOfEntries(of: readonly EntrySample[]): { count: number; debitMinor: number; creditMinor: number } {
  const sum = (code: number) =>
    of.filter(entry => entry.transactionCode === code).reduce((total, entry) => total + (entry.amountMinor ?? 0), 0)
  return { count: of.length, debitMinor: sum(DEBIT), creditMinor: sum(CREDIT) }
}
