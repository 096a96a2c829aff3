import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/samples/x9-contents.ts'
import { testLetter } from '../../../test/samples/x9-letters.ts'
import { rewrite } from '../../../test/samples/x9-rewrite.ts'
import { joinBytes } from '../../core/join-bytes.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import { LATIN1_TO_EBCDIC } from '../ebcdic.ts'
import { imageFormat, pictureBytes } from './images.ts'
import { testCheck, testView } from './sample-letters.ts'

const TIFF = Uint8Array.of(0x49, 0x49, 0x2a, 0x00, 0xff)
const format = (bytes: Uint8Array) => imageFormat(bytes, 0, bytes.length)

describe('the bytes of an image', () => {
  it.each([
    ['tiff', TIFF],
    ['tiff', Uint8Array.of(0x4d, 0x4d, 0x00, 0x2a)],
    ['jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
    ['hex', latin1Bytes('49492A00FF')],
    ['hex', latin1Bytes('4d4d002a').map(byte => LATIN1_TO_EBCDIC[byte] ?? 0)],
    ['empty', new Uint8Array(0)],
    ['unknown', latin1Bytes('  ')],
    ['unknown', latin1Bytes('4A4A')],
  ] as const)('are %s', (expected, bytes) => {
    expect(format(bytes)).toBe(expected)
  })

  it('are not looked at beyond their end', () => {
    expect(imageFormat(TIFF, 1, 1)).toBe('empty')
    expect(imageFormat(TIFF, 0, 3)).toBe('unknown')
  })
})

const digits = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
const ebcdic = (characters: string) => latin1Bytes(characters).map(byte => LATIN1_TO_EBCDIC[byte] ?? 0)

describe('an image written as hexadecimal digits', () => {
  // Seen red with: the letters of EBCDIC counted from 0.
  it('law: is the picture that its digits say, in ASCII or EBCDIC, large or small, in lines or not', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(latin1Bytes, ebcdic),
        fc.boolean(),
        fc.constantFrom('', ' ', '\r\n', '\0'),
        (rest, page, isLarge, fill) => {
          const picture = joinBytes([TIFF, rest])
          const written = (isLarge ? digits(picture).toUpperCase() : digits(picture)).match(/.{1,31}/g) ?? []
          expect(pictureBytes(page(`${written.join(fill)}${fill}`))).toEqual(picture)
        },
      ),
    )
  })

  // Seen red with: half a byte taken for one; what is no digit taken for one.
  it.each([
    ['a picture', TIFF],
    ['no bytes', new Uint8Array(0)],
    ['digits that something else stands among', latin1Bytes('49492A00FF--00')],
    ['half a byte at the end', latin1Bytes('49492A00F')],
    ['digits of no TIFF', latin1Bytes('FFD8FF')],
  ])('is none, and kept as it is: %s', (_, bytes) => {
    expect(pictureBytes(bytes)).toBe(bytes)
  })

  // Seen red with: half of the image's bytes given by the reader.
  it.each(['length-ebcdic', 'length-ascii', 'newline-ascii'] as const)('is written again as it came, %s', framing => {
    const page = framing === 'length-ebcdic' ? ebcdic : latin1Bytes
    const view = testView('0', page(digits(joinBytes([TIFF, Uint8Array.of(1, 2, 3)]))))
    const bytes = testLetter({ framing, items: [{ ...testCheck(), views: [view] }] })
    const { items, faults } = readAll(bytes)
    expect(faults).toEqual([])
    expect(pictureBytes(items[0]?.images[0] ?? TIFF)).toEqual(joinBytes([TIFF, Uint8Array.of(1, 2, 3)]))
    const blocks: Uint8Array[] = []
    rewrite(bytes, block => blocks.push(block))
    expect(joinBytes(blocks)).toEqual(bytes)
  })
})
