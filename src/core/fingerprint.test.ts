import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFingerprint, type Fingerprint, hexOf } from './fingerprint.ts'
import { latin1Bytes } from './latin1.ts'

function ofText(text: string): string {
  const print = createFingerprint()
  print.bytes(latin1Bytes(text), 0, text.length)
  return hexOf(print)
}

describe('a fingerprint', () => {
  // Claims of 18 months are compared with these: a change here forgets every duplicate.
  it.each([
    ['', '9d272beb2668d522'],
    ['a', '377160d84eecd238'],
    ['627091000010000123456789', '174ba31d56155265'],
  ])('of %j is %s', (text, expected) => {
    expect(ofText(text)).toBe(expected)
  })

  // Seen red with words cut at the buffer’s fours, not the range’s.
  it('law: the place of the bytes in their buffer makes no difference', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(7), (bytes, before) => {
        const print = createFingerprint()
        const around = new Uint8Array(before + bytes.length + 3).fill(0x2a)
        around.set(bytes, before)
        print.bytes(around, before, before + bytes.length)
        const moved = hexOf(print)
        print.reset()
        print.bytes(bytes, 0, bytes.length)
        expect(hexOf(print)).toBe(moved)
      }),
    )
  })

  // Seen red with the count left out of `addBytes`.
  it('tells "ab" and "c" from "a" and "bc", and "a" from "a" with a zero byte', () => {
    const both = (first: string, second: string) => {
      const print = createFingerprint()
      print.bytes(latin1Bytes(first), 0, first.length)
      print.bytes(latin1Bytes(second), 0, second.length)
      return hexOf(print)
    }
    expect(both('ab', 'c')).not.toBe(both('a', 'bc'))
    expect(ofText('a')).not.toBe(ofText('a\0'))
  })

  it('tells numbers apart that are equal in their low 32 bits, and signs', () => {
    const of = (value: number) => {
      const print = createFingerprint()
      print.number(value)
      return hexOf(print)
    }
    const values = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 40, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]
    expect(new Set(values.map(of)).size).toBe(values.length)
  })

  // Seen red with `finish` reduced to the lane itself: neighbours then share most bits.
  it('changes each output bit for about half of all one-bit changes of the input', () => {
    const flips = countFlips()
    for (const share of flips) {
      expect(share).toBeGreaterThan(0.45)
      expect(share).toBeLessThan(0.55)
    }
  })

  // Seen red with the second lane made a copy of the first: 32 bits collide about ten times in 300,000.
  it('has no collision in 300,000 items that differ in a trace number and an amount, and few in either half', () => {
    const seen = new Set<bigint>()
    const highs = new Set<number>()
    const lows = new Set<number>()
    const print = createFingerprint()
    const record = latin1Bytes(
      '6270910000110000123456789    0000012345000000000000001ACME PAYROLL          0091000010000000',
    )
    for (let item = 0; item < 300_000; item++) {
      addItem(print, record, item)
      highs.add(print.high())
      lows.add(print.low())
      seen.add((BigInt(print.high()) << 32n) | BigInt(print.low()))
    }
    expect(seen.size).toBe(300_000)
    // 300,000 in 2**32 give about 10.5 accidental pairs.
    expect(300_000 - highs.size).toBeLessThan(30)
    expect(300_000 - lows.size).toBeLessThan(30)
  })
})

function addItem(print: Fingerprint, record: Uint8Array, item: number): void {
  let rest = item
  for (let at = record.length - 1; rest > 0; at--, rest = Math.floor(rest / 10)) record[at] = 48 + (rest % 10)
  print.reset()
  print.bytes(record, 0, record.length)
  print.number(item % 1000)
}

/** Share of flips of each of the 64 output bits over every one-bit change of 200 records of 24 bytes. */
function countFlips(): readonly number[] {
  const print = createFingerprint()
  const flips = new Array<number>(64).fill(0)
  const of = (bytes: Uint8Array): readonly [number, number] => {
    print.reset()
    print.bytes(bytes, 0, bytes.length)
    return [print.high(), print.low()]
  }
  let tries = 0
  for (let sample = 0; sample < 200; sample++) {
    const bytes = latin1Bytes(`6270910000${String(sample).padStart(14, '0')}`)
    const [high, low] = of(bytes)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7) // in range
      const [changedHigh, changedLow] = of(bytes)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      tries += 1
      for (let out = 0; out < 32; out++) {
        flips[out]! += ((high ^ changedHigh) >>> out) & 1
        flips[out + 32]! += ((low ^ changedLow) >>> out) & 1
      }
    }
  }
  return flips.map(count => count / tries)
}
