import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, receive } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { createRandom } from '../simulate/random.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay } from './prove-day.ts'
import { readDay } from './read-day.ts'
import { resumeReceipts } from './resume-receipts.ts'

const accounts = accountNumbers(6)
const at = engineOfEachTest(accounts)

const LINE = 95

// Planted bugs seen red: texts and JSON that keep their NUL (each of `CopyRows.text`, `CopyRows.jsonb`, `binaryTexts`, parameters).
test('a NUL in any column of any record never keeps a file from its end', async () => {
  const clean = achFile([{ entries: entries(6, { accounts }) }])
  const records = Math.floor(clean.length / LINE)
  const random = createRandom(41).split('nul')
  for (let record = 0; record < records; record++) {
    for (let n = 0; n < 4; n++) {
      const bytes = Uint8Array.from(clean)
      bytes[record * LINE + random.between(0, LINE - 2)] = 0
      await receive(at().engine, { bytes }).then(took =>
        took.outcome === 'accepted' ? processReceipt(at().engine, took.receiptId) : undefined,
      )
    }
  }
  const ended = await ask<{ state: string }>(at().engine, 'select distinct state from receipt')
  expect(ended.map(row => row.state).filter(state => state === 'arrived' || state === 'staged')).toEqual([])
  expect((await proveDay(at().engine)).problems).toEqual([])
})

// Planted bugs seen red: a loop that ends at the first failure; a proof that asks only for staged receipts; an unread
// receipt counted as one that is being processed.
test('a receipt that cannot be processed does not hold up the ones behind it, and the proof names it', async () => {
  const first = await receive(at().engine, { bytes: achFile([{ entries: entries(6, { accounts }) }]) })
  const firstId = first.outcome === 'accepted' ? first.receiptId : 0
  removeBlobs(at().blobFolder)
  const second = await receive(at().engine, { bytes: achFile([{ entries: entries(6, { accounts, from: 100 }) }]) })
  const secondId = second.outcome === 'accepted' ? second.receiptId : 0
  const resumed = await resumeReceipts(at().engine)
  expect(resumed.finished).toBe(1)
  expect(resumed.failed.map(one => one.receiptId)).toEqual([firstId])
  expect(await ask(at().engine, 'select id, state from receipt order by id')).toEqual([
    { id: firstId, state: 'arrived' },
    { id: secondId, state: 'done' },
  ])
  expect((await readDay(at().engine, undefined)).receipts).toMatchObject({
    arrived: 2,
    done: 1,
    unread: 1,
    processing: 0,
  })
  const proof = await proveDay(at().engine)
  expect(proof.holds).toBe(false)
  expect(proof.problems).toEqual([
    expect.stringContaining(`not read yet: receipt ${firstId}.`),
    `The original of receipt ${firstId} is gone. Put it back from a backup.`,
  ])
})

/** What a disk that lost files looks like. */
function removeBlobs(blobFolder: string): void {
  for (const name of readdirSync(blobFolder).filter(one => /^[0-9a-f]{2}$/.test(one)))
    rmSync(join(blobFolder, name), { recursive: true })
}
