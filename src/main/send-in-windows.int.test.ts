import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { openAccounts, receive, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { processReceipt } from '../engine/process-receipt.ts'
import { Config, institutionOf } from './config.ts'
import { createSender, sendInWindows } from './send-in-windows.ts'

/** Entries to accounts that are not there go back (R03) by Tuesday, 22:45 in New York: the last window in time. */
const strangers = accountNumbers(5, 500)
let at: TestEngine
let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'clearday-windows-'))
})
afterEach(async () => {
  await at.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Opens an institution that has an account, none of those that the entries name. */
async function open(institution: Parameters<typeof openTestEngine>[0] = {}): Promise<void> {
  at = await openTestEngine(institution)
  await openAccounts(at.engine, accountNumbers(1))
}

/** Sets the clock: `2026-11-24 22:15` in New York. */
function its(time: string): void {
  at.clock.now = Temporal.PlainDateTime.from(time).toZonedDateTime('America/New_York').toInstant()
}

/** A file whose entries go back; `from` makes it another. */
const bytes = (from: number) => achFile([{ entries: entries(5, { accounts: strangers, from }) }])

function sender(minutesAhead = 30): () => Promise<readonly number[]> {
  const send = createSender({ engine: at.engine, dataDir, minutesAhead })
  return async () => (await send()).map(file => file.items)
}

// Seen red with only what is due by the window sent, which waited for the next evening; and with the window that was served
// forgotten, which made a file a minute.
test('everything that waits leaves with the next window, half an hour before it closes, and once', async () => {
  await open()
  its('2026-11-23 09:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  const send = sender()
  its('2026-11-23 09:59')
  expect(await send()).toEqual([])
  its('2026-11-23 10:00')
  expect(await send()).toEqual([5])
  expect(readdirSync(join(dataDir, 'out'))).toEqual(['2026-11-23-ach-returns-1.ach'])
  its('2026-11-23 10:01')
  await receiveAndProcess(at.engine, { bytes: bytes(200) })
  expect(await send()).toEqual([])
  its('2026-11-23 14:14')
  expect(await send()).toEqual([])
  its('2026-11-23 14:15')
  expect(await send()).toEqual([5])
})

// Seen red with one file a window: what came after it waited for a window that is late.
test('what comes after the file of its last window follows it', async () => {
  await open()
  its('2026-11-23 09:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  const late = await receive(at.engine, { bytes: bytes(200) })
  const send = sender()
  its('2026-11-24 22:15')
  expect(await send()).toEqual([5])
  its('2026-11-24 22:20')
  await processReceipt(at.engine, late.outcome === 'accepted' ? late.receiptId : 0)
  expect(await send()).toEqual([5])
})

// Seen red with the first look a minute after the start.
test('what its last window was missed for, while no process ran, leaves as soon as one starts', async () => {
  await open()
  its('2026-11-23 09:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  its('2026-11-25 03:00') // no window closes for hours
  const sending = sendInWindows({ engine: at.engine, dataDir, minutesAhead: 30 }, pino({ level: 'silent' }))
  await sending.close()
  expect(readdirSync(join(dataDir, 'out'))).toEqual(['2026-11-25-ach-returns-1.ach'])
})

// Seen red with each look queued behind the one before it, and with none after the first.
test('a look that takes minutes takes the place of those that fall into it, and the next follows it', async () => {
  await open()
  let asked = 0
  const now = () => {
    asked++
    return at.engine.now()
  }
  const sending = { engine: { ...at.engine, now }, dataDir, minutesAhead: 30 }
  await createSender(sending)()
  const once = asked
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const first = sendInWindows(sending, pino({ level: 'silent' }))
    vi.advanceTimersByTime(3 * 60_000)
    await first.close()
    expect(asked).toBe(2 * once)
    const second = sendInWindows(sending, pino({ level: 'silent' }))
    await vi.waitFor(() => {
      vi.advanceTimersByTime(60_000)
      expect(asked).toBeGreaterThan(3 * once)
    })
    await second.close()
  } finally {
    vi.useRealTimers()
  }
})

// Seen red with files published only when one was released.
test('a file that could not be published is published at the next look', async () => {
  await open()
  its('2026-11-23 10:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  const send = sender()
  at.steps.at = name => {
    if (name === 'return file committed') throw new Error('stopped here')
  }
  await expect(send()).rejects.toThrow('stopped here')
  at.steps.at = () => {}
  expect(await send()).toEqual([])
  expect(readdirSync(join(dataDir, 'out'))).toEqual(['2026-11-23-ach-returns-1.ach'])
})

// Seen red with the shard of an institution taken for an integer of four bytes.
test('an institution of any number publishes its files', async () => {
  await open({ orgId: 3_000_000 })
  its('2026-11-23 10:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  expect(await sender()()).toEqual([5])
  expect(readdirSync(join(dataDir, 'out'))).toEqual(['2026-11-23-ach-returns-1.ach'])
})

// Seen red with the kind of the error alone in the log, and with an error that no command has a sentence for.
test('the log says why a file is not published, and what to do', async () => {
  await open()
  its('2026-11-23 10:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  const path = join(dataDir, 'out', '2026-11-23-ach-returns-1.ach')
  mkdirSync(join(dataDir, 'out'))
  writeFileSync(path, 'of somebody else')
  let lines = ''
  const log = new Writable({
    write(chunk, _, done) {
      lines += String(chunk)
      done()
    },
  })
  await sendInWindows({ engine: at.engine, dataDir, minutesAhead: 30 }, pino(log)).close()
  expect(lines).toContain(`${path} stands there with other bytes than were released under this name; move it away`)
})

// Seen red with the configured windows left out of the institution: the file then left at 10:00.
test('an institution’s own windows stand over the operator’s from their first day', async () => {
  const config = Config.parse({
    returnWindows: {
      ach: [
        {
          operator: 'Our correspondent',
          from: '2026-11-24',
          zone: 'America/Chicago',
          windows: [{ name: 'noon', submitBy: '11:00', deliveredBy: '13:00' }],
        },
      ],
    },
  })
  await open({ calendars: institutionOf(config).calendars })
  its('2026-11-23 23:00')
  await receiveAndProcess(at.engine, { bytes: bytes(100) })
  const send = sender(10)
  its('2026-11-24 10:30') // would be the operator's first
  expect(await send()).toEqual([])
  its('2026-11-24 11:49')
  expect(await send()).toEqual([])
  its('2026-11-24 11:50') // ten minutes before 11:00 in Chicago
  expect(await send()).toEqual([5])
})
