import type { Arrival } from './arrival.ts'
import type { TruthRow } from './truth.ts'

/** A file that is written as it stands: one that no reader can read, an advice, or a copy of another file of the day. */
export interface RawFile {
  readonly path: string
  readonly arrival: Arrival
  readonly bytes: RawBytes
  readonly truth: Pick<TruthRow, 'scope' | 'outcome' | 'kind' | 'near'>
  /** The truth of its items, where it can be read and they have one. */
  readonly items?: readonly TruthRow[]
}

export type RawBytes =
  | { readonly are: 'given'; readonly bytes: Uint8Array }
  /** The bytes of the file of that path: under another name, or in a ZIP archive. Originals are small files, kept in memory. */
  | { readonly are: 'copied'; readonly of: string; readonly as: 'renamed' | 'zipped' }
