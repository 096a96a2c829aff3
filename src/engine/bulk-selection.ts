import type { BulkActName } from '../core/bulk/bulk-act.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { ExceptionsFilter } from '../store/exception-page.ts'

/** Which are acted on: exceptions by what their list is filtered by, or what an act on many or somebody by name left to a second person. */
export type BulkSelection =
  | { readonly by: 'exceptions'; readonly filter: ExceptionsFilter }
  /** The decisions of an act on many. */
  | { readonly by: 'act'; readonly of: number }
  /** Proposals, one by one. */
  | { readonly by: 'decisions'; readonly decisions: readonly { readonly shard: number; readonly id: number }[] }

/** What is to be done with them. */
export type BulkAsked =
  | { readonly act: 'resolve'; readonly asked: ResolutionAsked }
  | { readonly act: Exclude<BulkActName, 'resolve'> }

/** As it is stored: plain values. */
export function selectionJson(selection: BulkSelection): unknown {
  return JSON.parse(JSON.stringify(selection))
}

/** What `selectionJson` gave, read again. */
export function selectionOf(stored: unknown): BulkSelection {
  const selection = stored as BulkSelection // as `selectionJson` wrote it, but for its moments
  if (selection.by !== 'exceptions') return selection
  const { dueBy, dueFrom, ...filter } = selection.filter
  return { by: 'exceptions', filter: { ...filter, dueBy: instantOf(dueBy), dueFrom: instantOf(dueFrom) } }
}

function instantOf(written: unknown): Temporal.Instant | undefined {
  return typeof written === 'string' ? Temporal.Instant.from(written) : undefined
}
