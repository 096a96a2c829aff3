import { expect } from 'vitest'
import type { AdjustmentStep } from '../../src/core/adjustment.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import { proveDay } from '../../src/engine/prove-day.ts'
import type { Resolved } from '../../src/engine/resolve-exception.ts'
import { ask } from './arrivals.ts'
import type { Desk } from './desk.ts'
import type { TestEngine } from './engine.ts'
import { takeAsShown } from './take-as-shown.ts'

/** What Ann of the desk decides about items of one account that opened with 10,000.00, and where their money is then. */
export function adjusting(at: () => TestEngine, account: string, desk: () => Desk) {
  const resolve = (itemId: number, asked: ResolutionAsked): Promise<Resolved> =>
    takeAsShown(at().engine, { itemId, asked, by: desk().ann })
  return {
    resolve,
    take(itemId: number, step: AdjustmentStep, amount?: string): Promise<Resolved> {
      return resolve(itemId, { resolution: 'adjust', step, ...(amount === undefined ? {} : { fields: { amount } }) })
    },
    /** In cents; `network` is that of checks. */
    async stands(itemId: number) {
      const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
      const [row] = await ask(
        at().engine,
        `select item.state, exception.state as exception, clock, ${sum(account)} - 1000000 as customer, ${sum('~suspense')} as suspense,
           ${sum('~adjustments')} as held, ${sum('~settlement.checks')} as network, ${sum('~losses')} as losses
         from item join exception using (shard, id) where item.id = $1`,
        [itemId],
      )
      return row
    },
    async holds() {
      expect((await proveDay(at().engine)).problems).toEqual([])
    },
  }
}
