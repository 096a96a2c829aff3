import type { Sensitive } from './fault.ts'

/** A field of an item for people: its caller masks what is sensitive. */
export interface ItemField {
  readonly name: string
  /** The field's standard words, as its class of entry reads the columns. */
  readonly title: string
  /** 1-based first column and width in the item's record, where it has one. */
  readonly column?: number
  readonly width?: number
  readonly record?: number
  readonly value: string
  readonly sensitive?: Sensitive
}

/** A header as it stands in the file, one character a column, and its fields. */
export interface HeaderRecord {
  readonly text: string
  readonly fields: readonly ItemField[]
}
