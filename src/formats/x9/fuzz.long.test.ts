import { expect, it } from 'vitest'
import { checkLaws } from '../../../test/conformance/x937-laws.ts'
import { mutate } from '../../../test/conformance/x937-mutate.ts'
import { cpuMs } from '../../../test/samples/cpu-ms.ts'
import { wholeFiles } from '../../../test/samples/x9-letters.ts'

const FILES = 50_000
/** Processor time that a mutated file may take at most: a second a megabyte, and a quarter for collecting garbage. */
const allowedMs = (bytes: number) => 250 + bytes / 1000

// Seen red with what ends a file told one record too early: file 100220 had a fault at record 0.
it(`law: ${FILES} mutated files: no crash, no hang, each fault has a position`, { timeout: 1_200_000 }, () => {
  const seeds = wholeFiles()
  const slow: string[] = []
  for (let seed = 100_001; seed <= 100_000 + FILES; seed++) {
    const bytes = mutate(seeds[seed % seeds.length] ?? new Uint8Array(0), seed)
    const from = cpuMs()
    try {
      checkLaws(bytes, seed)
    } catch (error) {
      throw new Error(`mutated file ${seed}`, { cause: error })
    }
    const took = cpuMs() - from
    if (took > allowedMs(bytes.length)) slow.push(`file ${seed}: ${bytes.length} bytes took ${Math.round(took)} ms`)
  }
  expect(slow).toEqual([])
})
