import { equalTally, NOTHING } from '../core/tally.ts'
import type { ChunkWriter, Part } from '../store/part.ts'
import type { Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import { type FileRead, partRanges, readIntoParts } from './read-into-parts.ts'
import { StagedPart } from './staged-part.ts'

/** The items of a held batch or file, read again from its original. */
export interface ReadUnit {
  readonly parts: readonly { readonly part: Part; readonly staged: StagedPart }[]
  readonly file: FileRead
}

/**
 * Reads the file again and keeps what the unit holds. Undefined where this program reads it otherwise than the one that held it:
 * its items would have other numbers than those that are written. Throws `OriginalAltered`.
 */
export async function readUnit(engine: Engine, unit: Unit): Promise<ReadUnit | undefined> {
  const { receipt, pack, exception } = unit
  const chunks = new Map<number, Uint8Array[]>()
  const kept: ChunkWriter = {
    async write({ partNo, bytes }) {
      const known = chunks.get(partNo)
      if (known === undefined) chunks.set(partNo, [bytes])
      else known.push(bytes)
    },
    async close() {},
  }
  const only = exception.batch === undefined ? undefined : (batch: number) => batch === exception.batch
  const ranges = partRanges(engine, receipt.id, exception.value.count)
  const file = await readIntoParts(engine, undefined, { receipt, pack, ranges, kept, only })
  if (!isSame(unit, file)) return undefined
  const parts = file.parts.map(part => ({ part, staged: new StagedPart(chunks.get(part.no) ?? []) }))
  return { parts, file }
}

function isSame({ batches }: Unit, { batches: again }: FileRead): boolean {
  return (
    batches.length === again.length &&
    batches.every(
      (batch, n) =>
        batch.fingerprint === again[n]?.fingerprint && equalTally(batch.computed, again[n]?.computed ?? NOTHING),
    )
  )
}
