import { createHash } from 'node:crypto'
import type { BlobStore } from '../store/blob.ts'
import type { Receipt } from '../store/receipt.ts'

/** The stored bytes of a receipt are not those that arrived: nothing of them may be processed. Its message says what to do. */
export class OriginalAltered extends Error {
  override readonly name = 'OriginalAltered'

  constructor(receiptId: number, expected: Uint8Array, found: string) {
    super(
      `the stored original of receipt ${receiptId} was altered: its bytes hash to ${found}, and ${hex(expected)} was received. ` +
        'Nothing of it is processed. Put the original back from a backup, or have the sender send the file again, and start again.',
    )
  }
}

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
  if (found !== hex(receipt.sha256)) throw new OriginalAltered(receipt.id, receipt.sha256, found)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
