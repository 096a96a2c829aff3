import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CHAIN_START, type ChainLink, type ChainPlace, ChainWalk, headProblem, linkPlace, toHex } from './audit-walk.ts'

const newHash = () => createHash('sha256')
const text = (n: number) => `event ${n}\n`

/** A link over events, with its right hash. */
function linkOver(n: number, first: number, last: number, prev: Uint8Array): ChainLink {
  const hash = newHash().update(prev).update(linkPlace(7, n))
  for (let event = first; event <= last; event++) hash.update(text(event))
  return { n, day: 5, first, last, prev, hash: hash.digest() }
}

const one = linkOver(1, 1, 2, CHAIN_START.hash)
const two = linkOver(2, 3, 3, one.hash)
const three = linkOver(3, 4, 6, two.hash)

/** Links and numbers of events, in the order in which they stand. */
function walked(records: readonly (ChainLink | number)[], after: ChainPlace = CHAIN_START): ChainWalk {
  const walk = new ChainWalk(7, after, newHash)
  for (const record of records) {
    if (typeof record !== 'number') walk.link(record)
    else {
      walk.event(record, 5)
      walk.hashed(text(record))
    }
  }
  return walk
}

const WHOLE = [one, 1, 2, two, 3, three, 4, 5, 6]

test('a whole chain holds, from its start and behind each of its links', () => {
  expect(walked(WHOLE).end()).toBeUndefined()
  expect(walked([two, 3, three, 4, 5, 6], { link: 1, event: 2, hash: one.hash }).end()).toBeUndefined()
  expect(walked([], { link: 3, event: 6, hash: three.hash }).end()).toBeUndefined()
  expect(walked([]).end()).toBeUndefined()
})

// Seen red with `prev` not compared: a link that agrees with itself stands for another history.
describe('the first thing that does not hold is said with its place', () => {
  const other = linkOver(2, 3, 3, new Uint8Array(32).fill(9))
  test.each<[string, readonly (ChainLink | number)[], string]>([
    ['a link that follows another history', [one, 1, 2, other, 3], 'link 2 does not follow the one before it.'],
    [
      'a link that begins further on',
      [one, 1, 2, { ...two, first: 4, last: 4 }, 4],
      'link 2 does not follow the one before it.',
    ],
    ['a link less', [one, 1, 2, three, 4, 5, 6], 'link 2 is missing.'],
    ['a link twice', [one, 1, 2, one, 1, 2], 'link 2 is missing: link 1 stands in its place.'],
    ['an event less', [one, 1, two, 3], 'event 2 is missing or out of place.'],
    ['an event less at the end', [one, 1], 'event 2 is missing or out of place.'],
    ['two events in each other’s place', [one, 2, 1], 'event 1 is missing or out of place.'],
    ['an event under no link', [one, 1, 2, 3, two, 3], 'event 3 stands under no link.'],
    ['an event behind the last link', [one, 1, 2, two, 3, 4], 'event 4 stands after the last link.'],
    ['events without a link', [1, 2], 'event 1 stands after the last link.'],
    ['a link of another day', [{ ...one, day: 6 }, 1, 2], 'link 1 says another day than its event 1.'],
    [
      'a link of another hash',
      [{ ...one, hash: two.hash }, 1, 2],
      'an event between 1 and 2 was changed, or link 1 over them.',
    ],
  ])('%s', (_, records, says) => {
    expect(walked(records).end()).toBe(`Audit chain of shard 7: ${says}`)
  })
})

// Seen red with a walk that begins at any link's number.
test('a walk from inside a chain finds a first link that does not follow', () => {
  expect(walked([three, 4, 5, 6], { link: 1, event: 2, hash: one.hash }).end()).toBe(
    'Audit chain of shard 7: link 2 is missing.',
  )
  const forged = { link: 1, event: 2, hash: three.hash }
  expect(walked([two, 3], forged).end()).toBe('Audit chain of shard 7: link 2 does not follow the one before it.')
})

test('a signed head is a link that was walked, or the one behind which the walk began', () => {
  const walk = walked([two, 3, three, 4, 5, 6], { link: 1, event: 2, hash: one.hash })
  const head = (n: number, hash: Uint8Array) => ({ shard: 7, n, hash: toHex(hash), at: '2026-11-23T15:00:00Z' })
  for (const link of [one, two, three]) expect(headProblem(walk, head(link.n, link.hash))).toBeUndefined()
  expect(headProblem(walk, head(3, two.hash))).toMatch(/link 3, signed at .*, is another one now/)
  expect(headProblem(walk, head(4, two.hash))).toMatch(/link 4, signed at .*, is gone/)
  expect(headProblem(undefined, head(1, one.hash))).toMatch(/is gone/)
})
