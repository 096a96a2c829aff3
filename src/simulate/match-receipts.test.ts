import { expect, test } from 'vitest'
import { type HashedFile, matchReceipts, type SeenReceipt } from './match-receipts.ts'

/** A day of four files: a.ach, its copy b.ach, z.zip with a.ach in it, and c.ach. Letters stand for the bytes. */
const DAY: readonly HashedFile[] = [
  { path: 'files/a.ach', sha256: 'A' },
  { path: 'files/b.ach', sha256: 'A' },
  { path: 'files/z.zip', sha256: 'Z' },
  { path: 'files/c.ach', sha256: 'C' },
]

/** What a run makes of it: receipts by their number, bytes and name. */
const RUN: readonly SeenReceipt[] = [
  accepted(1, 'A', 'files/a.ach'),
  refused(2, 'A', 'files/b.ach'),
  accepted(3, 'Z', 'files/z.zip'),
  refused(4, 'A', 'files/z.zip!a.ach', { containerId: 3 }),
  accepted(5, 'C', 'files/c.ach'),
]

function accepted(id: number, sha256: string, name: string, over: Partial<SeenReceipt> = {}): SeenReceipt {
  return { id, name, sha256, isRepeat: false, isEnded: true, containerId: undefined, ...over }
}

function refused(id: number, sha256: string, name: string, over: Partial<SeenReceipt> = {}): SeenReceipt {
  return { ...accepted(id, sha256, name), isRepeat: true, ...over }
}

const WHOLE = {
  paths: new Map([
    [1, 'files/a.ach'],
    [3, 'files/z.zip'],
    [5, 'files/c.ach'],
  ]),
  refused: ['files/b.ach', 'files/z.zip'],
  missing: [],
  waiting: [],
}

// Seen red with the member of an archive counted for the copies of its bytes: z.zip was not refused.
test('a day that was run is found whole, its copies refused, also the one in an archive', () => {
  expect(matchReceipts(DAY, RUN)).toEqual(WHOLE)
})

// Seen red with a receipt found by its name where its bytes are not of the day.
test('the receipts of another day are of no file, whatever their names', () => {
  const other = [
    accepted(11, 'A2', 'files/a.ach'),
    refused(12, 'A2', 'files/b.ach'),
    accepted(13, 'Z2', 'files/z.zip'),
    refused(14, 'A2', 'files/z.zip!a.ach', { containerId: 13 }),
    refused(15, 'D2', 'files/c.ach'),
  ]
  expect(matchReceipts(DAY, [...RUN, ...other])).toEqual(WHOLE)
  expect(matchReceipts(DAY, other)).toEqual({
    paths: new Map(),
    refused: [],
    missing: DAY.map(({ path }) => path),
    waiting: [],
  })
})

test('a file that was received under another name is found by its bytes, and so is its copy', () => {
  const renamed = RUN.map(receipt => ({ ...receipt, name: receipt.name.replace('files/', 'mail-') }))
  expect(matchReceipts(DAY, renamed)).toEqual(WHOLE)
})

test('a day that is run again has no other copies than before', () => {
  const again = RUN.filter(receipt => receipt.containerId === undefined).map(receipt =>
    refused(receipt.id + 20, receipt.sha256, receipt.name),
  )
  const members = [refused(34, 'A', 'files/z.zip!a.ach', { containerId: 23 })]
  expect(matchReceipts(DAY, [...RUN, ...again, ...members])).toEqual(WHOLE)
  const withoutCopy = [RUN[0], RUN[2], RUN[3], RUN[4], again[0]].flatMap(receipt => receipt ?? [])
  expect(matchReceipts(DAY, withoutCopy)).toMatchObject({ refused: ['files/z.zip'], missing: ['files/b.ach'] })
})

// Seen red with either of the two names taken for one of a copy: that of the accepted receipt, and the file's own.
test('a file that is offered again is not its copy, whatever name it was accepted under', () => {
  const pair = DAY.slice(0, 2)
  const mail = accepted(1, 'A', 'mail-a')
  expect(matchReceipts(pair, [mail, refused(2, 'A', 'mail-a')])).toMatchObject({
    refused: [],
    missing: ['files/b.ach'],
  })
  expect(matchReceipts(pair, [mail, refused(2, 'A', 'files/a.ach')]).refused).toEqual([])
})

test('a file whose bytes came with another day, or by hand, is that receipt and no copy', () => {
  const byHand = [accepted(1, 'C', 'mine.ach'), refused(2, 'C', 'files/c.ach')]
  expect(matchReceipts(DAY.slice(3), byHand)).toEqual({
    paths: new Map([[1, 'files/c.ach']]),
    refused: [],
    missing: [],
    waiting: [],
  })
})

// Seen red with the wrongly refused left out.
test('a file that is refused though nothing of its bytes was accepted is refused', () => {
  expect(matchReceipts(DAY.slice(3), [refused(5, 'C', 'files/c.ach')]).refused).toEqual(['files/c.ach'])
})

test('a copy that was accepted is a receipt of the same file, not a refusal', () => {
  const twice = matchReceipts(DAY.slice(0, 2), [accepted(1, 'A', 'files/a.ach'), accepted(2, 'A', 'files/b.ach')])
  expect(twice.paths.get(2)).toBe('files/a.ach')
  expect(twice).toMatchObject({ refused: [], missing: [] })
})

test('the files of a day that came in an archive are found in it', () => {
  const packed = [
    accepted(1, 'W', 'day.zip'),
    accepted(2, 'C', 'day.zip!c.ach', { containerId: 1 }),
    accepted(3, 'N', 'day.zip!notes', { containerId: 1 }),
  ]
  expect(matchReceipts(DAY.slice(3), packed).paths).toEqual(new Map([[2, 'files/c.ach']]))
})

test('what was altered since has no receipt, and what is not processed to its end waits', () => {
  const altered = DAY.map(file => (file.path === 'files/c.ach' ? { ...file, sha256: 'C+' } : file))
  expect(matchReceipts(altered, RUN).missing).toEqual(['files/c.ach'])
  const stopped = RUN.map(receipt => (receipt.id === 1 ? { ...receipt, isEnded: false } : receipt))
  expect(matchReceipts(DAY, stopped).waiting).toEqual(['files/a.ach'])
})
