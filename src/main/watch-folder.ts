import { createReadStream, type Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { type Reception, receiveFile } from '../engine/receive-file.ts'
import { makeFolder } from '../store/make-folder.ts'
import {
  type ClaimedFile,
  claimedFiles,
  claimFile,
  endClaim,
  OWN_FOLDERS,
  refuseClaim,
  sweepClaims,
} from './claimed-files.ts'
import { type LeftLying, noteLeftLying, WHY_LEFT } from './left-lying.ts'

/** A folder in which others put files. What lies in a folder of its own in it comes from the source of that name. */
export interface WatchedFolder {
  /** Files that could not be received so far and are tried again. */
  readonly waiting: number
  close(): Promise<void>
}

export interface WatchWith {
  readonly engine: Engine
  readonly folder: string
  readonly received: (name: string, reception: Reception) => void
  /** Told each time something fails; what it failed for is tried again by itself. */
  readonly failed: (error: unknown, name: string) => void
  /** Told when it changes how many things lie there that are never received; `refused/left-lying.txt` names them. */
  readonly leftLying?: (count: number) => void
  readonly intervalMs?: number
}

const INTERVAL_MS = 2_000
/** A file that cannot be received is tried again after twice as long each time, but at least once a minute. */
const RETRY_MS_MAX = 60_000
const FILES_A_LOOK_MAX = 1_000

interface Look {
  readonly size: number
  readonly mtimeMs: number
  /** When it was first seen: its legal received time. */
  readonly seenAt: Temporal.Instant
}

/**
 * Looks into the folder again and again. A file that has the same size and time at two looks is whole: it is claimed with its
 * source and the time at which it was first seen, and received. Its bytes are then in the blob store, and the claimed copy goes.
 * What fails (a lost database, a full disk) stays claimed and is tried again, by this process or the next, as if nothing had been;
 * what is refused lies in `refused` with its reason.
 */
export async function watchFolder(watch: WatchWith): Promise<WatchedFolder> {
  const { folder, failed, intervalMs = INTERVAL_MS } = watch
  for (const own of Object.values(OWN_FOLDERS)) await makeFolder(resolve(folder, own))
  await sweepClaims(folder)
  const retries = rememberRetries(intervalMs)
  const tellLeft = rememberLeft(watch)
  let looks: ReadonlyMap<string, Look> = new Map()
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const tried = async (name: string, work: () => Promise<void>) => {
    try {
      await work()
      return true
    } catch (error) {
      failed(error, name)
      return false
    }
  }
  const claimWhole = async () => {
    const { found, left } = await lookInto(watch, looks)
    await tellLeft(left)
    for (const [path, look] of found) {
      if (closed || !isWhole(looks.get(path), look)) continue
      const of = { source: sourceOf(folder, path), seenAt: look.seenAt }
      await tried(basename(path), () => claimFile(folder, path, of))
    }
    looks = found
  }
  const receiveClaimed = async () => {
    const claimed = await claimedFiles(folder)
    retries.keep(claimed)
    for (const one of claimed) {
      if (closed || !retries.isDue(one)) continue
      if (await tried(one.name, () => receiveOne(watch, one))) retries.done(one)
      else retries.later(one)
    }
  }
  const lookAgain = async () => {
    await tried(folder, claimWhole)
    await tried(folder, receiveClaimed)
    if (closed) return
    timer = setTimeout(() => {
      running = lookAgain()
    }, intervalMs)
  }
  let running = lookAgain()
  return {
    get waiting() {
      return retries.count
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}

async function receiveOne({ engine, folder, received }: WatchWith, claimed: ClaimedFile): Promise<void> {
  const { name, source, seenAt } = claimed
  const bytes = createReadStream(claimed.path, { highWaterMark: 1 << 20 })
  const reception = await receiveFile(engine, { name, source, channel: 'folder', bytes, receivedAt: seenAt })
  received(name, reception)
  if (reception.outcome === 'accepted') return endClaim(claimed)
  const label =
    reception.outcome === 'duplicate' ? `receipt-${reception.receiptId}` : `too-large-${basename(claimed.own)}`
  await refuseClaim(folder, claimed, { label, why: reception.why })
}

/** Notes what is never received, when that is not what it was at the look before. */
function rememberLeft({ folder, leftLying }: WatchWith): (left: readonly LeftLying[]) => Promise<void> {
  let told: string | undefined
  return async left => {
    const now = JSON.stringify(left)
    if (now === told) return
    await noteLeftLying(folder, left)
    if (left.length > 0 || told !== undefined) leftLying?.(left.length)
    told = now
  }
}

/** When each claimed file that failed is tried again. */
function rememberRetries(intervalMs: number) {
  const byOwn = new Map<string, { readonly failures: number; readonly dueMs: number }>()
  return {
    get count() {
      return byOwn.size
    },
    isDue: (one: ClaimedFile) => (byOwn.get(one.own)?.dueMs ?? 0) <= performance.now(),
    done: (one: ClaimedFile) => void byOwn.delete(one.own),
    later(one: ClaimedFile) {
      const failures = (byOwn.get(one.own)?.failures ?? 0) + 1
      const waitMs = Math.min(RETRY_MS_MAX, intervalMs * 2 ** failures)
      byOwn.set(one.own, { failures, dueMs: performance.now() + waitMs })
    },
    /** Forgets what somebody took away. */
    keep(claimed: readonly ClaimedFile[]) {
      const there = new Set(claimed.map(one => one.own))
      for (const own of byOwn.keys()) if (!there.has(own)) byOwn.delete(own)
    },
  }
}

function isWhole(before: Look | undefined, now: Look): boolean {
  return before !== undefined && before.size === now.size && before.mtimeMs === now.mtimeMs
}

interface Looked {
  readonly found: ReadonlyMap<string, Look>
  readonly left: readonly LeftLying[]
}

/** Files in the folder and in the folders of sources, but what is still arriving by its name: hidden, or with an ending for that. */
async function lookInto({ engine, folder, failed }: WatchWith, before: ReadonlyMap<string, Look>): Promise<Looked> {
  const found = new Map<string, Look>()
  const left: LeftLying[] = []
  const leave = (path: string, why: keyof typeof WHY_LEFT) => {
    if (left.length < LEFT_NAMED_MAX) left.push({ path: relative(folder, path), why: WHY_LEFT[why] })
  }
  const add = async (path: string) => {
    const { size, mtimeMs } = await stat(path)
    found.set(path, { size, mtimeMs, seenAt: before.get(path)?.seenAt ?? engine.now() })
  }
  const look = async (path: string, one: Dirent) => {
    if (one.isSymbolicLink()) leave(path, 'link')
    else if (!one.isFile()) leave(path, one.isDirectory() ? 'deeper' : 'special')
    else if (found.size < FILES_A_LOOK_MAX && !(await isThere(add(path))) && NOT_UTF8.test(one.name))
      leave(path, 'nameless')
  }
  const noFiles = (path: string) => (error: unknown) => {
    failed(error, path)
    return []
  }
  const ours = new Set<string>(Object.values(OWN_FOLDERS))
  for (const one of await readdir(folder, { withFileTypes: true })) {
    if (isArriving(one.name) || ours.has(one.name)) continue
    const path = join(folder, one.name)
    if (!one.isDirectory()) await look(path, one)
    // A folder of one source that cannot be read does not keep the others' files.
    const inners = one.isDirectory() ? await readdir(path, { withFileTypes: true }).catch(noFiles(path)) : []
    for (const inner of inners) if (!isArriving(inner.name)) await look(join(path, inner.name), inner)
  }
  return { found, left }
}

const LEFT_NAMED_MAX = 100
/** What stands in a name for bytes that are no UTF-8. */
const NOT_UTF8 = /\ufffd/

/** False when it is gone: whoever puts files there may take one away between two of our looks; the others are still looked at. */
async function isThere(work: Promise<void>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false
  }
}

function isArriving(name: string): boolean {
  return /^\.|\.(part|tmp|filepart|crdownload)$/i.test(name)
}

function sourceOf(folder: string, path: string): string {
  const parent = dirname(path)
  return parent === folder ? 'folder' : basename(parent)
}
