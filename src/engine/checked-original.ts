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

/**
 * What a person is told of an item whose original cannot be relied on: it is gone, or its bytes are not those that were received.
 * Undefined where they are. Throws what the system refuses otherwise: an original that cannot be looked at is not gone.
 */
export async function whyUnreadable(
  blobs: BlobStore,
  receipt: Pick<Receipt, 'id' | 'sha256'>,
): Promise<string | undefined> {
  try {
    for await (const _ of checkedOriginal(blobs, receipt));
    return undefined
  } catch (error) {
    if (isGone(error)) return unreadable(receipt.id, 'is gone')
    if (error instanceof OriginalAltered) return unreadable(receipt.id, 'was altered')
    throw error
  }
}

/** The stored bytes are not there any more. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** What a person is told of an item whose bytes are not there, and does. */
export function unreadable(receiptId: number, what: 'is gone' | 'was altered'): string {
  return (
    `The stored original of receipt ${receiptId} ${what}, so nothing about this item is done. ` +
    'Whoever runs Clearday puts it back from a backup; after that, choose the item again.'
  )
}
