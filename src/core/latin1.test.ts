import { expect, test } from 'vitest'
import { latin1Bytes, latin1Text } from './latin1.ts'

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte)

// Seen red with pieces of 8,191 bytes for steps of 8,192.
test('law: whatever the bytes and however many, their text is the same bytes again', () => {
  for (const length of [0, 1, 256, 8191, 8192, 8193, 20_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => EVERY_BYTE[at % 256] ?? 0)
    expect(latin1Bytes(latin1Text(bytes)), `${length} bytes`).toEqual(bytes)
  }
})

test('a part of the bytes is as much text', () => {
  expect(latin1Text(latin1Bytes('101 091000019'), 4, 13)).toBe('091000019')
  expect(latin1Bytes('\u00ff1')).toEqual(Uint8Array.of(0xff, 0x31))
})
