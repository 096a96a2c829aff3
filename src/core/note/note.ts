import type { Evidence } from '../question/evidence.ts'

/** Words of a person about an item or a case: added, never changed, never taken away. */
export interface Note {
  /** The item's or the case's. */
  readonly shard: number
  readonly id: number
  readonly about: 'item' | 'case'
  /** The item's id, or the case's. */
  readonly subjectId: number
  readonly authorId: number
  readonly writtenAt: Temporal.Instant
  /** As they were written: shown through `maskWords`. */
  readonly words: string
  readonly evidence: Evidence | undefined
}
