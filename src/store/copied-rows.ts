import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'

const HEADER_BYTES = 19
const END = -1

/**
 * The rows of a query, in its order, as the bytes of their fields in binary COPY form: exactly what `CopyRows` wrote and the
 * audit chain hashed. A stream: memory stays flat whatever the number of rows. Rows come in batches, and are views into it.
 *
 * @param text A query of ours with its values in it: COPY takes no parameters, so they are numbers only.
 */
export async function* copiedRows(tx: pg.ClientBase, text: string): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0)
  let at = HEADER_BYTES
  for await (const chunk of tx.query(copyTo(`copy (${text}) to stdout (format binary)`))) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    const rows: Buffer[] = []
    for (let end = rowEnd(bytes, at); end !== undefined; end = rowEnd(bytes, at)) {
      rows.push(bytes.subarray(at + 2, end))
      at = end
    }
    const taken = Math.min(at, bytes.length)
    rest = bytes.subarray(taken)
    at -= taken
    if (rows.length > 0) yield rows
  }
}

/** Where the row that begins at `at` ends; undefined when it is not whole yet, or the stream's end. */
function rowEnd(bytes: Buffer, at: number): number | undefined {
  if (at + 2 > bytes.length) return undefined
  const fields = bytes.readInt16BE(at)
  if (fields === END) return undefined
  let end = at + 2
  for (let field = 0; field < fields; field++) {
    if (end + 4 > bytes.length) return undefined
    end += 4 + Math.max(0, bytes.readInt32BE(end))
  }
  return end > bytes.length ? undefined : end
}

/** The 64-bit number of a field whose length stands at `at`. */
export function int8At(row: Buffer, at: number): number {
  return row.readInt32BE(at + 4) * 4_294_967_296 + row.readUInt32BE(at + 8)
}

/** The 32-bit number of a field whose length stands at `at`; of a date, days since 2000-01-01. */
export function int4At(row: Buffer, at: number): number {
  return row.readInt32BE(at + 4)
}
