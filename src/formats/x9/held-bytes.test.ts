import { describe, expect, it } from 'vitest'
import { joinBytes } from '../../core/join-bytes.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { X9Framing } from './framing.ts'
import { createX9Reader } from './read.ts'
import { BUNDLE, FILE, FRONT, LETTER, testCheck, writeFile } from './sample-letters.ts'
import type { BundleEnd } from './sink.ts'

const MEGABYTE = 1024 * 1024

/** What of an item was seen while it passed by. */
interface Passed {
  readonly fate: string
  readonly end: number
  readonly front: Uint8Array
  /** Bytes of the memory in which its front lies: what the reader held for it. */
  readonly heldBytes: number
}

function readPieces(pieces: Iterable<Uint8Array>) {
  const items: Passed[] = []
  const faults: string[] = []
  const bundles: BundleEnd[] = []
  const ignore = () => {}
  const feed = createX9Reader({
    fileHeader: ignore,
    cashLetterHeader: ignore,
    bundleHeader: ignore,
    item: ({ fate, offset, length, images }) => {
      const front = images[0]?.bytes ?? new Uint8Array(0)
      items.push({ fate, end: offset + length, front: front.slice(), heldBytes: front.buffer.byteLength })
    },
    bundleEnd: end => void bundles.push(end),
    cashLetterEnd: ignore,
    fileEnd: ignore,
    fault: fault => void faults.push(fault.code),
  })
  for (const piece of pieces) feed.write(piece)
  feed.end()
  return { items, faults, bundles }
}

function letterOf(framing: X9Framing): Uint8Array {
  return writeFile({ framing }, writer => {
    writer.fileHeader(FILE)
    writer.cashLetterHeader(LETTER)
    writer.bundleHeader(BUNDLE)
    writer.item(testCheck())
    writer.item(testCheck({ itemSequence: '2' }))
    writer.endBundle()
    writer.endCashLetter()
    writer.endFile()
  })
}

/** A letter of two checks with as many pieces of 64 KB between them as make the megabytes. */
function* parted(framing: X9Framing, filler: Uint8Array, megabytes: number): Generator<Uint8Array> {
  const letter = letterOf(framing)
  const cut = readPieces([letter]).items[0]?.end ?? 0
  const piece = new Uint8Array(MEGABYTE / 16)
  for (let at = 0; at < piece.length; at++) piece[at] = filler[at % filler.length] ?? 0
  yield letter.subarray(0, cut)
  for (let count = 0; count < 16 * megabytes; count++) yield piece
  yield letter.subarray(cut)
}

describe('what stands behind an item and is none of it is not held with it', () => {
  // Seen red with the item's bytes kept until the next record: 67 MB of memory for 32 MB of neither.
  it.each<[X9Framing, string, Uint8Array, readonly string[]]>([
    ['length-ebcdic', 'bytes that are no frame', Uint8Array.of(0xff), ['quarantine', 'process']],
    ['newline-ascii', 'blank lines', Uint8Array.of(0x0a), ['process', 'process']],
  ])('%s: 8 MB of %s', (framing, _, filler, fates) => {
    const { items } = readPieces(parted(framing, filler, 8))
    expect(items.map(item => item.fate)).toEqual(fates)
    for (const { front, heldBytes } of items) {
      expect(front).toEqual(FRONT)
      expect(heldBytes).toBeLessThan(4 * MEGABYTE)
    }
  })

  // Seen red with it added to the item, whose memory was let go: the picture then began in other bytes.
  it('a record so far behind its item that its bytes were let go is a stray one, and the item stays whole', () => {
    const letter = letterOf('newline-ascii')
    const { end = 0 } = readPieces([letter]).items[0] ?? {}
    const user = latin1Bytes(`${'68'.padEnd(38)}0000000\n`)
    const blanks = new Uint8Array(2 * MEGABYTE).fill(0x0a)
    const { items, faults } = readPieces([joinBytes([letter.subarray(0, end), blanks, user, letter.subarray(end)])])
    expect(faults).toEqual(['record-stray', 'file-records'])
    expect(items.map(item => item.front)).toEqual([FRONT, FRONT])
  })
})

// Seen red with a line end taken for one that may still be proved, however far behind: each piece was searched from the record
// on, 4 MB took 10 seconds, and all of it was held.
it('an image with broken lengths before lines that are no records is given up at the size of the largest record', () => {
  const lines = latin1Bytes(`${'x'.repeat(63)}\n`)
  const image = latin1Bytes(`52${'x'.repeat(120)}\n`)
  const [head = new Uint8Array(0), ...rest] = [...parted('newline-ascii', lines, 18)]
  const { faults, items } = readPieces([head, image, ...rest])
  expect(faults).toContain('frame-lost')
  expect(items.map(item => item.fate)).toEqual(['quarantine', 'process'])
})

// Seen red with all of them kept: 400 bytes of memory for a record of 80.
it('of faults that are alike a bundle remembers a hundred, and the sink is told of every one', () => {
  const letter = letterOf('newline-ascii')
  const { end = 0 } = readPieces([letter]).items[0] ?? {}
  const unknown = latin1Bytes(`${'11'.padEnd(80)}\n${'26'.padEnd(80)}\n`)
  const pair = Array.from({ length: 300 }, () => unknown)
  const { faults, bundles } = readPieces([letter.subarray(0, end), ...pair, letter.subarray(end)])
  expect(faults.filter(code => code === 'record-unknown')).toHaveLength(300)
  expect(bundles[0]?.faults.filter(fault => fault.code === 'record-unknown')).toHaveLength(100)
})
