/** Something that a person points at: what a reader looks at first. Nothing of it is copied: whoever looks sees it masked as everywhere. */
export interface Evidence {
  /** The item that it is of. */
  readonly item: number
  readonly of: EvidenceKind
  /** Which: `front` of a page, the line's place among the item's records from 1, `1101/7` of an event, the number of an entry; empty of the finding. */
  readonly ref: string
}

export const EVIDENCE_KINDS = ['finding', 'page', 'record', 'event', 'entry'] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

/** More than a reader looks at. */
export const EVIDENCE_MAX = 20
