import { expect, it } from 'vitest'
import { checkLaws } from '../../../test/conformance/x937-laws.ts'
import { mutate } from '../../../test/conformance/x937-mutate.ts'
import { wholeFiles } from '../../../test/samples/x9-letters.ts'

// Seen red with the search for a line end going on from the end of the last chunk whatever was looked for: `chunks change
// nothing` fails at file 25. And with the signature of a 52 turned into EBCDIC like its text: file 2565 is written otherwise.
// And with a blank `expected` of a file that is cut off.
it('law: 3,000 mutated files: no crash, each fault has a position, chunks change nothing, what is written is read the same', () => {
  const seeds = wholeFiles()
  let refused = 0
  for (let seed = 1; seed <= 3000; seed++) {
    const whole = seeds[seed % seeds.length] ?? new Uint8Array(0)
    try {
      if (checkLaws(mutate(whole, seed), seed).end.fate === 'quarantine') refused += 1
    } catch (error) {
      throw new Error(`mutated file ${seed}`, { cause: error })
    }
  }
  // Neither everything nor nothing is refused, else the mutations test nothing.
  expect(refused).toBeGreaterThan(100)
  expect(refused).toBeLessThan(2000)
})
