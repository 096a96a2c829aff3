import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readNachaFile, writeNachaFile } from '../../src/formats/nacha/nacha-file.ts'
import { filesBelow, rowOf, TABLE_HEADER, type Verdict, verdictOf } from './verdict.ts'

/**
 * Every ACH file of the corpora folder that CLEARDAY_CORPORA names, against the committed table of verdicts: what `inspect` says
 * of it, and whether it is written as it was read. To write the table anew, after looking at every changed row:
 * CLEARDAY_WRITE_VERDICTS=1.
 *
 * Seen red with: the hash kept to eleven digits; a short line dropped instead of padded; a second batch header that throws
 * the first batch's entries away.
 */
const corpora = process.env.CLEARDAY_CORPORA
const folder = corpora === undefined ? undefined : join(corpora, 'ach')
const TABLE = join(import.meta.dirname, 'ach-verdicts.tsv')
const DEFECTS = join(import.meta.dirname, 'ach-defects.tsv')

/** Files of half a million entries are among them. */
const READ_ALL_MS = 180_000

const why = folder === undefined ? ' (skipped: CLEARDAY_CORPORA names no folder)' : ''

describe.skipIf(folder === undefined)(`the ACH corpora${why}`, () => {
  const rows: { readonly name: string; readonly path: string; readonly verdict: Verdict }[] = []
  beforeAll(async () => {
    if (folder === undefined) return
    for (const path of filesBelow(folder, isMeantAsAch))
      rows.push({ name: basename(path), path: relative(folder, path), verdict: await verdictOf(path, isWrittenAlike) })
  }, READ_ALL_MS)

  it('give every file the verdict of the committed table', () => {
    const table = [TABLE_HEADER, ...rows.map(({ path, verdict }) => rowOf(path, verdict))].join('\n') + '\n'
    if (process.env.CLEARDAY_WRITE_VERDICTS === '1') writeFileSync(TABLE, table)
    expect(table).toBe(readFileSync(TABLE, 'utf8'))
    expect(rows.length).toBeGreaterThan(80)
  })

  it('name every defect that the files’ own project asserts, or the row says why not', () => {
    const index = lines(readFileSync(join(folder ?? '', 'INVALID-INDEX.tsv'), 'utf8'))
    const ours = lines(readFileSync(DEFECTS, 'utf8'))
    for (const [file, , , asserted] of index) {
      const [, , code, reason] = ours.find(([name, error]) => name === file && error === asserted) ?? []
      const codes = rows.find(row => row.name === file)?.verdict.faults.map(fault => fault.code)
      if (code === '-') expect(reason, file).not.toBe('')
      else expect(codes, file).toContain(code)
    }
    expect(index.length).toBe(19)
  })

  it('give every refused file a fault with a line and a column', () => {
    for (const { name, verdict } of rows.filter(row => row.verdict.verdict === 'refused'))
      expect(
        [verdict.first?.line ?? 0, verdict.first?.column ?? 0].every(place => place >= 1),
        name,
      ).toBe(true)
  })
})

function isWrittenAlike(bytes: Uint8Array): boolean {
  const { file } = readNachaFile(bytes)
  if (file === undefined) return false
  try {
    return Buffer.compare(writeNachaFile(file), bytes) === 0
  } catch {
    return false // it holds values that no well-formed file can
  }
}

/** All files that are meant to be ACH, well-formed or not, and the seeds that once crashed other readers. */
function isMeantAsAch(path: string): boolean {
  return !/\.(json|md|tar|tsv|orig)$|LICENSE/.test(path)
}

function lines(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t'))
}
