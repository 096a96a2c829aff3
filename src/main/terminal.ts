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

/** What is printed may come from a stranger's file: nothing in it may steer the terminal, so control characters become pictures. */
export function openTerminal(out: Out, err: Out, clockMs: () => number): Terminal {
  return {
    print: (line = '') => void out.write(`${plain(line)}\n`),
    printJson: value => void out.write(`${plainJson(JSON.stringify(value, bigintAsText))}\n`),
    complain: sentence => void err.write(`clearday: ${plain(sentence)}\n`),
    progress: label => (err.isTTY === true ? bar(label, err, clockMs) : lines(label, err, clockMs)),
  }
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** C0 but line ends and tabs, DEL, C1, and the marks that turn the direction of writing. */
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

function plain(text: string): string {
  return text.replace(STEERING, found => {
    const code = found.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
  })
}

/** JSON escapes C0 by itself; the rest is escaped too, so that the value stays what it is. */
function plainJson(json: string): string {
  return json.replace(STEERING, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function bar(label: string, err: Out, clockMs: () => number): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY
  const draw = (text: string) => void err.write(`\r\u001b[2K${plain(text).slice(0, (err.columns || 80) - 1)}`)
  return {
    update(done, total, note = '') {
      if (clockMs() - drawnAt < DRAW_EVERY_MS) return
      drawnAt = clockMs()
      draw(`${label} ${total === undefined ? done : `[${boxes(done, total)}] ${done}/${total}`} ${note}`)
    },
    end(note = 'done') {
      draw(`${label} ${note}`)
      err.write('\n')
    },
  }
}

function boxes(done: number, total: number): string {
  const filled = total === 0 ? BAR : Math.min(BAR, Math.round((BAR * done) / total))
  return '█'.repeat(filled) + '·'.repeat(BAR - filled)
}

/** What is over before the first line was due says nothing, unless it has something to say. */
function lines(label: string, err: Out, clockMs: () => number): Progress {
  let printedAt = clockMs()
  let isSilent = true
  const line = (text: string) => {
    isSilent = false
    err.write(`${plain(text).trimEnd()}\n`)
  }
  return {
    update(done, total, note = '') {
      if (clockMs() - printedAt < LINE_EVERY_MS) return
      printedAt = clockMs()
      line(`${label} ${done}${total === undefined ? '' : `/${total}`} ${note}`)
    },
    end(note) {
      if (note !== undefined || !isSilent) line(`${label} ${note ?? 'done'}`)
    },
  }
}

/** Lines of a table: columns as wide as their widest cell, numbers to the right. */
export function tableLines(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  const cells = [header, ...rows.map(row => row.map(String))]
  const widths = header.map((_, column) => cells.reduce((widest, row) => Math.max(widest, width(row[column])), 0))
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

function width(cell = ''): number {
  return cell.length
}
