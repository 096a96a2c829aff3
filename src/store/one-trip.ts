import pg from 'pg'
import { prepareValue } from 'pg/lib/utils.js'
import { invariant } from '../core/invariant.ts'
import { keepPlans, keepsPlans } from './kept-plans.ts'
import { changedBy, type Runner, type Statement } from './statement.ts'

/**
 * Has statements that need nothing of each other's answers run one after the other, and waits for the server once, behind the last.
 * Each sees what those before it did, and what they waited for. `ask` calls what runs them without waiting in between, as in
 * `Promise.all`; a statement that comes later throws. When the server refuses one it passes over those behind it, and all of them
 * throw what it says; so they do where a value that it answers cannot be read.
 */
export async function inOneTrip<Answers>(tx: pg.ClientBase, ask: (run: Runner) => Promise<Answers>): Promise<Answers> {
  const trip = new Trip(keepsPlans(tx))
  const answers = ask(trip.runner)
  trip.close()
  if (trip.isEmpty) return answers
  tx.query(trip)
  // Also where what asks fails for another reason: the connection is free again when the server has answered.
  const [settled] = await Promise.allSettled([answers, trip.answered])
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

/** A statement that changes rows, with its values: texts, arrays in their binary form, and null. */
export interface Write {
  readonly what: Statement
  readonly values: readonly (string | Buffer | null)[]
}

/** Runs statements that change rows in one trip. All or none when one is refused. Gives how many rows each changed. */
export async function changedTogether(tx: pg.ClientBase, writes: readonly Write[]): Promise<readonly number[]> {
  return inOneTrip(tx, run => changedWith(run, writes))
}

/** The same among others of a trip. */
export async function changedWith(run: Runner, writes: readonly Write[]): Promise<readonly number[]> {
  return Promise.all(writes.map(({ what, values }) => changedBy(run, what, values)))
}

interface NamedText {
  readonly text: string
  readonly name?: string
}

interface Asked {
  /** Under which the server keeps its plan; empty where it does not. */
  readonly name: string
  readonly text: string
  readonly values: readonly (string | Buffer | null)[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

interface Answer {
  readonly command: string
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** How many rows were read or changed. */
  readonly rowCount: number
}

interface Field {
  readonly name: string
  readonly dataTypeID: number
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
class Trip implements pg.Submittable {
  /** The driver puts its own here, which ends the clock of a connection that has a `query_timeout`. */
  callback: () => void = () => {}
  readonly runner: Runner
  /** Ends when the server has answered, also where it refused. */
  readonly answered: Promise<void>
  readonly #asked: Asked[] = []
  readonly #answers: Answer[] = []
  readonly #end: () => void
  #isClosed = false
  /** Why something that the server answered cannot be read. */
  #unreadable: unknown
  #fields: readonly Field[] = []
  #rows: Record<string, unknown>[] = []

  constructor(isKept: boolean) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.answered = promise
    this.#end = resolve
    const query = (what: string | NamedText, values: readonly unknown[] = []) =>
      this.#ask(typeof what === 'string' ? { text: what } : what, values)
    this.runner = { query } as unknown as Runner // one of the many ways to call it, which is the one of `rowsOf` and `changedBy`
    if (isKept) keepPlans(this.runner)
  }

  get isEmpty(): boolean {
    return this.#asked.length === 0
  }

  /** From now on nothing more is asked for. */
  close(): void {
    this.#isClosed = true
  }

  #ask({ text, name }: NamedText, values: readonly unknown[]): Promise<Answer> {
    invariant(!this.#isClosed, 'what goes together is asked for at once: this statement comes after the others')
    return new Promise((resolve, reject) => {
      // A name of its own: the driver counts those that it sends itself.
      const own = name === undefined ? '' : `${name} together`
      this.#asked.push({ name: own, text, values: values.map(value => prepareValue(value)), resolve, reject })
    })
  }

  submit(connection: pg.Connection): void {
    const socket = connection.stream
    socket.cork()
    const known = namesOn(connection)
    for (const { name, text, values } of this.#asked) {
      if (!known.has(name)) connection.parse({ name, text, types: [] }, true)
      if (name !== '') known.add(name)
      connection.bind({ portal: '', statement: name, values: [...values] }, true)
      connection.describe({ type: 'P', name: '' }, true)
      connection.execute({ portal: '' }, true)
    }
    connection.sync()
    socket.uncork()
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#fields = fields
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      this.#rows.push(this.#rowOf(fields))
    } catch (error) {
      // Thrown here it would end the process: nobody but those who asked is told.
      this.#unreadable ??= error
    }
  }

  #rowOf(fields: readonly (string | null)[]): Record<string, unknown> {
    const row: Record<string, unknown> = {}
    this.#fields.forEach(({ name, dataTypeID }, index) => {
      const text = fields[index] ?? null
      row[name] = text === null ? null : pg.types.getTypeParser(dataTypeID, 'text')(text)
    })
    return row
  }

  /** `INSERT 0 200`, `UPDATE 7`. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    const [command = ''] = text.split(' ')
    this.#answers.push({ command, rows: this.#rows, rowCount: Number(/ (\d+)$/.exec(text)?.[1] ?? 0) })
    this.#rows = []
    this.#fields = []
  }

  handleReadyForQuery(): void {
    this.callback()
    this.#asked.forEach(({ resolve, reject }, index) => {
      const answer = this.#answers[index]
      if (this.#unreadable !== undefined) reject(this.#unreadable)
      else if (answer === undefined)
        reject(new Error(`${this.#asked.length} statements were sent, ${this.#answers.length} answered`))
      else resolve(answer)
    })
    this.#end()
  }

  handleError(reason: Error): void {
    this.callback()
    for (const { reject } of this.#asked) reject(reason)
    this.#end()
  }
}
