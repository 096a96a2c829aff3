import type { ItemFacts, Notice } from '../../core/pack.ts'
import { formatCorrectedData } from '../../formats/nacha/corrected-data.ts'
import type { AchItem } from './item.ts'

/** Tens of the transaction codes that a kind of account takes. Loans and ledger accounts have rules of their own and get no notice. */
const TENS = { checking: 20, savings: 30 } as const

/**
 * The notification of change for an entry that posts although its code names the wrong kind of account: C05 with the code
 * that is right. The entry is for this customer and the account takes it, so it is not returned (Nacha: notification of
 * change, within two banking days of settlement).
 */
export function noticeOfChange(item: AchItem, facts: ItemFacts): Notice | undefined {
  const { account } = facts
  const named = item.codeMeans?.account
  if (item.category !== 'forward' || account === undefined || (named !== 'demand' && named !== 'savings'))
    return undefined
  if (account.type !== 'checking' && account.type !== 'savings') return undefined
  if ((named === 'savings') === (account.type === 'savings')) return undefined
  const transactionCode = String(TENS[account.type] + (item.code % 10))
  return {
    code: 'C05',
    correction: formatCorrectedData('C05', { transactionCode }),
    policy: 'ach-notices-of-change',
    clock: 'ach-noc',
  }
}
