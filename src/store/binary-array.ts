import { storableText } from './storable-text.ts'

/**
 * Arrays in PostgreSQL's binary form, as parameters of statements that ask for thousands of keys: no text of numbers and quotes
 * is made here and none is parsed there. Every array has one dimension and no nulls.
 */

const OID = { int8: 20, text: 25 } as const
const HEAD_BYTES = 20

export function binaryInt8s(values: readonly number[]): Buffer {
  const { bytes, view } = arrayOf(OID.int8, values.length, values.length * 12)
  let at = HEAD_BYTES
  for (const value of values) {
    view.setInt32(at, 8)
    view.setInt32(at + 4, Math.floor(value / 4_294_967_296))
    view.setInt32(at + 8, value | 0) // the low 32 bits of any safe integer
    at += 12
  }
  return bytes
}

/** An array of as many 64-bit values, given one by one as two unsigned halves, as fingerprints are. */
export function binaryHalves(length: number): { readonly bytes: Buffer; add(high: number, low: number): void } {
  const { bytes, view } = arrayOf(OID.int8, length, length * 12)
  let at = HEAD_BYTES
  return {
    bytes,
    add(high, low) {
      view.setInt32(at, 8)
      view.setInt32(at + 4, high | 0)
      view.setInt32(at + 8, low | 0)
      at += 12
    },
  }
}

export function binaryTexts(given: readonly string[]): Buffer {
  const values = given.map(storableText)
  const sizes = values.map(value => Buffer.byteLength(value, 'utf8'))
  const { bytes, view } = arrayOf(
    OID.text,
    values.length,
    sizes.reduce((sum, size) => sum + 4 + size, 0),
  )
  let at = HEAD_BYTES
  values.forEach((value, index) => {
    const size = sizes[index] ?? 0
    view.setInt32(at, size)
    bytes.write(value, at + 4, 'utf8')
    at += 4 + size
  })
  return bytes
}

/** Head: dimensions, no nulls, the element's type, length, first index. An empty array has no dimension. */
function arrayOf(oid: number, length: number, bodyBytes: number): { bytes: Buffer; view: DataView } {
  const bytes = Buffer.alloc(length === 0 ? 12 : HEAD_BYTES + bodyBytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  view.setInt32(0, length === 0 ? 0 : 1)
  view.setInt32(8, oid)
  if (length > 0) {
    view.setInt32(12, length)
    view.setInt32(16, 1)
  }
  return { bytes, view }
}
