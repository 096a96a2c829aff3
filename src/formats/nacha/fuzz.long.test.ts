import { expect, it } from 'vitest'
import { cpuMs } from '../../../test/samples/cpu-ms.ts'
import { fuzzNacha } from './fuzz.ts'

// Seen red with the bugs named in fuzz.test.ts.
it('law: 50,000 mutated files are read without a crash, completely, and with a place for every fault', () => {
  const result = fuzzNacha(50_000, 4711, cpuMs)
  expect(result.slowestMs).toBeLessThan(1000) // 1 s for a megabyte, and none is as long
  expect(result.processed + result.refused).toBe(50_000)
  expect(result.rewritten).toBeGreaterThan(5000)
})
