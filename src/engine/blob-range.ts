import type { BlobStore } from '../store/blob.ts'

/** Bytes of a stored file, whole in memory: for an image or an item's records. */
export async function blobRange(
  blobs: BlobStore,
  sha256: Uint8Array,
  place: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  if (place.length === 0) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  for await (const chunk of blobs.read(sha256, { start: place.offset, end: place.offset + place.length }))
    chunks.push(chunk)
  return Buffer.concat(chunks)
}
