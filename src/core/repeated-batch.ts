import type { Finding } from './exception.ts'
import type { BatchClosed } from './pack.ts'

/** What of a batch decides whether it repeats another. */
export type RepeatableBatch = Pick<BatchClosed, 'ordinal' | 'fingerprint' | 'fate' | 'computed'>

/** A batch that another receipt brought before. */
export interface EarlierBatch {
  readonly receiptId: number
  /** 0-based in its file. */
  readonly ordinal: number
}

export interface JudgedBatches<Batch> {
  /** Those given, with the repeated ones quarantined. */
  readonly batches: readonly Batch[]
  /** Why, by ordinal, for the repeated ones. */
  readonly findings: ReadonlyMap<number, Finding>
}

/** The batches that claim their content: the first of each that would be processed and has items. */
export function firstOfEach<Batch extends RepeatableBatch>(batches: readonly Batch[]): readonly Batch[] {
  const seen = new Set<string>()
  return batches.filter(batch => isClaimed(batch) && !seen.has(batch.fingerprint) && seen.add(batch.fingerprint))
}

/**
 * Holds what is not to be processed twice: of batches with the same content the first in the file goes on and the others are
 * quarantined; where an earlier receipt brought it (`earlier`, by the ordinal of the first), all of them are.
 */
export function holdRepeats<Batch extends RepeatableBatch>(
  batches: readonly Batch[],
  earlier: ReadonlyMap<number, EarlierBatch> = new Map(),
): JudgedBatches<Batch> {
  const firsts = new Map(firstOfEach(batches).map(batch => [batch.fingerprint, batch.ordinal]))
  const findings = new Map<number, Finding>()
  const judged = batches.map(batch => {
    const first = isClaimed(batch) ? firsts.get(batch.fingerprint) : undefined
    if (first === undefined) return batch
    const history = earlier.get(first)
    if (history === undefined && first === batch.ordinal) return batch
    findings.set(batch.ordinal, findingOf(batch, first, history))
    return { ...batch, fate: 'quarantine' as const }
  })
  return { batches: judged, findings }
}

function isClaimed(batch: RepeatableBatch): boolean {
  return batch.fate === 'process' && batch.computed.count > 0
}

function findingOf(batch: RepeatableBatch, first: number, history: EarlierBatch | undefined): Finding {
  if (history !== undefined) return repeatOf(history, batch)
  const facts = { earlier: `batch ${first + 1} of this file`, batch: first + 1, items: batch.computed.count }
  return { kind: 'duplicate-batch', facts }
}

/** What is found of a batch that another file brought, and that is processed there. */
export function repeatOf(other: EarlierBatch, batch: Pick<RepeatableBatch, 'computed'>): Finding {
  const facts = {
    earlier: `receipt ${other.receiptId}, batch ${other.ordinal + 1}`,
    receipt: other.receiptId,
    batch: other.ordinal + 1,
    items: batch.computed.count,
  }
  return { kind: 'duplicate-batch', facts }
}
