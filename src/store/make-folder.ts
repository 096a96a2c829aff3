import { mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are missing, each synced into the one it stands in, so that a power cut leaves either
 * none of them or a path that leads to what was written. One at a time: the system's own way to make a whole path never ends
 * where a folder exists and takes none, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isThere(path)) return
  const above = dirname(path)
  if (above !== path) await makeFolder(above)
  try {
    await mkdir(path)
  } catch (error) {
    // Another process made it meanwhile. Whatever else is there is not a folder.
    if (!(await isFolder(path))) throw error
  }
  await syncFolder(above)
}

/** Writes the names that a folder holds to disk: a file whose name is lost in a power cut is lost. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** A path that goes through a file, or through what may not be read, is told with that path. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}
