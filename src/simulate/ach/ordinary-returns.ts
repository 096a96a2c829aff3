import type { FactFiles } from '../facts.ts'
import { OUR_ORIGINATORS, originator } from '../originators.ts'
import { bankingDay, type Plan } from '../plan.ts'
import type { Random } from '../random.ts'
import { returned } from './addenda.ts'
import type { AchBatch, AchEntry } from './model.ts'

/** A return of a debit that a customer of ours originated: its original goes into the facts as the return is drawn. */
export function ordinaryReturns(plan: Plan, batch: AchBatch, random: Random, facts: FactFiles): AchEntry {
  const trace = `09100001${String(random.below(10_000_000)).padStart(7, '0')}`
  const account = String(random.between(1_000_000, 9_999_999_999))
  const amountMinor = random.between(2_000, 90_000)
  const code = random.pick(CODES)
  facts.originated({
    trace,
    account,
    companyId: batch.header.companyId,
    originatorAccount: plan.accounts.next('business').account.number,
    amountMinor,
    transactionCode: 27,
    secCode: batch.header.sec,
    settledOn: bankingDay(plan, -(code === 'R10' ? random.between(3, 30) : random.between(1, 2))),
  })
  return {
    code: 26,
    routing: '091000019',
    account,
    amountMinor,
    identification: `R${random.between(100_000, 999_999)}`,
    name: 'PAT RECEIVER',
    addenda: returned({ code, originalTrace: trace, originalRdfi: batch.header.odfi }),
  }
}

/** The codes by which most debits come back: within two banking days, a consumer's claim (R10) within weeks. */
const CODES = ['R01', 'R01', 'R01', 'R02', 'R03', 'R08', 'R10'] as const

/** Description of a batch of returns in an ordinary file. */
export const RETURNS_DESCRIPTION = 'RETURNS'

/** The customer whose returns they are. */
export function returnsOriginator(key: number, index: number) {
  return originator(key, OUR_ORIGINATORS + index)
}
