import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/samples/x9-contents.ts'
import { testLetter } from '../../../test/samples/x9-letters.ts'
import { joinBytes } from '../../core/join-bytes.ts'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { putNumber } from './item-bytes.ts'
import { createX9Reader } from './read.ts'
import { testCheck } from './sample-letters.ts'

/** Offset of the frame of record `number` (1-based) in a file of frames. */
function frameOffset(bytes: Uint8Array, number: number): number {
  let at = 0
  for (let record = 1; record < number; record++) at += 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
  return at
}

function withLength(bytes: Uint8Array, record: number, length: number): Uint8Array {
  const broken = bytes.slice()
  putNumber(broken, frameOffset(bytes, record), length)
  return broken
}

/** Record 4 is the first check, 6 its front view, 7 the front image, 10 the second check, 16 the bundle control. */
const WHOLE = testLetter()

describe('a frame with a wrong length', () => {
  // Seen red with `arbitrate` taking the declared length without looking at what follows it.
  it.each([81, 79, 8, 2000, 0x7fffffff, 0, 0xffffffff])(
    '%i before a check of 80 bytes: the next record proves the right one',
    length => {
      const { items, faults, end } = readAll(withLength(WHOLE, 4, length))
      expect(faults).toMatchObject([
        { code: 'frame-length', record: 4, column: 1, found: String(length), expected: '80', rest: 'read on' },
      ])
      expect(items).toHaveLength(2)
      expect(end.fate).toBe('process')
    },
  )

  it('before an image: the lengths inside the record say where it ends', () => {
    const { items, faults } = readAll(withLength(WHOLE, 7, 5_000_000))
    expect(faults).toMatchObject([{ code: 'frame-length', record: 7, found: '5000000' }])
    expect(items[0]?.images).toEqual(readAll(WHOLE).items[0]?.images)
  })

  // Seen red with RECORD_BYTES_MAX of 4 GB: nothing is shown before the end.
  it('of 2 GB before an image is not waited for', () => {
    const shown: number[] = []
    const ignore = () => {}
    const feed = createX9Reader({
      fileHeader: ignore,
      cashLetterHeader: ignore,
      bundleHeader: ignore,
      item: item => void shown.push(item.seq),
      bundleEnd: ignore,
      cashLetterEnd: ignore,
      fileEnd: ignore,
      fault: ignore,
    })
    feed.write(withLength(WHOLE, 7, 0x7fffffff))
    expect(shown).toEqual([0, 1])
  })

  it('of 2 GB is refused with its position and reserves nothing', () => {
    const cut = WHOLE.slice(0, frameOffset(WHOLE, 4))
    const bytes = joinBytes([cut, Uint8Array.of(0x7f, 0xff, 0xff, 0xff), new Uint8Array(500).fill(0x40)])
    const { faults, items, cashLetters } = readAll(bytes, { chunkBytes: 100 })
    expect(faults[0]).toMatchObject({ code: 'frame-refused', record: 4, column: 1, rest: 'batch left out' })
    expect(faults[0]?.message).toContain(`From byte ${cut.length} on`)
    expect(items).toEqual([])
    expect(cashLetters[0]?.fate).toBe('quarantine')
  })

  it('and lost bytes: reading goes on at the next proven record, and the bundle is left out', () => {
    const at = frameOffset(WHOLE, 5)
    const bytes = joinBytes([WHOLE.slice(0, at), new Uint8Array(333).fill(0xc1), WHOLE.slice(at)])
    const { faults, items, bundles, cashLetters } = readAll(bytes)
    expect(faults[0]).toMatchObject({ code: 'frame-lost', scope: 'batch', record: 5, rest: 'batch left out', batch: 0 })
    expect(faults[0]?.message).toContain(`Bytes ${at} to ${at + 332}`)
    expect(items.map(item => item.fate)).toEqual(['quarantine', 'process'])
    expect([bundles[0]?.fate, cashLetters[0]?.fate]).toEqual(['quarantine', 'process'])
  })
})

describe('a file that was cut off', () => {
  it('inside an image: what came is shown, the cash letter is kept apart', () => {
    const { faults, items, cashLetters, end } = readAll(WHOLE.slice(0, frameOffset(WHOLE, 13) + 150))
    expect(faults.map(fault => [fault.code, fault.record])).toEqual([
      ['truncated', 13],
      ['image-missing', 12],
      ['bundle-control-missing', 12],
      ['cash-letter-control-missing', 12],
      ['file-control-missing', 12],
    ])
    expect(items.map(item => item.fate)).toEqual(['process', 'quarantine'])
    expect(cashLetters.map(letter => letter.fate)).toEqual(['quarantine'])
    expect(end.fate).toBe('process')
  })

  it('after the first record: nothing of the file is processed', () => {
    expect(readAll(WHOLE.slice(0, 90)).end.fate).toBe('quarantine')
    expect(readAll(WHOLE.slice(0, 84)).end.fate).toBe('quarantine')
  })

  it('after a cash letter with its control: that letter stands', () => {
    const { faults, cashLetters, end } = readAll(WHOLE.slice(0, frameOffset(WHOLE, 18)))
    expect(faults).toMatchObject([{ code: 'file-control-missing', rest: 'read on' }])
    expect([cashLetters[0]?.fate, end.fate]).toEqual(['process', 'process'])
  })

  it.each([0, 1, 5])('with %i bytes is no file', length => {
    const { faults, end } = readAll(WHOLE.slice(0, length))
    expect(faults).toMatchObject([
      { code: length === 0 ? 'file-empty' : 'framing-unknown', record: 1, column: 1, rest: 'file left out' },
    ])
    expect(end.fate).toBe('quarantine')
  })
})

describe('an image in a file of lines', () => {
  const lines = testLetter({ framing: 'newline-ascii' })

  it('may hold line feeds: its length says where it ends', () => {
    const { items, faults } = readAll(lines)
    expect(faults).toEqual([])
    expect(items[0]?.images.some(image => image.includes(0x0a))).toBe(true)
  })

  it('with a wrong length ends where a record is proven to begin', () => {
    const text = latin1Text(lines)
    const broken = latin1Bytes(text.replace('0000097II', '0000090II'))
    const { items, faults } = readAll(broken)
    expect(faults).toMatchObject([{ code: 'image-length', record: 7, found: '214', expected: '207', rest: 'read on' }])
    expect(items[0]?.images[0]).toEqual(readAll(lines).items[0]?.images[0])
  })

  it('may stand in lines that end with carriage return and line feed', () => {
    const crlf = testLetter({ framing: 'newline-ascii', lineEnd: '\r\n' })
    const { items, faults, end } = readAll(crlf)
    expect(faults).toEqual([])
    expect([items.length, end.lineEnd]).toEqual([2, '\r\n'])
  })
})

describe('bytes around the file', () => {
  it('after the file control: fill is no fault, other bytes are told and ignored, records make it two files', () => {
    const followedBy = (bytes: Uint8Array) => readAll(joinBytes([WHOLE, bytes]))
    expect(followedBy(new Uint8Array(700)).faults).toEqual([])
    expect(followedBy(new Uint8Array(700).fill(0x40)).faults).toEqual([])
    expect(followedBy(new Uint8Array(700).fill(0x77)).faults).toMatchObject([
      { code: 'trailing-bytes', rest: 'read on' },
    ])
    expect(followedBy(WHOLE).faults).toMatchObject([{ code: 'after-file-control', record: 19, rest: 'file left out' }])
    expect(followedBy(WHOLE).end.fate).toBe('quarantine')
    // Seen red with the records behind the control only told, not read.
    const alone = readAll(WHOLE)
    expect(followedBy(WHOLE).items.length).toBe(2 * alone.items.length)
    expect(followedBy(WHOLE).end).toMatchObject({
      declared: alone.end.declared,
      cashLetters: 2 * alone.end.cashLetters,
    })
    // A second file that breaks off: what it began ends too.
    expect(followedBy(WHOLE.slice(0, -200)).bundles.length).toBe(2 * alone.bundles.length)
  })

  it.each(['%PDF-1.7', '{"fileHeader":{}}', '<?xml version="1.0"?>'])('%s is no cash letter', text => {
    const { faults } = readAll(latin1Bytes(text))
    expect(faults).toMatchObject([{ code: 'framing-unknown', scope: 'file', record: 1, column: 1 }])
  })
})

// Seen red with a record whose rest is still to come taken for a spoiled one.
it('law: the size of the chunks changes nothing', () => {
  const broken = withLength(testLetter({ items: [testCheck(), testCheck(), testCheck()] }), 10, 99)
  const whole = readAll(broken)
  for (const chunkBytes of [1, 2, 3, 5, 7, 79, 80, 84, 1000]) {
    const pieces = readAll(broken, { chunkBytes })
    expect(pieces, `chunks of ${chunkBytes}`).toEqual(whole)
  }
})
