import { expect, test } from 'vitest'
import { claimAgainst, claimDiffersIn, numbersNear, rankDebits } from './customer-claim.ts'

const SAID = { accountNumber: '4400123456', trace: '121042880000010', amountMinor: 45_000 }
const debit = (changes: Partial<typeof SAID>, postedOn = '2026-11-20') => ({ ...SAID, ...changes, postedOn })

test.each([
  [{}, 'The account, the trace and the amount agree.'],
  [
    { trace: '121042880000001' },
    'The account and the amount agree; the trace is 121042880000001, claimed is 121042880000010.',
  ],
  [
    { accountNumber: '4400123465', amountMinor: 4_500 },
    'The trace agrees; the account is another; the amount is 45.00 USD, claimed is 450.00 USD.',
  ],
] as const)('a debit beside a claim: %j', (changes, says) => {
  expect(claimAgainst(SAID, debit(changes))).toBe(says)
  expect(claimDiffersIn(SAID, debit(changes))).toHaveLength(Object.keys(changes).length)
})

// Seen red with the newest first, whatever agrees.
test('what agrees in most comes first, then the amount that is nearest, then the newest', () => {
  const exact = debit({})
  const far = debit({ trace: '1', amountMinor: 1 }, '2026-11-23')
  const near = debit({ trace: '2', amountMinor: 44_999 })
  const newer = debit({ trace: '3', amountMinor: 44_999 }, '2026-11-22')
  expect(rankDebits(SAID, [far, near, newer, exact])).toEqual([exact, newer, near, far])
})

test('numbers near a number are one digit or one exchange away, each once, without itself', () => {
  const near = numbersNear('1123')
  expect(near).toContain('1133')
  expect(near).toContain('1213')
  expect(near).not.toContain('1123')
  expect(new Set(near).size).toBe(near.length)
  expect(near).toHaveLength(4 * 9 + 2)
})
