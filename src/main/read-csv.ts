import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'

/** A row of a CSV file that cannot be used: file, line, column and what would be right. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault'
  constructor(path: string, line: number, column: string, expected: string) {
    super(
      `${path}, line ${line}, column ${column}: expected ${expected}. Nothing of this file was loaded; correct the line and load it again.`,
    )
  }
}

/** One row, read column by column; every reader throws a `CsvFault` that names the place. */
export interface CsvRow {
  readonly line: number
  text(column: string): string
  /** Of the given words. */
  oneOf<Word extends string>(column: string, words: readonly Word[]): Word
  /** An integer in minor units, also negative. */
  minor(column: string): number
  /** The same, or undefined when empty. */
  minorOrNone(column: string): number | undefined
  /** YYYY-MM-DD. */
  day(column: string): Temporal.PlainDate
  dayOrNone(column: string): Temporal.PlainDate | undefined
  /** An ISO instant such as 2026-11-20T14:00:00Z. */
  instant(column: string): Temporal.Instant
}

/** Reads a CSV file with a header line, in batches of rows. Throws `CsvFault` for a missing column or a broken line. */
export async function* readCsv(
  path: string,
  columns: readonly string[],
  rowsPerBatch = 10_000,
): AsyncGenerator<readonly CsvRow[]> {
  const parser = createReadStream(path).pipe(
    parse({ columns: true, bom: true, info: true, relax_column_count: false, skip_empty_lines: true }),
  )
  let batch: CsvRow[] = []
  let checked = false
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>
      info: { lines: number }
    }>) {
      if (!checked)
        for (const column of columns)
          if (!(column in record)) throw new CsvFault(path, 1, column, 'this column in the header line')
      checked = true
      batch.push(rowOf(path, info.lines, record))
      if (batch.length < rowsPerBatch) continue
      yield batch
      batch = []
    }
  } catch (error) {
    if (error instanceof CsvFault) throw error
    const at = error as { lines?: number; message: string }
    throw new CsvFault(path, at.lines ?? 0, '(the whole line)', `well-formed CSV (${at.message})`)
  }
  if (batch.length > 0) yield batch
}

function rowOf(path: string, line: number, record: Record<string, string>): CsvRow {
  const text = (column: string) => record[column] ?? ''
  const fault = (column: string, expected: string) => new CsvFault(path, line, column, expected)
  const minor = (column: string) => {
    const value = text(column)
    if (!/^-?\d{1,15}$/.test(value)) throw fault(column, 'a whole number of minor units such as 120455')
    return Number(value)
  }
  const day = (column: string) => {
    const value = text(column)
    if (!/^\d{4}-\d\d-\d\d$/.test(value)) throw fault(column, 'a day such as 2026-11-20')
    try {
      return Temporal.PlainDate.from(value, { overflow: 'reject' })
    } catch {
      throw fault(column, 'a day that exists, such as 2026-11-20')
    }
  }
  return {
    line,
    text,
    oneOf(column, words) {
      const found = words.find(word => word === text(column))
      if (found === undefined) throw fault(column, `one of ${words.join(', ')}`)
      return found
    },
    minor,
    minorOrNone: column => (text(column) === '' ? undefined : minor(column)),
    day,
    instant(column) {
      try {
        return Temporal.Instant.from(text(column))
      } catch {
        throw fault(column, 'an instant such as 2026-11-20T14:00:00Z')
      }
    },
    dayOrNone: column => (text(column) === '' ? undefined : day(column)),
  }
}
