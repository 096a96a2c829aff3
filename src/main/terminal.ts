import type { WriteStream } from 'node:tty'

/** Where a command writes: results to `out`, progress and errors to `err`, so that a pipe gets only results. */
export interface Terminal {
  print(line?: string): void
  /** A value as one JSON line. */
  printJson(value: unknown): void
  /** A sentence about what went wrong. */
  complain(sentence: string): void
  /** A line that says how far it is: drawn over itself on a terminal, a plain line now and then elsewhere. */
  progress(label: string): Progress
}

export interface Progress {
  /** `total` undefined: only the count is shown. */
  update(done: number, total: number | undefined, note?: string): void
  end(note?: string): void
}

type Out = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number }

const DRAW_EVERY_MS = 100
const LINE_EVERY_MS = 5_000
const BAR = 24

export function openTerminal(out: Out, err: Out, clockMs: () => number): Terminal {
  return {
    print: (line = '') => void out.write(`${line}\n`),
    printJson: value =>
      void out.write(`${JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? one.toString() : one))}\n`),
    complain: sentence => void err.write(`clearday: ${sentence}\n`),
    progress: label => (err.isTTY === true ? bar(label, err, clockMs) : lines(label, err, clockMs)),
  }
}

function bar(label: string, err: Out, clockMs: () => number): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY
  const draw = (text: string) => void err.write(`\r\u001b[2K${text.slice(0, (err.columns ?? 80) - 1)}`)
  return {
    update(done, total, note = '') {
      if (clockMs() - drawnAt < DRAW_EVERY_MS) return
      drawnAt = clockMs()
      const filled = total === undefined || total === 0 ? 0 : Math.round((BAR * done) / total)
      draw(
        `${label} ${total === undefined ? done : `[${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${done}/${total}`} ${note}`,
      )
    },
    end(note = 'done') {
      draw(`${label} ${note}\n`)
    },
  }
}

function lines(label: string, err: Out, clockMs: () => number): Progress {
  let printedAt = clockMs()
  return {
    update(done, total, note = '') {
      if (clockMs() - printedAt < LINE_EVERY_MS) return
      printedAt = clockMs()
      err.write(`${label} ${done}${total === undefined ? '' : `/${total}`} ${note}\n`)
    },
    end(note = 'done') {
      err.write(`${label} ${note}\n`)
    },
  }
}

/** Lines of a table: columns as wide as their widest cell, numbers to the right. */
export function tableLines(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  const cells = [header, ...rows.map(row => row.map(String))]
  const widths = header.map((_, column) => Math.max(...cells.map(row => (row[column] ?? '').length)))
  const right = header.map(
    (_, column) =>
      rows.length > 0 && rows.every(row => typeof row[column] === 'number' || /^[\d.,-]+$/.test(String(row[column]))),
  )
  return cells.map(row =>
    row
      .map((cell, column) => (right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
