import fc from 'fast-check'
import { expect, it } from 'vitest'
import { StagedItems } from './staged-item.ts'
import { StagedPart } from './staged-part.ts'

const arbitraryChunks = fc.array(
  fc.array(fc.record({ bucket: fc.integer({ min: 0, max: 1023 }), size: fc.integer({ min: 0, max: 200 }) }), {
    maxLength: 30,
  }),
  { maxLength: 5 },
)

// Seen red with the buckets' beginnings taken one bucket too early, and with the sort running from the last chunk to the first.
it('law: a part gives back every staged item, bucket by bucket, in the order of the file', () => {
  fc.assert(
    fc.property(arbitraryChunks, chunks => {
      const expected: { bucket: number; seq: number; raw: string }[] = []
      const part = new StagedPart(
        chunks.map(chunk => {
          const staged = new StagedItems()
          for (const { bucket, size } of chunk) {
            const seq = expected.length
            const bytes = Uint8Array.from({ length: size }, (_, n) => (n + seq) % 256)
            staged.add({ seq, batch: 1, line: 2, offset: 3, length: size, bucket, bytes, start: 0, size })
            expected.push({ bucket, seq, raw: bytes.join() })
          }
          return staged.take().bytes
        }),
      )
      const found = part.buckets.flatMap(bucket => {
        expect(part.firstOf(bucket)).toBe(expected.filter(one => one.bucket < bucket).length)
        return part.itemsOf(bucket).map(one => ({ bucket: one.bucket, seq: one.seq, raw: one.raw.join() }))
      })
      expect(found).toEqual(expected.toSorted((a, b) => a.bucket - b.bucket || a.seq - b.seq))
      expect(part.items).toBe(expected.length)
    }),
  )
})
