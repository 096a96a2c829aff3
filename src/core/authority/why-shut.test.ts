import { expect, test } from 'vitest'
import type { Act } from './act.ts'
import { neededFor, whyShut } from './why-shut.ts'

const refused = (resolution: Act, title: string, roles: string) => ({
  resolution,
  why_not: [`F${neededFor([title]).slice(1)}${roles}, and you are supervisor; Ann Lee can.`],
})

// Seen red with the role asked for once per act.
test('a role that several acts ask for is said once for all of them; what else speaks against one stays its own', () => {
  const spent = { resolution: 'waive', why_not: ['No fee was charged for it that could be given back.'] } as const
  const told = whyShut([
    refused('return', 'returns', 'AOP or PS'),
    refused('adjust', 'adjustments', 'PS'),
    refused('refer', 'referrals', 'AOP or PS'),
    spent,
    refused('hold', 'holds for the party', 'AOP or PS'),
  ])
  expect(told.map(({ acts, whyNot }) => [acts.map(one => one.resolution).join(' '), ...whyNot])).toEqual([
    [
      'return refer hold',
      'For returns, referrals and holds for the party one must be AOP or PS, and you are supervisor; Ann Lee can.',
    ],
    ['adjust', 'For adjustments one must be PS, and you are supervisor; Ann Lee can.'],
    ['waive', ...spent.why_not],
  ])
})
