import { expect, it } from 'vitest'
import { randomOf } from '../../../test/conformance/x937-mutate.ts'
import { fewOrAll } from '../../../test/samples/few-or-all.ts'
import { createX9Reader, type X9Feed } from './read.ts'
import { BUNDLE, FILE, LETTER, testCheck } from './sample-letters.ts'
import type { FileEnd } from './sink.ts'
import { createX9Writer, type ItemDraft } from './write.ts'

/** Pictures of 8 to 12 kB, every byte value in them. An odd number, so that neighbours differ and their order shows. */
const PICTURES = Array.from({ length: 61 }, (_, seed) => {
  const random = randomOf(seed)
  return Uint8Array.from({ length: 8000 + Math.floor(random() * 4000) }, () => Math.floor(random() * 256))
})

function picture(seed: number): Uint8Array {
  return PICTURES[seed % PICTURES.length] ?? new Uint8Array(0)
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

function itemOf(index: number): ItemDraft {
  const [front, back] = testCheck().views ?? []
  return {
    ...testCheck({ amountMinor: index + 1, itemSequence: String(index) }),
    views: [
      { ...front, bytes: picture(2 * index) },
      { ...back, bytes: picture(2 * index + 1) },
    ],
  }
}

/** Writes a letter of `items` items straight into a reader, so that nobody ever holds the file. Returns what came out wrong. */
function streamed(items: number, framing: 'length-ebcdic' | 'newline-ascii') {
  const wrong: string[] = []
  let end: FileEnd | undefined
  let largest = 0
  const feed: X9Feed = createX9Reader({
    fileHeader: () => {},
    cashLetterHeader: () => {},
    bundleHeader: () => {},
    item: item => {
      item.images.forEach((image, index) => {
        largest = Math.max(largest, image.bytes.buffer.byteLength)
        if (!isSame(image.bytes, picture(2 * item.seq + index))) wrong.push(`image ${index} of item ${item.seq}`)
      })
      if (item.amountMinor !== item.seq + 1 || item.images.length !== 2) wrong.push(`item ${item.seq}`)
    },
    bundleEnd: () => {},
    cashLetterEnd: () => {},
    fileEnd: found => {
      end = found
    },
    fault: fault => wrong.push(fault.code),
  })
  const writer = createX9Writer({ framing }, block => feed.write(block))
  writer.fileHeader(FILE)
  writer.cashLetterHeader(LETTER)
  for (let from = 0; from < items; from += 500) {
    writer.bundleHeader(BUNDLE)
    for (let index = from; index < Math.min(items, from + 500); index++) writer.item(itemOf(index))
    writer.endBundle()
  }
  writer.endCashLetter()
  writer.endFile()
  feed.end()
  return { wrong, end, largest }
}

const ITEMS = fewOrAll(1_000, 10_000)

// Seen red with the window released before the item was shown: the images are then those of later bytes.
it.each(['length-ebcdic', 'newline-ascii'] as const)(
  `a letter of ${ITEMS} items, framed as %s: every image comes through byte for byte, and no more than an item is held`,
  framing => {
    const { wrong, end, largest } = streamed(ITEMS, framing)
    expect(wrong).toEqual([])
    expect(end).toMatchObject({
      fate: 'process',
      items: end?.computed.items,
      profiles: expect.arrayContaining(['x9.100-187']),
    })
    // A block of the writer and the rest of an item, doubled for growth: not the whole of the file, 20,000 bytes an item.
    expect(largest).toBeLessThan(1024 * 1024)
  },
  60_000,
)
