import { readFileSync } from 'node:fs'
import type { PackName } from '../core/pack.ts'
import { type Procedure, parseProcedure } from '../core/procedure.ts'

const read = new Map<string, Procedure>()

/** The procedure of that name, as its pack's folder has it. Throws when there is none: a kind names a procedure that exists. */
export function readProcedure(pack: PackName, name: string): Procedure {
  const key = `${pack}/procedures/${name}.md`
  const found = read.get(key) ?? parseProcedure(readFileSync(new URL(`../packs/${key}`, import.meta.url), 'utf8'))
  read.set(key, found)
  return found
}
