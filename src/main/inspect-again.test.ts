import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { zipOf } from '../../test/samples/archives.ts'
import { latin1Text } from '../core/latin1.ts'
import { createMemoryDay } from '../simulate/memory-day.ts'
import { simulateDay } from '../simulate/simulate-day.ts'
import { type Inspected, inspectFile } from './inspect-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'clearday-inspect-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const day = createMemoryDay()
simulateDay(
  { seed: 7, items: 300, imagesMax: 0, perKind: 6, day: Temporal.PlainDate.from('2026-06-16') },
  { file: path => day.out.file(path) },
)
const truth = latin1Text(day.files.get('truth.csv') ?? new Uint8Array()).split('\n')

/** Letters of checks, by path, with the places in the file of those on which another amount is printed than is encoded. */
const misencoded = Map.groupBy(
  truth.map(row => row.split(',')).filter(row => row.at(-2) === 'encoding-error' && row[0]?.startsWith('files/icl/')),
  row => row[0] ?? '',
)

const settings = {
  routingNumbers: ['121042882'],
  reviewOverMinor: { debit: 1_000_000, credit: 1_000_000, check: 1_000_000 },
  duplicateMonths: 18,
  staleMonths: 6,
}

async function inspected(name: string, bytes: Uint8Array): Promise<Inspected> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return inspectFile(path, { settings, faultsMax: 100, progress: () => {} })
}

// Seen red with bundles held by their control alone, with the first image read for all items, and with an archive's first
// member read again in place of the one that is doubted.
test('a bundle that one check’s image explains is processed without that check, as processing does', async () => {
  let explained = 0
  for (const [path, rows] of misencoded) {
    const bytes = day.files.get(path) ?? new Uint8Array()
    const alone = await inspected('letter.icl', bytes)
    const { archive: _, ...report } = alone.archive === undefined ? alone : expect.fail('no archive was sent')
    expect(
      report.batches.map(batch => batch.fate),
      path,
    ).toEqual(report.batches.map(() => 'process'))
    const leftOut = report.faults.filter(fault => fault.rest === 'item left out')
    for (const fault of leftOut) expect(rows.map(row => row[1])).toContain(String(fault.item))
    explained += leftOut.length
    const members = [
      { name: 'first', content: Buffer.from('not a file of ours') },
      { name: 'letter', content: bytes },
    ]
    const zipped = await inspected(
      'day.zip',
      zipOf(members.map(one => ({ ...one, content: Buffer.from(one.content) }))),
    )
    expect(zipped).toMatchObject({ members: [{ name: 'first' }, { ...report, name: 'letter' }] })
  }
  // Of six planted ones one is in a control's sum and two in a deposit's; the others balance, and only deciding sees them.
  expect(explained).toBe(3)
})
