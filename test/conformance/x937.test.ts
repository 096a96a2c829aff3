import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { joinBytes } from '../../src/core/join-bytes.ts'

import { readAll } from '../samples/x9-contents.ts'
import { rewrite } from '../samples/x9-rewrite.ts'
import { filesBelow, rowOf, TABLE_HEADER, verdictOf } from './verdict.ts'

/**
 * Every file of the corpus of image cash letters against the committed table of verdicts: what `inspect` says of it, and whether
 * it is written as it was read. CLEARDAY_CORPORA names the folder; CLEARDAY_WRITE_VERDICTS=1 writes the table anew, for every
 * changed row to be looked at.
 * Seen red: with the image cut at the first line end instead of by its length, five rows change.
 */
const CORPUS = join(process.env.CLEARDAY_CORPORA ?? '', 'x937')
const TABLE = join(import.meta.dirname, 'x937-verdicts.tsv')
const isThere = process.env.CLEARDAY_CORPORA !== undefined && existsSync(CORPUS)

describe.skipIf(!isThere)('the corpus of image cash letters (skipped without CLEARDAY_CORPORA)', () => {
  const paths = isThere ? filesBelow(CORPUS, path => !path.includes('LICENSE')) : []

  it('gets the verdicts of the committed table, file by file', async () => {
    const rows: string[] = []
    for (const path of paths) rows.push(rowOf(relative(CORPUS, path), await verdictOf(path, isWrittenAlike)))
    const table = [TABLE_HEADER, ...rows].join('\n') + '\n'
    if (process.env.CLEARDAY_WRITE_VERDICTS === '1') writeFileSync(TABLE, table)
    expect(table).toBe(readFileSync(TABLE, 'utf8'))
    expect(rows.length).toBeGreaterThan(20)
  })

  it('is read the same in pieces', () => {
    for (const path of paths) {
      const bytes = new Uint8Array(readFileSync(path))
      const [whole, inPieces] = [readAll(bytes), readAll(bytes, { chunkBytes: 977 })]
      expect([inPieces.faults, inPieces.items], path).toEqual([whole.faults, whole.items])
    }
  })
})

function isWrittenAlike(bytes: Uint8Array): boolean {
  const blocks: Uint8Array[] = []
  rewrite(bytes, block => blocks.push(block))
  return Buffer.compare(joinBytes(blocks), bytes) === 0
}
