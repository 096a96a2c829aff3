import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OWN_FOLDERS } from './claimed-files.ts'

/** Something in the watched folder that is never received, however long it lies there. */
export interface LeftLying {
  /** Below the watched folder. */
  readonly path: string
  /** Why, and what would change it. */
  readonly why: string
}

export const WHY_LEFT = {
  link: 'a link, which could lead anywhere: put the file itself here',
  special: 'no file: put the file itself here',
  deeper: 'a folder inside the folder of a source, which nobody looks into: put its files one folder higher',
  nameless: 'a file whose name is not UTF-8, so it cannot be opened: rename it',
} as const

/** Where whoever puts files here reads what was refused, and what is left lying. */
const NOTE = 'left-lying.txt'

/** Says in `refused/left-lying.txt` what is never received and why; the note goes when nothing is left. */
export async function noteLeftLying(folder: string, left: readonly LeftLying[]): Promise<void> {
  const note = join(folder, OWN_FOLDERS.refused, NOTE)
  if (left.length === 0) return rm(note, { force: true })
  await writeFile(note, left.map(one => `${one.path}: ${one.why}.\n`).join(''))
}
