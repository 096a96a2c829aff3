import type { Finding } from './exception.ts'
import type { BatchClosed, BatchDetail, ImageReading, PackItem } from './pack.ts'

/**
 * A second look at a batch that the reader quarantined, before it is split into parts: the engine reads the images of all
 * its items and asks again. Until the answer, and without this hook, the first fate stands, so nothing of an unexplained
 * batch posts. The answer depends on the batch's own bytes only, so that asking again after a crash gives the same one.
 */
export interface SecondLook<Item extends PackItem = PackItem> {
  /** True when images could change the fate: the batch's own counts and faults allow it. Decided from the closing alone. */
  wanted(closed: BatchClosed): boolean
  /**
   * `process` when exactly one item explains the difference. That item is then excepted by `decide`, which sees the same
   * image, and the others post. Else `quarantine`, with a finding that says what the images showed.
   */
  judge(closed: BatchClosed, items: Iterable<SeenItem<Item>>): BatchVerdict
}

/** An item under a second look: what its record says and what its image says. */
export interface SeenItem<Item extends PackItem = PackItem> {
  /** 0-based in the file. */
  readonly seq: number
  readonly item: Item
  readonly image: ImageReading | undefined
}

export type BatchVerdict =
  /** `detail` is added to the batch's own before its items are decided. */
  | { readonly fate: 'process'; readonly explainedBySeq: number; readonly detail: BatchDetail }
  | { readonly fate: 'quarantine'; readonly finding: Finding }
