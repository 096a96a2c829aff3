import type { Fee } from '../../src/core/fee.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import { recordAccounts } from '../../src/engine/record-facts.ts'
import { accountNumbers, achFile } from './ach-files.ts'
import { anAccount, ask, receiveAndProcess } from './arrivals.ts'
import type { TestEngine } from './engine.ts'

const ALWAYS = { owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31', refundDays: 60 }
/** What a fee of the sample’s schedule is where it says nothing else. */
export const PLAIN: Omit<Fee, 'name' | 'title' | 'amountMinor'> = {
  ...{ ...ALWAYS, packs: ['ach', 'checks'], kinds: [], chargedWith: [], codes: [] },
  ...{ itemFromMinor: 0, dayMost: 0, againDays: 180 },
}
export const RETURNED: Fee = {
  ...{ ...PLAIN, name: 'returned-item', title: 'Returned item', amountMinor: 3_000 },
  ...{ chargedWith: ['return'], codes: ['R01'], itemFromMinor: 1_000, dayMost: 2 },
}
export const DEPOSIT: Fee = {
  ...{ ...PLAIN, name: 'deposited-item-returned', title: 'Deposited item returned', amountMinor: 1_200 },
  ...{ packs: ['checks'], chargedWith: ['chargeback'] },
}
export const RESEARCH: Fee = { ...PLAIN, name: 'research', title: 'Research', amountMinor: 2_500 }

export const RETURN: ResolutionAsked = { resolution: 'return', code: 'R01' }
/** A fee that was charged is given back, and one that is charged with a return is let off. */
export const BACK: ResolutionAsked = { resolution: 'waive', waiver: 'goodwill', words: 'A customer of thirty years.' }
export const WAIVED: ResolutionAsked = { ...RETURN, waiver: 'own_error', words: 'We had held a credit too long.' }

/** Customers who cannot pay, and debits of theirs, each with a trace of its own. */
export function payersOf(at: () => TestEngine) {
  let numbers = 0
  const traceOf = (number: number) => `12104288${String(number).padStart(7, '0')}`
  const today = () =>
    at().clock.now.toZonedDateTimeISO('America/New_York').toPlainDate().toString().replaceAll('-', '').slice(2)
  return {
    /** As files say it, YYMMDD. */
    today,
    lastTrace: () => traceOf(numbers),
    /** The number of an account with nothing on it. */
    async anEmptyAccount(): Promise<string> {
      const { engine } = at()
      const [number = ''] = accountNumbers(1, 500 + numbers++)
      await recordAccounts(engine, [anAccount(engine, number, { balanceMinor: 0 })])
      return number
    },
    /** Debits that the account cannot pay, or each its own, by their numbers. */
    async unpaid(of: string | readonly string[], ...amounts: readonly number[]): Promise<readonly number[]> {
      const { engine } = at()
      const some = amounts.map((amountMinor, n) => {
        const account = (typeof of === 'string' ? of : of[n]) ?? ''
        return { account, amountMinor, trace: traceOf(++numbers) }
      })
      const bytes = achFile([{ header: { effectiveDate: today() }, entries: some }])
      await receiveAndProcess(engine, { name: `${numbers}.ach`, bytes })
      const traces = [some.map(one => one.trace)]
      const sql = 'select id from item where reference = any ($1) order by reference'
      return (await ask<{ id: number }>(engine, sql, traces)).map(row => row.id)
    },
  }
}
