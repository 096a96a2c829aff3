import { createHash, createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { newHeads, readSignedHeads, type Seal, type ShardHead, signedText, writeHeadsLine } from './signed-heads.ts'

/** A keyed hash stands for the signature: what is tested is which text it is over, and in what order lines must come. */
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const signature = (text: string) => createHmac('sha256', 'our key').update(text).digest('base64')
const seal: Seal = { sha256, isSigned: (text, found) => found === signature(text) }
const ORG = 7

function fileOf(signings: readonly (readonly ShardHead[])[]): string {
  let file = ''
  for (const [index, heads] of signings.entries()) {
    const { last } = readSignedHeads(file, ORG, seal)
    const at = `2026-11-23T15:${String(index).padStart(2, '0')}:00Z`
    const line = {
      n: index + 1,
      at,
      org: ORG,
      prev: last,
      heads: heads.map(one => [one.shard, one.n, one.hash] as const),
    }
    file += `${writeHeadsLine(line, signature(signedText(line)))}\n`
  }
  return file
}

const head: fc.Arbitrary<ShardHead> = fc.record({
  shard: fc.integer({ min: 7168, max: 8191 }),
  n: fc.integer({ min: 1, max: 1e9 }),
  hash: fc.stringMatching(/^[0-9a-f]{64}$/),
})
const signings = fc.array(fc.array(head, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })

// Seen red with the last line left out.
test('law: what was signed is read back, every head of every line', () => {
  fc.assert(
    fc.property(signings, all => {
      const read = readSignedHeads(fileOf(all), ORG, seal)
      expect(read.problems).toEqual([])
      expect(read.lines).toBe(all.length)
      expect(read.heads.map(({ shard, n, hash }) => ({ shard, n, hash }))).toEqual(all.flat())
    }),
  )
})

// Planted bugs seen red, one at a time: neither `prev` nor the number compared (each alone finds what the other would);
// `heads` left out of the signed text; the institution not compared.
test('law: a character that is changed anywhere is found, and nothing after it is taken', () => {
  fc.assert(
    fc.property(signings, fc.nat(), fc.constantFrom('0', '7', 'a', '"', ' ', ','), (all, place, character) => {
      const file = fileOf(all)
      const at = place % file.length
      fc.pre(file[at] !== character && file[at] !== '\n')
      const read = readSignedHeads(file.slice(0, at) + character + file.slice(at + 1), ORG, seal)
      expect(read.problems).toHaveLength(1)
      expect(read.lines).toBe(file.slice(0, at).split('\n').length - 1)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['left out', [0, 2]],
  ['put elsewhere', [0, 2, 1]],
  ['repeated', [0, 1, 1, 2]],
  ['the first to go', [1, 2]],
])('a line that is %s is found', (_, order) => {
  const lines = fileOf([1, 2, 3].map(n => [{ shard: 7168, n, hash: sha256(`link ${n}`) }])).split('\n')
  const read = readSignedHeads(order.map(index => `${lines[index]}\n`).join(''), ORG, seal)
  expect(read.problems).toHaveLength(1)
})

test('a line of another institution is found', () => {
  expect(readSignedHeads(fileOf([[{ shard: 7168, n: 1, hash: sha256('') }]]), 8, seal).problems).toEqual([
    'Signed heads, line 1 is of another institution.',
  ])
})

test('a line that the power cut off was never written, and the next one takes its place', () => {
  const file = fileOf([[{ shard: 7168, n: 1, hash: sha256('') }], [{ shard: 7169, n: 1, hash: sha256('') }]])
  for (const cut of [1, 40, file.length - file.indexOf('\n') - 2]) {
    expect(readSignedHeads(file.slice(0, -cut), ORG, seal)).toMatchObject({ lines: 1, problems: [] })
  }
})

test('only heads that are new are signed again', () => {
  const signed = [
    { shard: 7168, n: 1, hash: 'a' },
    { shard: 7169, n: 1, hash: 'b' },
    { shard: 7168, n: 2, hash: 'c' },
  ]
  const now = [
    { shard: 7168, n: 2, hash: 'c' },
    { shard: 7169, n: 3, hash: 'd' },
    { shard: 7170, n: 1, hash: 'e' },
  ]
  expect(newHeads(signed, now)).toEqual(now.slice(1))
})
