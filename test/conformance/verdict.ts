import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Fault } from '../../src/core/fault.ts'
import type { PackSettings } from '../../src/core/pack.ts'
import type { FileReport } from '../../src/main/file-report.ts'
import { inspectFile } from '../../src/main/inspect-file.ts'

/** What becomes of one real file, as `inspect` says it; a compressed one is its only member. */
export interface Verdict {
  readonly verdict: string
  readonly variant: string
  /** Items that may be posted, and those that wait for a person with their value. */
  readonly processable: number
  readonly held: number
  /** Of a refused file the first that leaves something out, of any other the first. */
  readonly first: Fault | undefined
  readonly faults: readonly Fault[]
}

/** @param isSame Whether the file, read and written again, is the same byte for byte. */
export async function verdictOf(path: string, isSame: (bytes: Uint8Array) => boolean): Promise<Verdict> {
  const report = await reportOf(path)
  const processable = processableIn(report)
  const held = report.items.count - processable
  const isHeld = held > 0 || report.batches.some(batch => batch.fate === 'quarantine')
  const isRefused = report.fate === 'quarantine' || (processable === 0 && isHeld)
  const isWhole = !isRefused && isSame(bytesOf(path))
  const first = isRefused ? report.faults.find(fault => fault.rest !== 'read on') : undefined
  return {
    verdict: isRefused ? 'refused' : isWhole ? 'round-trips' : `recovers ${processable}`,
    variant: report.variant,
    processable,
    held,
    first: first ?? report.faults[0],
    faults: report.faults,
  }
}

/** The row of the table: where, what, how much, and by which faults. */
export function rowOf(path: string, { verdict, variant, processable, held, first, faults }: Verdict): string {
  const codes = [...new Set(faults.map(fault => fault.code))].sort().join(' ')
  const place = [first?.code ?? '', first?.line ?? first?.record ?? '', first?.column ?? '']
  return [path, verdict, variant, processable, held, ...place, codes].join('\t')
}

export const TABLE_HEADER = [
  'path',
  'verdict',
  'variant',
  'processable',
  'held',
  'first fault',
  'line',
  'column',
  'all fault codes',
].join('\t')

/** Every file below the folder, in one order on every machine. */
export function filesBelow(folder: string, isMeant: (path: string) => boolean): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(name => join(folder, String(name)))
    .filter(path => statSync(path).isFile() && isMeant(path))
    .sort()
}

const SETTINGS: PackSettings = {
  routingNumbers: ['121042882'],
  reviewOverMinor: { debit: 1_000_000, credit: 1_000_000, check: 1_000_000 },
  duplicateMonths: 18,
  staleMonths: 6,
}

async function reportOf(path: string): Promise<FileReport> {
  const inspected = await inspectFile(path, { settings: SETTINGS, faultsMax: 1_000_000, progress: () => {} })
  if (inspected.archive === undefined) return inspected
  const [member] = inspected.members
  if (member === undefined) throw new Error(`${path} has no member: ${inspected.refused?.message}`)
  return member
}

/** The items of batches that go on, but those that a fault of their own leaves out. */
function processableIn(report: FileReport): number {
  const goingOn = report.batches.filter(batch => batch.fate === 'process')
  const ordinals = new Set(goingOn.map(batch => batch.ordinal))
  const leftOut = report.faults.filter(
    fault => fault.rest === 'item left out' && fault.batch !== undefined && ordinals.has(fault.batch),
  )
  const items = new Set(leftOut.flatMap(fault => fault.item ?? []))
  return goingOn.reduce((sum, batch) => sum + batch.computed.count, 0) - items.size
}

function bytesOf(path: string): Uint8Array {
  const bytes = readFileSync(path)
  return new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
}
