/** The column `release` of a claim, as the last field of a row in binary COPY form: four bytes of length and two of the number. */
export const RELEASE_BYTES = 6

/** Which release of its receipt the row of a claim came with; 0 for the reading of its file. */
export function releaseAtEnd(row: Buffer): number {
  return row.readInt16BE(row.length - 2)
}
