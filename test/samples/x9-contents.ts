import type { Fault } from '../../src/core/fault.ts'
import type { X9Item } from '../../src/formats/x9/parse-item.ts'
import { createX9Reader, type X9ReaderOptions } from '../../src/formats/x9/read.ts'
import type { X9Record } from '../../src/formats/x9/record-types.ts'
import type * as r from '../../src/formats/x9/records.ts'
import type { BundleEnd, CashLetterEnd, FileEnd } from '../../src/formats/x9/sink.ts'

/** One item with copies of its images, as `readAll` gives it. */
export interface ReadItem extends X9Item {
  readonly bundle: number
  readonly cashLetter: number
  readonly seq: number
  readonly record: number
  readonly offset: number
  readonly length: number
  readonly amountMinor: number
  readonly fate: 'process' | 'quarantine'
  readonly images: readonly Uint8Array[]
}

/** A whole file in memory: for small files, inspection and tests. Large ones are read as a stream. */
export interface X9Contents {
  readonly headers: readonly (r.FileHeader | r.CashLetterHeader | r.BundleHeader)[]
  readonly items: readonly ReadItem[]
  readonly others: readonly X9Record[]
  readonly bundles: readonly BundleEnd[]
  readonly cashLetters: readonly CashLetterEnd[]
  readonly end: FileEnd
  readonly faults: readonly Fault[]
}

/** Reads a file that is wholly in memory, in chunks of `chunkBytes` where told. */
export function readAll(
  bytes: Uint8Array,
  options: X9ReaderOptions & { readonly chunkBytes?: number } = {},
): X9Contents {
  const headers: X9Contents['headers'][number][] = []
  const items: ReadItem[] = []
  const others: X9Record[] = []
  const bundles: BundleEnd[] = []
  const cashLetters: CashLetterEnd[] = []
  const faults: Fault[] = []
  const ends: FileEnd[] = []
  const keep = (header: X9Contents['headers'][number]) => void headers.push(header)
  const feed = createX9Reader(
    {
      fileHeader: keep,
      cashLetterHeader: keep,
      bundleHeader: keep,
      item: item => {
        const { bundle, cashLetter, seq, record, offset, length, amountMinor, fate } = item
        const images = item.images.map(image => image.bytes.slice())
        items.push({ ...item.parse(), bundle, cashLetter, seq, record, offset, length, amountMinor, fate, images })
      },
      bundleEnd: end => void bundles.push(end),
      cashLetterEnd: end => void cashLetters.push(end),
      fileEnd: end => void ends.push(end),
      fault: fault => void faults.push(fault),
      other: record => void others.push(record),
    },
    options,
  )
  const step = options.chunkBytes ?? Math.max(1, bytes.length)
  for (let at = 0; at < bytes.length; at += step) feed.write(bytes.subarray(at, at + step))
  feed.end()
  // `fileEnd` is called exactly once.
  return { headers, items, others, bundles, cashLetters, end: ends[0] as FileEnd, faults }
}
