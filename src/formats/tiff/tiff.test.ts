import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMs } from '../../../test/samples/cpu-ms.ts'
import { pictures } from '../../../test/samples/pictures.ts'
import { type Bitmap, createBitmap, fillSpan, setBlack, strideOf } from './bitmap.ts'
import { decodeG4 } from './decode-g4.ts'
import { encodeG4 } from './encode-g4.ts'
import { readDirectory } from './read-directory.ts'
import { readTiff } from './read-tiff.ts'
import { TAG } from './tiff-tags.ts'
import { writeTiff } from './write-tiff.ts'

/** A picture from rows of text: `#` is black. */
function draw(...rows: string[]): Bitmap {
  const bitmap = createBitmap(rows[0]?.length ?? 0, rows.length)
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) if (row[x] === '#') setBlack(bitmap, x, y)
  })
  return bitmap
}

describe('Group 4 and TIFF', () => {
  // Seen red with: the extended make-up codes left out of the white table.
  it('law: a picture that is encoded and decoded is the same picture, bit for bit', () => {
    fc.assert(
      fc.property(pictures, bitmap => {
        const back = new Uint8Array(bitmap.data.length)
        expect(decodeG4(encodeG4(bitmap), bitmap.width, back, 0, bitmap.height)).toEqual({ at: 'whole' })
        expect(back).toEqual(bitmap.data)
      }),
      { numRuns: 300 },
    )
  })

  // Seen red with 200 dots per inch whatever is asked.
  it('law: a written TIFF reads back as the same picture with its resolution', () => {
    fc.assert(
      fc.property(pictures, fc.constantFrom(200 as const, 240 as const), (bitmap, dpi) => {
        const reading = readTiff(writeTiff(bitmap, dpi))
        expect(reading.at === 'read' && reading.bitmap).toEqual(bitmap)
        expect(reading.at === 'read' && reading.layout.dpi).toBe(dpi)
      }),
      { numRuns: 100 },
    )
  })

  it('encodes a row of every run length from 0 to 2700 in both colours', () => {
    for (let run = 0; run <= 2700; run += 1) {
      const bitmap = createBitmap(2704, 2)
      fillSpan(bitmap.data, 0, 0, run)
      fillSpan(bitmap.data, strideOf(2704), run, 2704)
      const back = new Uint8Array(bitmap.data.length)
      decodeG4(encodeG4(bitmap), 2704, back, 0, 2)
      if (back.some((byte, at) => byte !== bitmap.data[at])) expect.fail(`run of ${run}`)
    }
  })

  /** Group 4 codes by hand: H horizontal, V0 and VR3 vertical; W0 and B0 runs of no pixel. */
  const BITS: Readonly<Record<string, string>> = { H: '001', V0: '1', VR3: '0000011', W0: '00110101', B0: '0000110111' }
  const damaged: readonly [string, string][] = [
    ['runs of nothing without end', 'H W0 B0 H W0 B0 H W0 B0 H W0 B0 H W0 B0 H W0 B0'],
    ['a change right of the edge', 'VR3 V0 V0 V0 V0'],
  ]
  // Seen red with: the count of changes not tested; a change allowed beyond the row.
  for (const [what, codes] of damaged) {
    it(`stops at ${what}`, () => {
      const bits = codes
        .split(' ')
        .map(code => BITS[code])
        .join('')
      const bytes = Uint8Array.from(bits.match(/.{1,8}/g) ?? [], byte => Number.parseInt(byte.padEnd(8, '0'), 2))
      expect(decodeG4(bytes, 4, new Uint8Array(3), 0, 3)).toEqual({ at: 'bad-code', row: 0 })
    })
  }

  // Seen red with: pass mode taken where b2 equals a1 (`<=` for `<`).
  it('encodes an all-white page as one bit a row and the end code', () => {
    expect(encodeG4(createBitmap(1200, 8))).toEqual(Uint8Array.of(0xff, 0x00, 0x10, 0x01))
  })
})

/** The four-by-three picture of the variants below. */
const PICTURE = draw('#..#', '.##.', '####')

/** A TIFF of PICTURE made by hand, uncompressed, two strips. */
function handmade(order: 'II' | 'MM', photometric: 0 | 1, fillOrder: 1 | 2): Uint8Array {
  const little = order === 'II'
  const file = new Uint8Array(200)
  const view = new DataView(file.buffer)
  file.set([order.charCodeAt(0), order.charCodeAt(0)])
  view.setUint16(2, 42, little)
  view.setUint32(4, 8, little)
  const tags = [
    [TAG.width, 4, 1, 4],
    [TAG.height, 4, 1, 3],
    [TAG.bitsPerSample, 3, 1, 1],
    [TAG.compression, 3, 1, 1],
    [TAG.photometric, 3, 1, photometric],
    [TAG.fillOrder, 3, 1, fillOrder],
    [TAG.stripOffsets, 4, 2, 180],
    [TAG.rowsPerStrip, 3, 1, 2],
    [TAG.stripByteCounts, 3, 2, 0],
  ] as const
  view.setUint16(8, tags.length, little)
  tags.forEach(([tag, type, count, value], i) => {
    const at = 10 + i * 12
    view.setUint16(at, tag, little)
    view.setUint16(at + 2, type, little)
    view.setUint32(at + 4, count, little)
    if (type === 3) view.setUint16(at + 8, value, little)
    else view.setUint32(at + 8, value, little)
    if (tag === TAG.stripByteCounts) {
      view.setUint16(at + 8, 2, little)
      view.setUint16(at + 10, 1, little)
    }
  })
  view.setUint32(180, 190, little)
  view.setUint32(184, 195, little)
  const turned = (byte: number) =>
    fillOrder === 1 ? byte : Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2)
  // The four padding bits hold rubbish, as some writers leave it.
  const rows = [0b10011010, 0b01100101, 0b11111111].map(row => turned(photometric === 1 ? row ^ 0xff : row))
  file.set(rows.slice(0, 2), 190)
  file.set(rows.slice(2), 195)
  return file
}

describe('readTiff', () => {
  // Seen red with: padding bits left as they came.
  for (const order of ['II', 'MM'] as const) {
    for (const photometric of [0, 1] as const) {
      for (const fillOrder of [1, 2] as const) {
        it(`reads two uncompressed strips, ${order}, photometric ${photometric}, fill order ${fillOrder}`, () => {
          const reading = readTiff(handmade(order, photometric, fillOrder))
          expect(reading.at === 'read' && reading.bitmap).toEqual(PICTURE)
        })
      }
    }
  }

  /** A written file with the values of some tags replaced. */
  function withTags(values: Readonly<Record<number, number>>): Uint8Array {
    const file = writeTiff(PICTURE, 200)
    const view = new DataView(file.buffer)
    for (let at = 10; at < 10 + 16 * 12; at += 12) {
      const value = values[view.getUint16(at, true)]
      if (value !== undefined) view.setUint32(at + 8, value, true)
    }
    return file
  }

  const refusals: readonly [string, Uint8Array, string][] = [
    ['an empty file', new Uint8Array(), 'not-tiff'],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46), 'not-tiff'],
    ['a pixel flood of 100,000 by 100,000', withTags({ [TAG.width]: 100_000, [TAG.height]: 100_000 }), 'too-large'],
    ['more rows than the file has bits', withTags({ [TAG.height]: 19_999 }), 'too-large'],
    ['eight bits a pixel', withTags({ [TAG.bitsPerSample]: 8 }), 'not-bitonal'],
    ['three colours', withTags({ [TAG.samplesPerPixel]: 3 }), 'not-bitonal'],
    ['LZW', withTags({ [TAG.compression]: 5 }), 'compression'],
    ['a strip that lies outside the file', withTags({ [TAG.stripOffsets]: 1 << 30 }), 'truncated'],
    ['no size', withTags({ [TAG.width]: 0 }), 'directory'],
    ['a file cut in its picture', writeTiff(createBitmap(1200, 550), 200).subarray(0, 250), 'truncated'],
    ['more rows than are encoded', withTags({ [TAG.height]: 40, [TAG.rowsPerStrip]: 40 }), 'truncated'],
  ]
  for (const [what, file, code] of refusals) {
    it(`refuses ${what} as ${code}`, () => {
      const reading = readTiff(file)
      expect(reading.at === 'refused' ? reading.why.code : 'read').toBe(code)
    })
  }

  // Seen red with: the size check after the allocation (it took 500 ms and 1.2 GB).
  it('refuses a pixel flood before it allocates anything, within a millisecond', () => {
    const flood = withTags({ [TAG.width]: 4_000_000_000 })
    const started = cpuMs()
    for (let i = 0; i < 100; i += 1) expect(readDirectory(flood).at).toBe('refused')
    expect((cpuMs() - started) / 100).toBeLessThan(1)
  })

  // Seen red with: sizes not checked (a flood was allocated).
  it('law: any mutated file is read or refused, never thrown at, and never slow', () => {
    const base = draw(
      ...Array.from({ length: 30 }, (_, y) => '#..##...####.....#####'.repeat(4).slice(y % 7)).map(r =>
        r.padEnd(90, '.'),
      ),
    )
    const whole = writeTiff(base, 200)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: whole.length }),
        (edits, length) => {
          const file = whole.slice(0, edits.length % 2 === 0 ? length : whole.length)
          for (const [at, value] of edits) if (at < file.length) file[at] = value
          const started = cpuMs()
          const reading = readTiff(file)
          expect(cpuMs() - started).toBeLessThan(500)
          if (reading.at === 'read') expect(reading.bitmap.data.length).toBeLessThanOrEqual(6_300_000)
          else expect(reading.why.message.length).toBeGreaterThan(20)
        },
      ),
      { numRuns: 3000 },
    )
  })
})
