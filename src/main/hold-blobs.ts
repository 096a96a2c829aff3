import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BlobStore, openBlobFolder } from '../store/blob.ts'
import { makeFolder } from '../store/make-folder.ts'
import { lockTogether, tryLockAlone } from '../store/postgres/file-lock.ts'
import { CannotDo } from './command.ts'

/** The originals of a data directory, in use by this process until it releases them or ends. */
export interface HeldBlobs {
  readonly blobs: BlobStore
  release(): void
}

const LOCK_MS_MAX = 60_000

/**
 * Opens the folder of originals together with whoever else uses it. A process that is killed while a file arrives leaves what
 * it wrote of it in `arriving`: whoever opens the folder while nobody else holds it sweeps that away. With another process there
 * nothing is swept, because each of the files may be the one that is arriving there.
 */
export async function holdBlobs(folder: string): Promise<HeldBlobs> {
  await makeFolder(folder)
  const path = join(folder, 'use.lock')
  const alone = tryLockAlone(path)
  if (alone !== undefined) {
    try {
      rmSync(join(folder, 'arriving'), { recursive: true, force: true })
    } finally {
      alone.release()
    }
  }
  // Between the two locks another process may sweep too, and wait for nothing: nothing arrives before this one is held.
  const use = await lockTogether(path, LOCK_MS_MAX)
  if (use === undefined) throw new CannotDo(`Another process has held ${folder} for too long. Try again.`)
  return { blobs: openBlobFolder(folder), release: () => use.release() }
}
