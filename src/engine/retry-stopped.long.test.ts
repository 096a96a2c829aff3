import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { ended, mend, refuseItems, withSmallParts } from '../../test/samples/failing-files.ts'
import type { Engine } from './engine.ts'
import { proveDay } from './prove-day.ts'
import { resumeReceipts } from './resume-receipts.ts'
import { type Retry, retryReceipt } from './retry-receipt.ts'

const accounts = accountNumbers(30)
const at = engineOfEachTest(accounts)

const A = { entries: entries(60, { accounts }) }
const B = { entries: entries(5, { accounts, from: 100 }) }
/** Held as it is read: its control says other debits. */
const HELD = { entries: entries(20, { accounts, from: 200 }), control: { totalDebit: 5 } }

const states = () =>
  ask(at().engine, 'select state, count(*), count(distinct id) as ids from item group by 1 order by 1')
const problems = async () => (await proveDay(at().engine)).problems
const retry = (id: number, engine: Engine) => retryReceipt(engine, id, 'os:kim')
const stateAfter = (one: Retry) => (one.outcome === 'tried' ? one.receipt.state : one.why)

// Seen red with a retry that takes up quarantined receipts alone; and with the parts opened outside the transaction of the rest.
test.each(['retry written', 'retry committed', 'part written', 'part committed', 'receipt finished'] as const)(
  'a retry that stops where %s goes on when it is given again, or by itself',
  async step => {
    const engine = withSmallParts(at().engine)
    await refuseItems(engine, 'shard % 1024 >= 512')
    const ids = [await ended(engine, achFile([A])), await ended(engine, achFile([B, HELD]))] as const
    await mend(engine)
    const stopped = new Error('the process stops here')
    for (const id of ids) {
      at().steps.at = name => {
        if (name === step) throw Object.assign(stopped, { code: '57P01' })
      }
      await expect(retry(id, engine)).rejects.toBe(stopped)
      at().steps.at = () => {}
      const waits = (await problems()).filter(one => !one.includes('not processed yet'))
      expect(waits, `after ${step}`).toEqual([])
      if (id === ids[0]) {
        const again = await retry(id, engine)
        expect(stateAfter(again)).toMatch(
          step === 'receipt finished' ? /is processed; nothing of it is left/ : /^done$/,
        )
      } else if (step === 'retry written') await retry(id, engine)
      else expect((await resumeReceipts(engine)).failed).toEqual([])
    }
    expect(await states()).toEqual([
      { state: 'posted', count: 65, ids: 65 },
      { state: 'suspended', count: 20, ids: 20 },
    ])
    expect(await problems()).toEqual([])
  },
)
