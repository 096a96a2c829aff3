import type { Config } from './config.ts'

/** The schedule of fees of a simulated day's bank: two are charged by themselves with what they belong to, two by hand. */
export function demoFees(): Config['fees'] {
  return [
    {
      ...ALWAYS,
      ...{ name: 'returned-item', title: 'Returned item', amountMinor: 30_00, packs: ['ach', 'checks'] },
      ...{ kinds: [], chargedWith: ['return'], codes: ['R01', 'R09', 'A', 'B'], itemFromMinor: 10_00, dayMost: 4 },
    },
    {
      ...ALWAYS,
      ...{ name: 'deposited-item-returned', title: 'Deposited item returned', amountMinor: 12_00, packs: ['checks'] },
      ...{ kinds: [], chargedWith: ['chargeback'], codes: [], itemFromMinor: 0, dayMost: 0 },
    },
    {
      ...ALWAYS,
      ...{ name: 'stop-payment', title: 'Stop payment', amountMinor: 30_00, packs: ['ach', 'checks'] },
      ...{ kinds: ['stop-payment', 'check-stop-payment'], chargedWith: [], codes: [], itemFromMinor: 0, dayMost: 0 },
    },
    {
      ...ALWAYS,
      ...{ name: 'research', title: 'Research', amountMinor: 25_00, packs: ['ach', 'checks'] },
      ...{ kinds: [], chargedWith: [], codes: [], itemFromMinor: 0, dayMost: 1 },
    },
  ]
}

const ALWAYS = {
  owner: 'head of payment operations',
  from: '2020-01-01',
  to: '9999-12-31',
  againDays: 180,
  refundDays: 60,
}
