import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { type Reception, receiveFile } from '../engine/receive-file.ts'
import { makeFolder } from '../store/make-folder.ts'

/** A folder in which others put files. What lies in a folder of its own in it comes from the source of that name. */
export interface WatchedFolder {
  close(): Promise<void>
}

export interface WatchWith {
  readonly engine: Engine
  readonly folder: string
  readonly received: (name: string, reception: Reception) => void
  readonly failed: (error: unknown, name: string) => void
  readonly intervalMs?: number
}

const INTERVAL_MS = 2_000
const FILES_A_LOOK_MAX = 1_000
const CLAIMED = '.claimed'
const REFUSED = '.refused'

interface Look {
  readonly size: number
  readonly mtimeMs: number
  /** When it was first seen: its legal received time. */
  readonly seenAt: Temporal.Instant
}

/**
 * Looks into the folder again and again. A file that has the same size and time at two looks is whole; it is claimed by
 * renaming it into `.claimed`, so that of two processes one gets it, and then received. Its bytes are then in the blob
 * store, and the claimed copy goes. What is refused, and what cannot be received, stays in `.refused` or `.claimed`.
 */
export async function watchFolder({
  engine,
  folder,
  received,
  failed,
  intervalMs = INTERVAL_MS,
}: WatchWith): Promise<WatchedFolder> {
  await makeFolder(resolve(folder, CLAIMED))
  await makeFolder(resolve(folder, REFUSED))
  let looks: ReadonlyMap<string, Look> = new Map()
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const take = async (path: string, look: Look) => {
    try {
      const claimed = await claim(folder, path)
      if (claimed !== undefined) await receiveClaimed(claimed, sourceOf(folder, path), look.seenAt)
    } catch (error) {
      failed(error, basename(path))
    }
  }
  const receiveClaimed = async (claimed: string, source: string, receivedAt: Temporal.Instant) => {
    const name = basename(claimed)
    const bytes = createReadStream(claimed, { highWaterMark: 1 << 20 })
    const reception = await receiveFile(engine, { name, source, channel: 'folder', bytes, receivedAt })
    if (reception.outcome === 'accepted') await rm(dirname(claimed), { recursive: true })
    else await rename(dirname(claimed), join(folder, REFUSED, basename(dirname(claimed))))
    received(name, reception)
  }
  const lookAgain = async () => {
    try {
      const found = await lookInto(engine, folder, looks)
      for (const [path, look] of found) if (!closed && isWhole(looks.get(path), look)) await take(path, look)
      looks = found
    } catch (error) {
      failed(error, folder)
    }
    if (closed) return
    timer = setTimeout(() => {
      running = lookAgain()
    }, intervalMs)
  }
  for (const left of await claimedBefore(folder))
    await receiveClaimed(left, 'folder', engine.now()).catch(error => failed(error, basename(left)))
  let running = lookAgain()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}

function isWhole(before: Look | undefined, now: Look): boolean {
  return before !== undefined && before.size === now.size && before.mtimeMs === now.mtimeMs
}

/** Files in the folder and in the folders of sources, but what is still arriving by its name: hidden, or with an ending for that. */
async function lookInto(
  engine: Engine,
  folder: string,
  before: ReadonlyMap<string, Look>,
): Promise<ReadonlyMap<string, Look>> {
  const found = new Map<string, Look>()
  const add = async (path: string) => {
    const { size, mtimeMs } = await stat(path)
    found.set(path, { size, mtimeMs, seenAt: before.get(path)?.seenAt ?? engine.now() })
  }
  for (const one of await readdir(folder, { withFileTypes: true })) {
    if (isArriving(one.name) || found.size >= FILES_A_LOOK_MAX) continue
    const path = join(folder, one.name)
    if (one.isFile()) await add(path)
    if (!one.isDirectory()) continue
    for (const inner of await readdir(path, { withFileTypes: true })) {
      if (inner.isFile() && !isArriving(inner.name) && found.size < FILES_A_LOOK_MAX) await add(join(path, inner.name))
    }
  }
  return found
}

function isArriving(name: string): boolean {
  return /^\.|\.(part|tmp|filepart|crdownload)$/i.test(name)
}

function sourceOf(folder: string, path: string): string {
  const parent = dirname(path)
  return parent === folder ? 'folder' : basename(parent)
}

/** Renames are atomic: whoever else wanted the file finds it gone, and that is no fault. */
async function claim(folder: string, path: string): Promise<string | undefined> {
  const own = join(folder, CLAIMED, randomUUID())
  await mkdir(own)
  const claimed = join(own, basename(path))
  try {
    await rename(path, claimed)
    return claimed
  } catch (error) {
    await rm(own, { recursive: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** What a stopped process had claimed and not received. */
async function claimedBefore(folder: string): Promise<readonly string[]> {
  const owns = await readdir(join(folder, CLAIMED))
  const paths = await Promise.all(
    owns.map(async own => (await readdir(join(folder, CLAIMED, own))).map(name => join(folder, CLAIMED, own, name))),
  )
  return paths.flat()
}
