import type { ArchiveKind, ArchiveMember } from '../core/archive.ts'
import type { CoreSystem } from '../core/core-system.ts'
import type { Institution } from '../core/institution.ts'
import type { ImageReading, Pack, PackName } from '../core/pack.ts'
import type { BlobStore } from '../store/blob.ts'
import type { Database } from '../store/database.ts'
import type { Runner } from '../store/statement.ts'
import type { StepGathered } from './gather-step.ts'

/** What every verb of the engine works with. Made once, in `main`; nothing in the engine reaches for a clock or a global. */
export interface Engine {
  readonly database: Database
  readonly blobs: BlobStore
  readonly packs: Readonly<Record<PackName, Pack>>
  readonly institution: Institution
  /** The ledger of customers' accounts: Clearday's own, or the bank's. */
  readonly coreSystem: CoreSystem<Runner>
  readonly now: () => Temporal.Instant
  /** Reads the codeline from the bytes of a front image. */
  readonly readImage: (tiff: Uint8Array) => ImageReading
  /** The members of an archive, see core/archive.ts. */
  readonly openArchive: (
    kind: ArchiveKind,
    source: {
      readonly name: string
      readonly sizeBytes: number
      read(range: { start: number; end: number }): AsyncIterable<Uint8Array>
    },
  ) => AsyncIterable<ArchiveMember>
  /** Inside a step of an act on many: what its members share, see gather-step.ts. */
  readonly gathered?: StepGathered
  /** Called as each named step is done. The torture test kills the process here; otherwise it does nothing. */
  readonly step: (name: StepName) => void
}

/** Every point at which a kill must lose nothing and repeat nothing. */
export const STEP_NAMES = [
  'blob stored',
  'receipt written',
  'receipt committed',
  'file read',
  'stage written',
  'stage committed',
  'part locked',
  'part decided',
  'part written',
  'part committed',
  'receipt finished',
  'return file built',
  'return file stored',
  'return file written',
  'return file committed',
  'return file published',
] as const
/** Those of a retry, which an ordinary day has none of. */
export const RETRY_STEP_NAMES = ['retry written', 'retry committed'] as const
/** Those of transfers, which are asked for by people and not by files. */
export const TRANSFER_STEP_NAMES = ['transfers written', 'transfers committed'] as const
export type StepName =
  | (typeof STEP_NAMES)[number]
  | (typeof RETRY_STEP_NAMES)[number]
  | (typeof TRANSFER_STEP_NAMES)[number]
  // Those of a decision about a held batch or file.
  | `unit ${'decided' | 'written' | 'committed'}`
  // Those of an act on many.
  | `bulk ${'decided' | 'written' | 'committed'}`

/** Who the audit log names for what the engine does by itself. */
export const ENGINE_ACTOR = 'engine'
