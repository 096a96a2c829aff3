import { createHash, createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  NO_HEADS,
  newHeads,
  readSignedHeads,
  type Seal,
  type ShardHead,
  type SignedHead,
  signedText,
  writeHeadsLine,
} from './signed-heads.ts'

/** A keyed hash stands for the signature: what is tested is which text it is over, and in what order lines must come. */
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const signature = (text: string) => createHmac('sha256', 'our key').update(text).digest('base64')
const seal: Seal = { sha256, isSigned: (text, found) => found === signature(text) }
const ORG = 7

/** The lines of a file. */
function linesOf(signings: readonly (readonly ShardHead[])[]): readonly string[] {
  const lines: string[] = []
  for (const [index, heads] of signings.entries()) {
    const before = lines.at(-1)
    const line = {
      n: index + 1,
      at: `2026-11-23T15:${String(index).padStart(2, '0')}:00Z`,
      org: ORG,
      prev: before === undefined ? NO_HEADS.last : sha256(before),
      heads: heads.map(one => [one.shard, one.n, one.hash] as const),
    }
    lines.push(writeHeadsLine(line, signature(signedText(line))))
  }
  return lines
}

async function readAll(lines: readonly string[], org = ORG) {
  const heads: SignedHead[] = []
  const verdict = await readSignedHeads(lines, { org, seal }, head => heads.push(head))
  return { ...verdict, heads }
}

const head: fc.Arbitrary<ShardHead> = fc.record({
  shard: fc.integer({ min: 7168, max: 8191 }),
  n: fc.integer({ min: 1, max: 1e9 }),
  hash: fc.stringMatching(/^[0-9a-f]{64}$/),
})
const signings = fc.array(fc.array(head, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })

// Seen red with the last line left out.
test('law: what was signed is read back, every head of every line', async () => {
  await fc.assert(
    fc.asyncProperty(signings, async all => {
      const read = await readAll(linesOf(all))
      expect(read.problems).toEqual([])
      expect(read.lines).toBe(all.length)
      expect(read.heads.map(({ shard, n, hash }) => ({ shard, n, hash }))).toEqual(all.flat())
    }),
  )
})

// Seen red with the line that is gone on from taken for the first one, and with its hash not taken along.
test('law: read on from any line that is known, the rest says what the whole says', async () => {
  await fc.assert(
    fc.asyncProperty(signings, fc.nat(), async (all, place) => {
      const lines = linesOf(all)
      const known = place % (lines.length + 1)
      const after = await readAll(lines.slice(0, known))
      const rest: SignedHead[] = []
      const end = await readSignedHeads(lines.slice(known), { org: ORG, seal, after }, head => rest.push(head))
      expect({ ...end, heads: [...after.heads, ...rest] }).toEqual(await readAll(lines))
    }),
  )
})

// Planted bugs seen red, one at a time: neither `prev` nor the number compared (each alone finds what the other would);
// `heads` left out of the signed text; the institution not compared.
test('law: a character that is changed anywhere is found, and nothing after it is taken', async () => {
  await fc.assert(
    fc.asyncProperty(
      signings,
      fc.nat(),
      fc.constantFrom('0', '7', 'a', '"', ' ', ','),
      async (all, place, character) => {
        const lines = linesOf(all)
        const index = place % lines.length
        const line = lines[index] ?? ''
        const at = Math.trunc(place / lines.length) % line.length
        fc.pre(line[at] !== character)
        const read = await readAll(lines.with(index, line.slice(0, at) + character + line.slice(at + 1)))
        expect(read.problems).toHaveLength(1)
        expect(read.lines).toBe(index)
      },
    ),
    { numRuns: 500 },
  )
})

test.each([
  ['left out', [0, 2]],
  ['put elsewhere', [0, 2, 1]],
  ['repeated', [0, 1, 1, 2]],
  ['the first to go', [1, 2]],
])('a line that is %s is found', async (_, order) => {
  const lines = linesOf([1, 2, 3].map(n => [{ shard: 7168, n, hash: sha256(`link ${n}`) }]))
  expect((await readAll(order.map(index => lines[index] ?? ''))).problems).toHaveLength(1)
})

test('a line of another institution is found', async () => {
  expect((await readAll(linesOf([[{ shard: 7168, n: 1, hash: sha256('') }]]), 8)).problems).toEqual([
    'Signed heads, line 1 is of another institution.',
  ])
})

test('only heads that are new are signed again', () => {
  const signed = [
    { shard: 7168, n: 2, hash: 'c' },
    { shard: 7169, n: 1, hash: 'b' },
  ]
  const now = [
    { shard: 7168, n: 2, hash: 'c' },
    { shard: 7169, n: 3, hash: 'd' },
    { shard: 7170, n: 1, hash: 'e' },
  ]
  expect(newHeads(new Map(signed.map(head => [head.shard, head])), now)).toEqual(now.slice(1))
})
