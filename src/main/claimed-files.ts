import { randomUUID } from 'node:crypto'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeFolder, syncFolder } from '../store/make-folder.ts'

/**
 * Folders of ours in the watched folder, in sight of whoever puts files there: what is being received, or waits to be tried
 * again, and what was refused. No source can have one of these names.
 */
export const OWN_FOLDERS = { receiving: 'receiving', refused: 'refused' } as const

/** A file of the watched folder that was taken to be received. */
export interface ClaimedFile {
  /** Its own folder below `receiving`, which goes when the file was received. */
  readonly own: string
  readonly path: string
  readonly name: string
  /** Who it came from. */
  readonly source: string
  /** When it was first seen: its legal received time, however late it is received. */
  readonly seenAt: Temporal.Instant
}

/**
 * Claims a file by renaming it to `receiving/ID/MILLISECONDS/SOURCE/NAME`. Renames are atomic: of two processes one gets it,
 * which is no fault of the other's; and what must not be lost in a kill, the source and the time, moves with the file.
 */
export async function claimFile(
  folder: string,
  path: string,
  of: { readonly source: string; readonly seenAt: Temporal.Instant },
): Promise<void> {
  const own = join(folder, OWN_FOLDERS.receiving, randomUUID())
  const claimed = join(own, String(of.seenAt.epochMilliseconds), of.source, basename(path))
  await makeFolder(dirname(claimed))
  try {
    await rename(path, claimed)
  } catch (error) {
    await rm(own, { recursive: true })
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Everything that was claimed and not received yet, by this process or by one that was stopped, the first seen first. */
export async function claimedFiles(folder: string): Promise<readonly ClaimedFile[]> {
  const receiving = join(folder, OWN_FOLDERS.receiving)
  const found: ClaimedFile[] = []
  for (const id of await namesIn(receiving)) {
    for (const milliseconds of await namesIn(join(receiving, id))) {
      const seenAt = /^\d{1,15}$/.test(milliseconds) ? Number(milliseconds) : undefined
      if (seenAt !== undefined) found.push(...(await filesSeenAt(join(receiving, id), seenAt)))
    }
  }
  return found.sort((a, b) => Temporal.Instant.compare(a.seenAt, b.seenAt))
}

async function filesSeenAt(own: string, milliseconds: number): Promise<readonly ClaimedFile[]> {
  const seenAt = Temporal.Instant.fromEpochMilliseconds(milliseconds)
  const at = join(own, String(milliseconds))
  const found: ClaimedFile[] = []
  for (const source of await namesIn(at)) {
    for (const name of await namesIn(join(at, source)))
      found.push({ own, path: join(at, source, name), name, source, seenAt })
  }
  return found
}

/** Removes the folders of claims that a process was stopped in before their file came. */
export async function sweepClaims(folder: string): Promise<void> {
  const claimed = new Set((await claimedFiles(folder)).map(one => one.own))
  const receiving = join(folder, OWN_FOLDERS.receiving)
  for (const id of await namesIn(receiving)) {
    const own = join(receiving, id)
    if (!claimed.has(own) && (await isEmpty(own))) await rm(own, { recursive: true })
  }
}

/** Nobody needs the file any more: its bytes are in the blob store, under its receipt. */
export async function endClaim(claimed: ClaimedFile): Promise<void> {
  await rm(claimed.own, { recursive: true })
}

/**
 * Puts the file into `refused/LABEL/` and the reason beside it, into `refused/LABEL.txt`. The reason is written first, so that
 * no file lies there without one.
 */
export async function refuseClaim(
  folder: string,
  claimed: ClaimedFile,
  refused: { readonly label: string; readonly why: string },
): Promise<void> {
  const place = join(folder, OWN_FOLDERS.refused)
  await makeFolder(join(place, refused.label))
  const told = `${claimed.name} from ${claimed.source}, first seen ${claimed.seenAt}: refused.\n${refused.why}\n`
  await writeFile(join(place, `${refused.label}.txt`), told, { flush: true })
  await rename(claimed.path, join(place, refused.label, claimed.name))
  await syncFolder(join(place, refused.label))
  await endClaim(claimed)
}

/** What another process took away meanwhile holds nothing, and a file is no folder. */
async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

async function isEmpty(path: string): Promise<boolean> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
  return entries?.every(entry => entry.isDirectory()) === true
}
