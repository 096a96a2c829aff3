import { describe, expect, it } from 'vitest'
import { latin1Bytes } from '../core/latin1.ts'
import { EBCDIC_TO_LATIN1, LATIN1_TO_EBCDIC, transcode } from './ebcdic.ts'

describe('code page 037', () => {
  // Seen red with two bytes of the table exchanged: the second test fails at that byte.
  it('writes letters, digits and signs as IBM does', () => {
    const latin1 = latin1Bytes('AIJRSZaijrsz 0129*-/@#$')
    expect(transcoded(LATIN1_TO_EBCDIC, latin1)).toEqual(bytes('c1c9d1d9e2e981899199a2a940f0f1f2f95c60617c7b5b'))
  })

  it('is a bijection: all 256 bytes come back', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    expect(transcoded(LATIN1_TO_EBCDIC, transcoded(EBCDIC_TO_LATIN1, all))).toEqual(all)
    expect(new Set(EBCDIC_TO_LATIN1).size).toBe(256)
  })

  it('has the characters that other code pages move: cent, not, brackets', () => {
    const at = (byte: number) => String.fromCharCode(EBCDIC_TO_LATIN1[byte] ?? 0)
    expect([at(0x4a), at(0x5f), at(0xba), at(0xbb), at(0xb0), at(0x4f)]).toEqual(['¢', '¬', '[', ']', '^', '|'])
  })
})

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}

function transcoded(table: Uint8Array, source: Uint8Array): Uint8Array {
  const target = new Uint8Array(source.length)
  transcode(table, source, 0, source.length, target, 0)
  return target
}
