import type pg from 'pg'
import { keepsPlans } from './kept-plans.ts'
import type { Statement } from './statement.ts'
import { storableText } from './storable-text.ts'

/** A statement that changes rows, with its values: texts, arrays in their binary form, and null. */
export interface Write {
  readonly what: Statement
  readonly values: readonly (string | Buffer | null)[]
}

/**
 * Runs statements that change rows one after the other and waits for the server once, behind the last. Each sees what those before
 * it did. All or none when one is refused. Gives how many rows each changed; throws what the server says.
 */
export async function changedTogether(tx: pg.ClientBase, writes: readonly Write[]): Promise<readonly number[]> {
  const isKept = keepsPlans(tx)
  const sent = writes.map(({ what, values }) => ({
    // A name of its own: the driver counts those that it sends itself.
    name: isKept && what.plan === 'kept' ? `${what.name} together` : '',
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
  /** Under which the server keeps its plan; empty where it does not. */
  readonly name: string
  readonly text: string
  readonly values: Write['values']
}

/**
 * What the server was told by name on a connection. Where it refused something it may not have taken all of them; such a connection
 * is not used again (`inTransaction`).
 */
const told = new WeakMap<pg.Connection, Set<string>>()

function namesOn(connection: pg.Connection): Set<string> {
  const names = told.get(connection) ?? new Set()
  told.set(connection, names)
  return names
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
    const known = namesOn(connection)
    for (const { name, text, values } of this.#sent) {
      if (!known.has(name)) connection.parse({ name, text, types: [] }, true)
      if (name !== '') known.add(name)
      connection.bind({ portal: '', statement: name, values: [...values] }, true)
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
