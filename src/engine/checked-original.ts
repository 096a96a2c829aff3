import { createHash } from 'node:crypto'
import type { BlobStore } from '../store/blob.ts'
import type { Receipt } from '../store/receipt.ts'
import { OriginalAltered } from './original-altered.ts'

/**
 * The bytes of a receipt's original, hashed on their way. Throws `OriginalAltered` after the last of them when they are not those
 * that were received, so the reader must not have kept anything of them by then.
 */
export async function* checkedOriginal(
  blobs: BlobStore,
  receipt: Pick<Receipt, 'id' | 'sha256'>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of blobs.read(receipt.sha256)) {
    hash.update(chunk)
    yield chunk
  }
  const found = hash.digest('hex')
  const expected = Buffer.from(receipt.sha256).toString('hex')
  if (found !== expected) throw new OriginalAltered(receipt.id, { expected, found })
}
