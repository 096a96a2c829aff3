import type { CheckValues } from './check-values.ts'

/** What stands on the check that tests draw. */
export const SAMPLE_CHECK: CheckValues = {
  style: 'personal',
  routing: '122000661',
  account: '345-678902',
  serial: '1211',
  amountMinor: 1_234_567,
  encodedMinor: 1_234_567,
  payor: { name: 'Jane Q. Sample', address: ['1 Example Street', 'San Diego, CA 92123'] },
  payee: 'Harvey Hardware & Sons',
  date: '06/30/2025',
  bank: 'First Example Bank',
  memo: 'Invoice 4711',
  endorsements: ['FOR DEPOSIT ONLY', '>122000661<'],
}
