import { expect, test } from 'vitest'
import type { DecideContext, Fact } from '../../core/pack.ts'
import { decide } from './decide.ts'
import type { CheckItem } from './item.ts'
import type { CheckItemKind } from './kinds.ts'
import { aCheck, aContext, aFact, anImage, anIssue, factsOf, type Known, POSITIVE_PAY } from './sample-facts.ts'

const stop = (detail: Fact['detail']): Known => ({
  facts: [aFact('stop', '1234567890', { rail: 'check', ...detail })],
})
const seen = (image: DecideContext['image']) => aContext({ image })

// Planted bug: PRECEDENCE with the funds before the stop orders returned A where the customer had stopped the check.
test.each<[string, CheckItemKind, readonly CheckItemKind[], CheckItem, Known, DecideContext?]>([
  [
    'a stop on an account without money',
    'check-stop-payment',
    ['check-insufficient-funds'],
    aCheck(),
    { ...stop({ amountMinor: 45_000 }), account: { balanceMinor: 0 } },
  ],
  [
    'a closed account that is also empty',
    'check-account-closed',
    ['check-insufficient-funds'],
    aCheck(),
    { account: { status: 'closed', balanceMinor: 0 } },
  ],
  [
    'a stopped check of somebody who died',
    'check-account-deceased',
    ['check-stop-payment', 'check-insufficient-funds'],
    aCheck(),
    { ...stop({ amountMinor: 45_000 }), account: { status: 'deceased', balanceMinor: 0 } },
  ],
  [
    'a closed certificate',
    'check-account-closed',
    ['check-account-non-transaction'],
    aCheck(),
    { account: { status: 'closed', type: 'non_transaction' } },
  ],
  [
    'presented twice on a closed account',
    'duplicate-presentment',
    ['check-account-closed'],
    aCheck(),
    { claimed: {}, account: { status: 'closed' } },
  ],
  [
    'an encoding error that is also presented twice',
    'encoding-error',
    ['duplicate-presentment'],
    aCheck(),
    { claimed: {} },
    seen(anImage({ amountMinor: 1 })),
  ],
  [
    'a misread account that is not found',
    'micr-misread',
    ['check-account-not-found'],
    aCheck(),
    { account: 'none' },
    seen(anImage({ account: '1' })),
  ],
  [
    'a misread routing number whose check digit fails',
    'micr-misread',
    ['check-digit'],
    aCheck({ routing: '091000091', routingOurs: false }),
    {},
    seen(anImage()),
  ],
  [
    'an amount and a codeline that both differ',
    'encoding-error',
    ['micr-misread'],
    aCheck(),
    {},
    seen(anImage({ amountMinor: 1, serial: '9' })),
  ],
  [
    'a void issue of another amount',
    'positive-pay-void',
    [],
    aCheck(),
    { facts: [POSITIVE_PAY, ...anIssue('1021', 99, '2026-11-01', 'void')] },
  ],
  [
    'a void issue of an old date',
    'positive-pay-void',
    ['check-stale'],
    aCheck(),
    { facts: [POSITIVE_PAY, ...anIssue('1021', 45_000, '2026-01-05', 'void')] },
  ],
  [
    'stopped and not issued',
    'check-stop-payment',
    ['positive-pay-not-issued'],
    aCheck(),
    { facts: [POSITIVE_PAY, ...(stop({ serialFrom: 1021 }).facts ?? [])] },
  ],
  [
    'uncollected and over the review amount',
    'check-uncollected-funds',
    ['check-review-threshold'],
    aCheck({ amountMinor: 5_000_000 }),
    { account: { balanceMinor: 5_000_000, heldMinor: 1 } },
  ],
])('the order of precedence is kept for %s', (_, first, also, item, known, context) => {
  const decision = decide(item, factsOf(item, known), context ?? aContext())
  expect([decision?.finding.kind, decision?.also]).toEqual([first, also])
})

// Seen red with the earlier item kept by a duplicate's own finding alone.
test('a misread check that came before as well still names the item that came before', () => {
  const item = aCheck()
  const decision = decide(item, factsOf(item, { claimed: { itemId: 42 } }), seen(anImage({ amountMinor: 1 })))
  expect(decision).toMatchObject({
    finding: { kind: 'encoding-error', facts: { earlierItemId: 42 } },
    also: ['duplicate-presentment'],
  })
})
