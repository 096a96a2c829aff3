import type { Pack } from '../core/pack.ts'
import type { SeenItem } from '../core/second-look.ts'
import type { Transaction } from '../store/database.ts'
import { chunksOf } from '../store/part.ts'
import type { Receipt } from '../store/receipt.ts'
import type { Engine } from './engine.ts'
import { readImage } from './read-images.ts'
import type { FileRead } from './read-into-parts.ts'
import { readStagedItems, type StagedItem } from './staged-item.ts'

/**
 * Gives batches that the reader quarantined a second look, where the pack asks for one: reads the images of their items and
 * lets the pack judge again. Batches without a changed verdict stay as they are. The file's own fate stands over them.
 */
export async function lookAgain(
  engine: Engine,
  tx: Transaction,
  file: { readonly receipt: Receipt; readonly pack: Pack; readonly read: FileRead },
): Promise<FileRead> {
  const { pack, read } = file
  const { secondLook } = pack
  if (secondLook === undefined || read.closed?.fate !== 'process') return read
  const wanted = new Map([...read.held].filter(([, closed]) => secondLook.wanted(closed)))
  if (wanted.size === 0) return read
  const staged = await stagedOf(tx, read, new Set(wanted.keys()))
  let looked = read
  for (const [ordinal, closed] of wanted) {
    const seen: SeenItem[] = []
    for (const one of staged.get(ordinal) ?? []) seen.push(await seeItem(engine, file, one))
    looked = withVerdict(looked, ordinal, secondLook.judge(closed, seen))
  }
  return looked
}

async function stagedOf(
  tx: Transaction,
  read: FileRead,
  ordinals: ReadonlySet<number>,
): Promise<ReadonlyMap<number, readonly StagedItem[]>> {
  const found: StagedItem[] = []
  for (const part of read.parts) {
    for (const chunk of await chunksOf(tx, part))
      found.push(...readStagedItems(chunk.bytes).filter(one => ordinals.has(one.batch)))
  }
  return Map.groupBy(
    found.sort((a, b) => a.seq - b.seq),
    one => one.batch,
  )
}

async function seeItem(
  engine: Engine,
  { receipt, pack, read }: { readonly receipt: Receipt; readonly pack: Pack; readonly read: FileRead },
  one: StagedItem,
): Promise<SeenItem> {
  const detail = read.batches[one.batch]?.detail ?? {}
  const item = pack.parseItem(one.raw, detail, engine.institution.settings)
  return { seq: one.seq, item, image: await readImage(engine, receipt, pack, item) }
}

type Verdict = ReturnType<NonNullable<Pack['secondLook']>['judge']>

function withVerdict(read: FileRead, ordinal: number, verdict: Verdict): FileRead {
  const findings = new Map(read.findings)
  if (verdict.fate === 'quarantine') return { ...read, findings: findings.set(ordinal, verdict.finding) }
  findings.delete(ordinal)
  const batches = read.batches.map(batch =>
    batch.ordinal === ordinal
      ? { ...batch, fate: 'process' as const, detail: { ...batch.detail, ...verdict.detail } }
      : batch,
  )
  return { ...read, batches, findings }
}
