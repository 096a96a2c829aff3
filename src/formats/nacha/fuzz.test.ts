import { expect, it } from 'vitest'
import { cpuMs } from '../../../test/samples/cpu-ms.ts'
import { fewOrAll } from '../../../test/samples/few-or-all.ts'
import { fuzzNacha } from './fuzz.ts'

const FILES = fewOrAll(500, 1_500)
const OFTEN = FILES / 7.5

// Seen red with: a file that ends inside a batch without ending it; a batch's or an item's fault that leaves nothing out.
it('law: mutated files are read without a crash, completely, and with a place for every fault', () => {
  const result = fuzzNacha(FILES, 20260901, cpuMs)
  expect(result.slowestMs).toBeLessThan(1000) // 1 s for a megabyte, and none is as long
  // The mutations neither ruin everything nor nothing: each way out is taken often.
  expect(result.processed).toBeGreaterThan(OFTEN)
  expect(result.refused).toBeGreaterThan(OFTEN)
  expect(result.rewritten).toBeGreaterThan(OFTEN)
})
