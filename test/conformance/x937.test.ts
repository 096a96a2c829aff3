import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { joined } from '../../src/formats/x9/sample-letters.ts'
import { readAll, type X9Contents } from '../samples/x9-contents.ts'
import { rewrite } from '../samples/x9-rewrite.ts'

/**
 * Every file of the corpus against a committed table of verdicts, one row a file: `round-trips` (all items processed and the
 * same bytes written again), `recovers N of M` (what is left out, and why), or `refused`. CLEARDAY_CORPORA names the folder;
 * with CLEARDAY_VERDICTS=print the table is printed to be reviewed and committed.
 * Seen red: with the image cut at the first line end instead of by its length, five rows change.
 */
const CORPUS = join(process.env.CLEARDAY_CORPORA ?? '', 'x937')
const TABLE = join(import.meta.dirname, 'x937-verdicts.tsv')
const isThere = process.env.CLEARDAY_CORPORA !== undefined && existsSync(CORPUS)

describe.skipIf(!isThere)('the corpus of image cash letters (skipped without CLEARDAY_CORPORA)', () => {
  it('gets the verdicts of the committed table, file by file', () => {
    const rows = isThere ? filesIn(CORPUS).map(path => row(path)) : []
    if (process.env.CLEARDAY_VERDICTS === 'print') console.log(rows.join('\n'))
    const committed = readFileSync(TABLE, 'utf8')
    expect(rows).toEqual(committed.split('\n').filter(line => line !== '' && !line.startsWith('#')))
  })
})

function row(path: string): string {
  const bytes = new Uint8Array(readFileSync(path))
  const contents = readAll(bytes)
  const inPieces = readAll(bytes, { chunkBytes: 977 })
  expect(inPieces.faults, path).toEqual(contents.faults)
  expect(inPieces.items, path).toEqual(contents.items)
  const { framing, profiles } = contents.end
  return [
    relative(CORPUS, path),
    verdict(bytes, contents),
    framing ?? '-',
    profiles[0] ?? '-',
    faultText(contents),
  ].join('\t')
}

function verdict(bytes: Uint8Array, contents: X9Contents): string {
  if (contents.end.framing === undefined) return 'refused'
  const processed = contents.items.filter(item => isProcessed(contents, item)).length
  const all = contents.items.length
  if (processed < all || contents.end.fate !== 'process') return `recovers ${processed} of ${all}`
  const blocks: Uint8Array[] = []
  rewrite(bytes, block => blocks.push(block))
  const same = Buffer.compare(joined(blocks), bytes) === 0
  return same ? 'round-trips' : `reads ${all}, writes other bytes`
}

function isProcessed(contents: X9Contents, item: X9Contents['items'][number]): boolean {
  const bundle = contents.bundles.find(end => end.bundle === item.bundle)
  const letter = contents.cashLetters.find(end => end.cashLetter === item.cashLetter)
  const fates = [item.fate, bundle?.fate ?? 'process', letter?.fate ?? 'process', contents.end.fate]
  return fates.every(fate => fate === 'process')
}

/** Each code with how often it came and where first: `image-empty x8 @9:117` is record 9, column 117. */
function faultText(contents: X9Contents): string {
  if (contents.faults.length === 0) return '-'
  const codes = [...new Set(contents.faults.map(fault => fault.code))]
  return codes
    .map(code => {
      const found = contents.faults.filter(fault => fault.code === code)
      return `${code}${found.length > 1 ? ` x${found.length}` : ''} @${found[0]?.record}:${found[0]?.column}`
    })
    .join(', ')
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.startsWith('LICENSE'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
