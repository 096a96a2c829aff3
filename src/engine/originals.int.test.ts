import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay, proveForRequest } from './prove-day.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { resumeReceipts } from './resume-receipts.ts'

/** Originals are evidence: what is processed is what arrived, and what arrived stays as it was, byte for byte. */

let at: TestEngine
const accounts = accountNumbers(6)
const clear = achFile([{ entries: entries(12, { accounts }) }])

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
})
afterEach(() => at.close())

/** The blobs there are, by path. */
function blobs(): readonly string[] {
  if (!existsSync(at.blobFolder)) return []
  const names = readdirSync(at.blobFolder, { recursive: true, encoding: 'utf8' })
  return names.map(name => join(at.blobFolder, name)).filter(path => statSync(path).isFile())
}

async function arrive(bytes: Uint8Array): Promise<{ receiptId: number; blob: string }> {
  const before = new Set(blobs())
  const { receiptId } = (await receive(at.engine, { bytes })) as { receiptId: number }
  return { receiptId, blob: blobs().find(path => !before.has(path)) ?? '' }
}

/** Two entries swap their amounts: every control total of the file still agrees. */
function withSwappedAmounts(file: Uint8Array): Uint8Array {
  const altered = Uint8Array.from(file)
  const [first, second] = [95 * 2 + 29, 95 * 3 + 29]
  altered.set(file.subarray(second, second + 10), first)
  altered.set(file.subarray(first, first + 10), second)
  return altered
}

// Planted bug seen red: the hash of what was read not compared.
test('an original that was altered before it is read is not processed; put back it is', async () => {
  const { receiptId, blob } = await arrive(clear)
  writeFileSync(blob, withSwappedAmounts(clear))
  await expect(processReceipt(at.engine, receiptId)).rejects.toThrow(
    new RegExp(
      `the stored original of receipt ${receiptId} was altered: its bytes hash to [0-9a-f]{64}, and [0-9a-f]{64} was received`,
    ),
  )
  expect(await ask(at.engine, 'select state, items from receipt')).toEqual([{ state: 'arrived', items: 0 }])
  expect(await ask(at.engine, 'select 1 from item union all select 1 from part')).toEqual([])
  expect((await proveDay(at.engine)).problems).toEqual([
    expect.stringContaining(`not read yet: receipt ${receiptId}.`),
    expect.stringContaining(`The original of receipt ${receiptId} was altered`),
  ])
  writeFileSync(blob, clear)
  expect((await resumeReceipts(at.engine)).finished).toBe(1)
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Planted bug seen red: an archive opened without being hashed.
test('an archive that was altered is not opened', async () => {
  const zipped = gzipSync(clear)
  const { receiptId, blob } = await arrive(zipped)
  writeFileSync(blob, zipped.with(4, 1)) // the time in its header: it unpacks as before
  await expect(processReceipt(at.engine, receiptId)).rejects.toThrow('was altered')
  expect(await ask(at.engine, 'select id, state from receipt')).toEqual([{ id: receiptId, state: 'arrived' }])
})

// Planted bugs seen red: only sizes compared; outbound files left out.
test('the proof finds one altered byte in any stored file, and names whose it is', async () => {
  const strangers = accountNumbers(3, 100)
  const { receiptId } = await arrive(achFile([{ entries: entries(3, { accounts: strangers }) }]))
  await processReceipt(at.engine, receiptId)
  await releaseOutboundFiles(at.engine)
  expect((await proveDay(at.engine)).problems).toEqual([])
  const whose: string[] = []
  for (const blob of blobs()) {
    const bytes = readFileSync(blob)
    writeFileSync(blob, bytes.with(bytes.length - 2, 0x5a))
    const proof = await proveDay(at.engine)
    expect([proof.holds, proof.problems.length, proof.originals.files]).toEqual([false, 1, 2])
    whose.push(/^The original of (.+) was altered: its bytes hash to/.exec(proof.problems[0] ?? '')?.[1] ?? '')
    expect((await proveDay(at.engine, undefined, 'sizes')).problems).toEqual([])
    writeFileSync(blob, bytes)
  }
  expect(whose.sort()).toEqual(['outbound file 1', `receipt ${receiptId}`])
})

// Planted bug seen red: sizes not compared in a request.
test('a request’s proof finds an original that is cut off or gone', async () => {
  const { receiptId, blob } = await arrive(clear)
  await processReceipt(at.engine, receiptId)
  writeFileSync(blob, clear.subarray(0, 100))
  expect((await proveForRequest(at.engine)).problems).toEqual([
    expect.stringContaining(`it has 100 bytes, and ${clear.length} were stored`),
  ])
  rmSync(blob)
  expect((await proveForRequest(at.engine)).problems).toEqual([
    `The original of receipt ${receiptId} is gone. Put it back from a backup.`,
  ])
})

// Planted bug seen red: the size alone compared when the blob is there.
test('the same file sent again puts an altered original right', async () => {
  const { receiptId, blob } = await arrive(clear)
  await processReceipt(at.engine, receiptId)
  writeFileSync(blob, withSwappedAmounts(clear))
  expect((await receive(at.engine, { bytes: clear })).outcome).toBe('duplicate')
  expect(readFileSync(blob)).toEqual(Buffer.from(clear))
  expect((await proveDay(at.engine)).problems).toEqual([])
})
