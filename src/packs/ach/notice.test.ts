import { describe, expect, test } from 'vitest'
import { noticeOfChange } from './notice.ts'
import { anItem } from './sample-entries.ts'
import { factsOf } from './sample-facts.ts'

const CHECKING = { type: 'checking' } as const
const SAVINGS = { type: 'savings' } as const

describe('a notification of change', () => {
  // Seen red with: the direction's digit lost (22 became 30); loan accounts let through.
  test.each([
    [27, SAVINGS, '37'],
    [22, SAVINGS, '32'],
    [37, CHECKING, '27'],
    [33, CHECKING, '23'],
  ])('code %d on such an account tells the sender %s, %s', (transactionCode, account, correction) => {
    const item = anItem({ transactionCode })
    expect(noticeOfChange(item, factsOf(item, { account }))).toMatchObject({ code: 'C05', correction })
  })

  test.each([
    ['the right code', { transactionCode: 27 }, CHECKING],
    ['the right code for savings', { transactionCode: 32 }, SAVINGS],
    ['a loan account, whose codes have their own rules', { transactionCode: 37 }, { type: 'loan' as const }],
    ['a loan code', { transactionCode: 52 }, CHECKING],
  ])('%s calls for none', (_, entry, account) => {
    const item = anItem(entry)
    expect(noticeOfChange(item, factsOf(item, { account }))).toBeUndefined()
  })

  test('an entry without an account calls for none', () => {
    const item = anItem({ transactionCode: 27 })
    expect(noticeOfChange(item, factsOf(item, { account: 'none' }))).toBeUndefined()
  })
})
