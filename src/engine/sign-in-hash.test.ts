import { expect, test } from 'vitest'
import { processCpuMs } from '../../test/samples/cpu-ms.ts'
import { hashPassword, isPassword } from './sign-in-hash.ts'

/** Processor time of all threads for the fastest of a few. */
async function workOf(work: () => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let n = 0; n < 5; n++) {
    const before = processCpuMs()
    await work()
    took.push(processCpuMs() - before)
  }
  return Math.min(...took)
}

// Seen red with an answer at once where there is no hash.
test('law: for a login that there is not the same work is done as for a wrong password', async () => {
  const phc = await hashPassword('a sentence of her own')
  const known = await workOf(() => isPassword('another sentence', phc))
  const unknown = await workOf(() => isPassword('another sentence', undefined))
  expect(unknown).toBeGreaterThan(known / 2)
  expect(unknown).toBeLessThan(known * 2)
})

// Seen red with the characters compared as a keyboard composes them.
test('a password is known again, however its letters are composed, and no other is', async () => {
  const phc = await hashPassword('\u00fcnder the bridge')
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await hashPassword('\u00fcnder the bridge')).not.toBe(phc)
  expect(await isPassword('u\u0308nder the bridge', phc)).toBe(true)
  expect(await isPassword('under the bridge', phc)).toBe(false)
  expect(await isPassword('anything', undefined)).toBe(false)
})

// Seen red with a place that is given to nobody when its holder is done: the third waited for ever.
test('many at once come to their end', async () => {
  const phc = await hashPassword('a sentence of her own')
  const found = await Promise.all(Array.from({ length: 12 }, () => isPassword('a sentence of her own', phc)))
  expect(found).toEqual(Array.from({ length: 12 }, () => true))
})
