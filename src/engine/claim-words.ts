import { bucketOf, shardOf } from '../core/bucket.ts'
import type { BlobStore, StoredBlob } from '../store/blob.ts'
import type { WaitingClaim } from '../store/waiting-claims.ts'
import { checkedOriginal } from './checked-original.ts'
import type { ClaimLine } from './receive-claim.ts'

/** A claim's own words, the same for the same claim wherever it stands in a file: its original. */

const CLAIM_BYTES_MAX = 1 << 16

/** Stores the words. Nothing refers to them until a receipt does. */
export async function storeWords(blobs: BlobStore, line: ClaimLine): Promise<StoredBlob> {
  return blobs.put(single(wordsOf(line)), CLAIM_BYTES_MAX)
}

/** The claim as it was taken down. Throws `OriginalAltered` when its bytes are not those that were stored. */
export async function readWords(
  blobs: BlobStore,
  waiting: Pick<WaitingClaim, 'receiptId' | 'sha256' | 'row'>,
): Promise<ClaimLine> {
  const chunks: Uint8Array[] = []
  for await (const chunk of checkedOriginal(blobs, { id: waiting.receiptId, sha256: waiting.sha256 }))
    chunks.push(chunk)
  const words = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Words // the bytes are those that `wordsOf` wrote
  return { ...words, receivedAt: Temporal.Instant.from(words.receivedAt), row: waiting.row }
}

export async function hashOfWords(line: ClaimLine): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', wordsOf(line)))
}

/** Where the file claim of the words lies. */
export function claimShard(orgId: number, sha256: Uint8Array): number {
  return shardOf(orgId, bucketOf(sha256, 0, sha256.length))
}

interface Words extends Omit<ClaimLine, 'receivedAt' | 'row'> {
  readonly claim: 'customer'
  readonly receivedAt: string
}

function wordsOf(line: ClaimLine): Uint8Array<ArrayBuffer> {
  const { receivedAt, accountNumber, trace, amountMinor, code, statement } = line
  const words: Words = {
    claim: 'customer',
    receivedAt: receivedAt.toString(),
    accountNumber,
    trace,
    amountMinor,
    code,
    statement,
  }
  return new TextEncoder().encode(`${JSON.stringify(words)}\n`)
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
