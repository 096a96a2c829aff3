import type pg from 'pg'
import type { Statement } from './statement.ts'
import { storableText } from './storable-text.ts'

/** A statement that changes rows, with its values: texts, and arrays in their binary form. */
export interface Write {
  readonly what: Statement
  readonly values: readonly (string | Buffer)[]
}

/**
 * Runs statements that change rows one after the other and waits for the server once, behind the last. Each sees what those before
 * it did. All or none when one is refused. Gives how many rows each changed; throws what the server says.
 */
export async function changedTogether(tx: pg.ClientBase, writes: readonly Write[]): Promise<readonly number[]> {
  const sent = writes.map(({ what, values }) => ({
    text: what.text,
    values: values.map(value => (typeof value === 'string' ? storableText(value) : value)),
  }))
  const changed = await new Promise<readonly number[]>((resolve, reject) => {
    tx.query(new TogetherQuery(sent, resolve, reject))
  })
  if (changed.length !== writes.length)
    throw new Error(`${writes.length} statements were sent, ${changed.length} answered`)
  return changed
}

interface Sent {
  readonly text: string
  readonly values: readonly (string | Buffer)[]
}

/**
 * The statements in the extended protocol with one Sync behind them: the server passes over the rest of them when it refuses one.
 * See https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
class TogetherQuery implements pg.Submittable {
  /** The driver puts its own here, which ends the clock of a connection that has a `query_timeout`. */
  callback: () => void = () => {}
  readonly #sent: readonly Sent[]
  readonly #resolve: (changed: readonly number[]) => void
  readonly #reject: (reason: Error) => void
  readonly #changed: number[] = []

  constructor(sent: readonly Sent[], resolve: (changed: readonly number[]) => void, reject: (reason: Error) => void) {
    this.#sent = sent
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: pg.Connection): void {
    const socket = connection.stream
    socket.cork()
    for (const { text, values } of this.#sent) {
      connection.parse({ name: '', text, types: [] }, true)
      connection.bind({ portal: '', statement: '', values: [...values] }, true)
      connection.execute({ portal: '' }, true)
    }
    connection.sync()
    socket.uncork()
  }

  /** `INSERT 0 200`, `UPDATE 7`. */
  handleCommandComplete(told: { readonly text: string }): void {
    this.#changed.push(Number(/ (\d+)$/.exec(told.text)?.[1]))
  }

  handleReadyForQuery(): void {
    this.callback()
    this.#resolve(this.#changed)
  }

  handleError(reason: Error): void {
    this.callback()
    this.#reject(reason)
  }
}
