import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUCKETS, bucketOf, bucketOfText, shardOf } from './bucket.ts'
import { latin1Bytes } from './latin1.ts'

describe('bucketOf', () => {
  // Computed beside it by another program, from the published FNV-1a and MurmurHash3 constants. Stored rows live where these numbers say: a change here is a change of where every account lives.
  // Seen red with: FNV-1 instead of FNV-1a; the final mix left out.
  it.each([
    ['', 11],
    ['a', 435],
    ['foobar', 732],
    ['0', 865],
    ['1', 399],
    ['100000001', 48],
    ['100000002', 138],
    ['021000021', 676],
    ['Zürich', 704],
  ])('puts %j in bucket %i', (text, bucket) => {
    expect(bucketOfText(text)).toBe(bucket)
  })

  // Seen red with the bytes before the range hashed too.
  it('law: bytes and text agree, whatever stands around the range', () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)),
      maxLength: 40,
    })
    fc.assert(
      fc.property(text, fc.nat(5), (value, before) => {
        const bytes = latin1Bytes('x'.repeat(before) + value + 'yz')
        expect(bucketOf(bytes, before, before + value.length)).toBe(bucketOfText(value))
      }),
    )
  })

  it('gives a text beyond Latin-1 a bucket too', () => {
    expect(bucketOfText('口座')).toBeLessThan(BUCKETS)
    expect(bucketOfText('口座')).not.toBe(bucketOfText('座口'))
  })

  it('spreads 204,800 sequential account numbers evenly: chi-squared within four deviations', () => {
    const counts = new Int32Array(BUCKETS)
    for (let account = 0; account < 200 * BUCKETS; account++)
      counts[bucketOfText(String(4_000_000_000 + account))]! += 1 // in range
    const chi2 = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)
    const degrees = BUCKETS - 1
    expect(Math.abs(chi2 - degrees)).toBeLessThan(4 * Math.sqrt(2 * degrees))
  })
})

describe('shardOf', () => {
  it('is the organisation times 1,024 and the bucket', () => {
    expect(shardOf(0, 0)).toBe(0)
    expect(shardOf(7, 1023)).toBe(8191)
    expect(shardOf(2 ** 42, 5)).toBe(2 ** 52 + 5)
  })

  it('refuses what is not a bucket or an organisation', () => {
    expect(() => shardOf(1, 1024)).toThrow('bucket')
    expect(() => shardOf(-1, 0)).toThrow('organisation')
    expect(() => shardOf(2 ** 50, 0)).toThrow('organisation')
  })
})
