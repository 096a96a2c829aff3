/** How a file comes to the bank: one row of manifest.csv. */
export interface Arrival {
  readonly source: string
  /** In the institution's own time. */
  readonly at: Temporal.PlainDateTime
  /** When the source's file is due, where one is expected. */
  readonly expectedBy?: Temporal.PlainDateTime
}
