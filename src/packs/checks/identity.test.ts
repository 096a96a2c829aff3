import { expect, test } from 'vitest'
import { identifyCheck } from '../../core/check-identity.ts'
import { createFingerprint } from '../../core/fingerprint.ts'
import { identityOf } from './identity.ts'
import { aCheck, aDeposit, aReturn, OTHER_ROUTING } from './sample-facts.ts'

const elsewhere = { routing: OTHER_ROUTING, routingOurs: false } as const

// Planted bug: the account alone made one check of all four.
test('a check of ours, one of another bank with the same numbers, and one that comes back are three checks', () => {
  const three = [aCheck(), aCheck({ role: 'transit', ...elsewhere }), aReturn()].map(item =>
    JSON.stringify(identityOf(item)),
  )
  expect(new Set(three).size).toBe(3)
})

test('a check of ours has the identity that an ACH entry converted from it has', () => {
  const converted = { account: '1234567890', serial: '000001021', amountMinor: 45_000 }
  expect(identityOf(aCheck())).toEqual(identifyCheck(createFingerprint(), converted))
})

test.each([
  ['a deposit of which no checks are known', aDeposit({ serial: '5' })],
  ['a check without a number and without endorsement', aCheck({ serial: '' })],
  ['a check on another bank without a readable account', aCheck({ ...elsewhere, accountNumber: '' })],
])('%s claims no identity', (_, item) => {
  expect(identityOf(item)).toBeUndefined()
})
