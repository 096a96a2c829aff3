import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { HashedFile } from '../simulate/match-receipts.ts'
import { readManifest } from './run-day.ts'

/** The files of a day directory in the order of its manifest, with the SHA-256 of what they hold now. Throws `CsvFault`. */
export async function hashArrivals(
  directory: string,
  progress: (done: number, total: number) => void,
): Promise<readonly HashedFile[]> {
  const arrivals = await readManifest(directory)
  const hashed: HashedFile[] = []
  for (const { path } of arrivals) {
    hashed.push({ path, sha256: await sha256Of(join(directory, path)) })
    progress(hashed.length, arrivals.length)
  }
  return hashed
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}
