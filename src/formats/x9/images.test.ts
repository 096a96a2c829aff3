import { describe, expect, it } from 'vitest'
import { LATIN1_TO_EBCDIC } from '../ebcdic.ts'
import { imageFormat } from './images.ts'

const TIFF = Uint8Array.of(0x49, 0x49, 0x2a, 0x00, 0xff)
const text = (characters: string) => Uint8Array.from(characters, character => character.charCodeAt(0))
const format = (bytes: Uint8Array) => imageFormat(bytes, 0, bytes.length)

describe('the bytes of an image', () => {
  it.each([
    ['tiff', TIFF],
    ['tiff', Uint8Array.of(0x4d, 0x4d, 0x00, 0x2a)],
    ['jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
    ['hex', text('49492A00FF')],
    ['hex', text('4d4d002a').map(byte => LATIN1_TO_EBCDIC[byte] ?? 0)],
    ['empty', new Uint8Array(0)],
    ['unknown', text('  ')],
    ['unknown', text('4A4A')],
  ] as const)('are %s', (expected, bytes) => {
    expect(format(bytes)).toBe(expected)
  })

  it('are not looked at beyond their end', () => {
    expect(imageFormat(TIFF, 1, 1)).toBe('empty')
    expect(imageFormat(TIFF, 0, 3)).toBe('unknown')
  })
})
