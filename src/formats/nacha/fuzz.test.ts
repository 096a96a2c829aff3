import { expect, it } from 'vitest'
import { cpuMs } from '../../../test/samples/cpu-ms.ts'
import { fuzzNacha } from './fuzz.ts'

// Seen red with: a file that ends inside a batch without ending it; a batch's or an item's fault that leaves nothing out.
it('law: 1,500 mutated files are read without a crash, completely, and with a place for every fault', () => {
  const result = fuzzNacha(1500, 20260901, cpuMs)
  expect(result.slowestMs).toBeLessThan(1000) // 1 s for a megabyte, and none is as long
  // The mutations neither ruin everything nor nothing: each way out is taken often.
  expect(result.processed).toBeGreaterThan(200)
  expect(result.refused).toBeGreaterThan(200)
  expect(result.rewritten).toBeGreaterThan(200)
})
