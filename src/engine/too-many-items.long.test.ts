import { expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, receive } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import type { FileClosed, ReceivedItem } from '../core/pack.ts'
import { ITEMS_OF_FILE_MAX } from '../core/unit-entry.ts'
import { processReceipt } from './process-receipt.ts'

/** The largest file that is received may hold more entries than there are numbers for the items of one receipt. */

const [account = ''] = accountNumbers(1)
const opened = engineOfEachTest([account])

// Seen red with no bound: its last items had the numbers of those of the next receipt.
test('a file of more items than its receipt has numbers for is not read into parts', async () => {
  const { ach, checks } = opened().engine.packs
  const createReader: typeof ach.createReader = sink => ({
    write() {},
    end() {
      // Of no bucket that there is, so that they are counted and nowhere kept.
      const item = { seq: 0, bucket: -1, amountMinor: 1, direction: 'credit' } as { seq: number } & ReceivedItem
      for (; item.seq <= ITEMS_OF_FILE_MAX; item.seq++) sink.item(item)
      const computed = { count: ITEMS_OF_FILE_MAX + 1, debitMinor: 0, creditMinor: ITEMS_OF_FILE_MAX + 1 }
      const lost = { count: 0, debitMinor: 0, creditMinor: 0 }
      sink.fileClosed({ fate: 'process', declared: undefined, computed, lost } as unknown as FileClosed)
    },
  })
  const engine = { ...opened().engine, packs: { ach: { ...ach, createReader }, checks } }
  const reception = await receive(engine, { bytes: achFile([{ entries: [{ account }] }]) })
  const id = reception.outcome === 'accepted' ? reception.receiptId : 0
  await expect(processReceipt(engine, id)).rejects.toThrow(RangeError)
  expect(await ask(engine, 'select state from receipt')).toEqual([{ state: 'arrived' }])
})
