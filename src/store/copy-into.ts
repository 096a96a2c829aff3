import type pg from 'pg'
import type { CopyRows } from './copy-rows.ts'
import type { Statement } from './statement.ts'

/** Rows, and the statement that takes them: `copy t (…) from stdin (format binary)`. */
export interface Copy {
  readonly what: Statement
  readonly rows: CopyRows
}

/**
 * Sends rows with COPY, those of several tables in one go: the server takes one after the other, and nobody waits for it between
 * them. All or none when one is refused, as each is part of one message. Throws what the server says, and when it took fewer rows
 * than it was sent. The rows' buffers may be filled again when it has returned, not when it has thrown: they may still be on their way.
 */
export async function copyInto(tx: pg.ClientBase, ...copies: readonly Copy[]): Promise<void> {
  const filled = copies.filter(({ rows }) => rows.rows > 0)
  if (filled.length === 0) return
  // Here and not where it is sent: it may need memory, and who fails while sending leaves a connection that nobody can use.
  const sent = filled.map(({ what, rows }) => ({ text: what.text, bytes: rows.finish() }))
  const stored = await new Promise<readonly number[]>((resolve, reject) => {
    tx.query(new CopyQuery(sent, resolve, reject))
  })
  for (const [n, { what, rows }] of filled.entries())
    if (stored[n] !== rows.rows) throw new Error(`${what.name} stored ${stored[n] ?? 'none'} of ${rows.rows} rows`)
}

interface Sent {
  readonly text: string
  /** The whole stream of a COPY. */
  readonly bytes: Buffer
}

/** The pieces that the server reads at a time: what it has just received is still in the processor's cache when it is parsed. */
const MESSAGE_BYTES = 1 << 17
const COPY_DATA = 0x64 // d
const COPY_DONE = Uint8Array.of(0x63, 0, 0, 0, 4) // c

/**
 * The statements as one simple query with all their data right behind it. The protocol allows that: a server that refuses one passes
 * over the data of it and of those after it. See https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 */
class CopyQuery implements pg.Submittable {
  /** The driver puts its own here, which ends the clock of a connection that has a `query_timeout`. */
  callback: () => void = () => {}
  readonly #copies: readonly Sent[]
  readonly #resolve: (stored: readonly number[]) => void
  readonly #reject: (reason: Error) => void
  readonly #stored: number[] = []

  constructor(copies: readonly Sent[], resolve: (stored: readonly number[]) => void, reject: (reason: Error) => void) {
    this.#copies = copies
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: pg.Connection): void {
    const socket = connection.stream
    socket.cork()
    connection.query(this.#copies.map(({ text }) => text).join('\n;\n'))
    for (const { bytes } of this.#copies) {
      for (let from = 0; from < bytes.length; from += MESSAGE_BYTES) {
        const piece = bytes.subarray(from, from + MESSAGE_BYTES)
        socket.write(headOf(piece.length))
        socket.write(piece)
      }
      socket.write(COPY_DONE)
    }
    socket.uncork()
  }

  /** Everything was sent already. */
  handleCopyInResponse(): void {}

  handleCommandComplete(told: { readonly text: string }): void {
    this.#stored.push(Number(/^COPY (\d+)$/.exec(told.text)?.[1]))
  }

  handleReadyForQuery(): void {
    this.callback()
    this.#resolve(this.#stored)
  }

  handleError(reason: Error): void {
    this.callback()
    this.#reject(reason)
  }
}

function headOf(size: number): Uint8Array {
  const head = new Uint8Array(5)
  head[0] = COPY_DATA
  new DataView(head.buffer).setInt32(1, size + 4)
  return head
}
