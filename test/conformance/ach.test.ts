import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { NachaFaultCode } from '../../src/formats/nacha/fault-codes.ts'
import { FAULTS } from '../../src/formats/nacha/fault-codes.ts'
import { readNachaFile, writeNachaFile } from '../../src/formats/nacha/nacha-file.ts'
import type { BatchEnd } from '../../src/formats/nacha/sink.ts'

/**
 * Every ACH file of the corpora folder that CLEARDAY_CORPORA names, against the committed table of verdicts. To write the
 * table anew, after looking at every changed row: CLEARDAY_WRITE_VERDICTS=1.
 *
 * Seen red with: the hash kept to eleven digits; a short line dropped instead of padded; a second batch header that throws
 * the first batch's entries away.
 */
const corpora = process.env.CLEARDAY_CORPORA
const folder = corpora === undefined ? undefined : join(corpora, 'ach')
const TABLE = join(import.meta.dirname, 'ach-verdicts.tsv')
const DEFECTS = join(import.meta.dirname, 'ach-defects.tsv')
const HEADER = ['path', 'verdict', 'processable', 'held', 'first fault', 'line', 'column', 'all fault codes'].join('\t')

const why = folder === undefined ? ' (skipped: CLEARDAY_CORPORA names no folder)' : ''

describe.skipIf(folder === undefined)(`the ACH corpora${why}`, () => {
  const files = folder === undefined ? [] : achFiles(folder)
  const rows = files.map(path => verdictRow(folder ?? '', path))

  it('give every file the verdict of the committed table', () => {
    const table = [HEADER, ...rows.map(row => row.line)].join('\n') + '\n'
    if (process.env.CLEARDAY_WRITE_VERDICTS === '1') writeFileSync(TABLE, table)
    expect(table).toBe(readFileSync(TABLE, 'utf8'))
    expect(rows.length).toBeGreaterThan(80)
  })

  it('name every defect that the files’ own project asserts, or the row says why not', () => {
    const index = lines(readFileSync(join(folder ?? '', 'INVALID-INDEX.tsv'), 'utf8'))
    const ours = lines(readFileSync(DEFECTS, 'utf8'))
    for (const [file, , , asserted] of index) {
      const [, , code, reason] = ours.find(([name, error]) => name === file && error === asserted) ?? []
      if (code === '-') expect(reason, file).not.toBe('')
      else expect(rows.find(row => row.name === file)?.codes, file).toContain(code)
    }
    expect(index.length).toBe(19)
  })

  it('give every refused file a fault with a line and a column', () => {
    for (const row of rows.filter(one => one.verdict === 'refused')) expect(row.position, row.name).toMatch(/^\d+:\d+$/)
  })
})

interface VerdictRow {
  readonly name: string
  readonly verdict: string
  readonly position: string
  readonly codes: readonly NachaFaultCode[]
  readonly line: string
}

function verdictRow(root: string, path: string): VerdictRow {
  const bytes = bytesOf(path)
  const read = readNachaFile(bytes)
  // What may be processed decides first; among what is whole, a file that comes out byte for byte round-trips. What is
  // not processable is held for a person with its value, never dropped.
  const whole = read.end.fate === 'process'
  const processable = whole ? read.batchEnds.reduce((sum, end) => sum + processableIn(end), 0) : 0
  const nothingToDo = read.end.entries === 0 && read.end.quarantinedBatches === 0
  const refused = !whole || (processable === 0 && !nothingToDo)
  const same = read.file !== undefined && isSame(tryWrite(read.file), bytes)
  const verdict = refused ? 'refused' : same ? 'round-trips' : `recovers ${processable}`
  const [first] = read.faults.filter(fault => !refused || FAULTS[fault.code].rest !== 'read on')
  const fault = first ?? read.faults[0]
  const codes = [...new Set(read.faults.map(one => one.code))].sort()
  const cells = [
    relative(root, path),
    verdict,
    processable,
    read.end.entries - processable,
    fault?.code ?? '',
    fault?.line ?? '',
    fault?.column ?? '',
    codes.join(' '),
  ]
  return { name: basename(path), verdict, position: `${fault?.line}:${fault?.column}`, codes, line: cells.join('\t') }
}

function processableIn(end: BatchEnd): number {
  return end.fate === 'process' ? end.entries - end.faultyEntries : 0
}

/** The bytes of the file written anew; undefined when it holds values that no well-formed file can. */
function tryWrite(file: Parameters<typeof writeNachaFile>[0]): Uint8Array | undefined {
  try {
    return writeNachaFile(file)
  } catch {
    return undefined
  }
}

function isSame(written: Uint8Array | undefined, bytes: Uint8Array): boolean {
  return written !== undefined && Buffer.compare(written, bytes) === 0
}

function bytesOf(path: string): Uint8Array {
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** All files that are meant to be ACH, well-formed or not, and the seeds that once crashed other readers. */
function achFiles(root: string): readonly string[] {
  const skipped = /\.(json|md|tar|tsv|orig)$|LICENSE/
  return readdirSync(root, { recursive: true })
    .map(name => join(root, String(name)))
    .filter(path => statSync(path).isFile() && !skipped.test(path))
    .sort()
}

function lines(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t'))
}
