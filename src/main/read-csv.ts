import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { CsvFault, WHOLE_LINE } from './csv-fault.ts'
import { csvText } from './csv-text.ts'

/** One row, read column by column; every reader throws a `CsvFault` that names the place. */
export interface CsvRow {
  /** 1-based; of a row with line breaks in quotes, its last line. */
  readonly line: number
  text(column: string): string
  /** Text of which the pattern knows the form; `expected` says it in words. */
  matching(column: string, pattern: RegExp, expected: string): string
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
  /** The fault to throw when the columns of the row contradict each other. */
  fault(column: string, expected: string): CsvFault
}

const RECORD_CHARACTERS_MAX = 1 << 20

/** Reads a CSV file with a header line, in batches of rows. Throws `CsvFault` for a missing column or a broken line. */
export async function* readCsv(
  path: string,
  columns: readonly string[],
  rowsPerBatch = 10_000,
  /** Columns that may be left out: they are then empty in every row. */
  optional: readonly string[] = [],
): AsyncGenerator<readonly CsvRow[]> {
  const parser = parse({ info: true, skip_empty_lines: true, max_record_size: RECORD_CHARACTERS_MAX })
  // What goes wrong on the way comes out of the parser, which is read below.
  pipeline(Readable.from(csvText(path, createReadStream(path))), parser, () => {})
  let places: ReadonlyMap<string, number> | undefined
  let batch: CsvRow[] = []
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (places === undefined) {
        places = placesOf(path, record, { columns, optional })
        continue
      }
      batch.push(rowOf(path, info.lines, record, places))
      if (batch.length < rowsPerBatch) continue
      yield batch
      batch = []
    }
  } catch (error) {
    throw error instanceof CsvError
      ? new CsvFault(path, lineOf(error), WHOLE_LINE, expectedBy(error, places?.size))
      : error
  }
  if (places === undefined) throw new CsvFault(path, 1, columns[0] ?? WHOLE_LINE, 'a header line with this column')
  if (batch.length > 0) yield batch
}

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function placesOf(
  path: string,
  header: readonly string[],
  { columns, optional }: { readonly columns: readonly string[]; readonly optional: readonly string[] },
): ReadonlyMap<string, number> {
  const names = header.map(name => name.trim())
  const places = new Map(names.map((name, index) => [name, index]))
  for (const column of columns) {
    if (!places.has(column))
      throw new CsvFault(path, 1, column, 'this column in the header line, commas between columns')
  }
  for (const column of [...columns, ...optional])
    if (places.has(column) && names.indexOf(column) !== places.get(column))
      throw new CsvFault(path, 1, column, 'this column once')
  return places
}

function lineOf(error: CsvError): number {
  return typeof error.lines === 'number' ? error.lines : 0
}

/** In our own words: the parser's repeat what stands in the line. */
function expectedBy(error: CsvError, columns = 0): string {
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return `${columns} columns, as the header line has`
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a closing quote before the end of the file'
    case 'CSV_MAX_RECORD_SIZE':
      return `a row of at most ${RECORD_CHARACTERS_MAX} characters; perhaps a closing quote is missing`
    default:
      return 'well-formed CSV: quotes around a whole value, and doubled inside it'
  }
}

function rowOf(path: string, line: number, record: readonly string[], places: ReadonlyMap<string, number>): CsvRow {
  const text = (column: string) => record[places.get(column) ?? -1] ?? ''
  const fault = (column: string, expected: string) => new CsvFault(path, line, column, expected)
  const matching = (column: string, pattern: RegExp, expected: string) => {
    const value = text(column)
    if (!pattern.test(value)) throw fault(column, expected)
    return value
  }
  const minor = (column: string) =>
    Number(matching(column, /^-?\d{1,15}$/, 'a whole number of minor units such as 120455'))
  const day = (column: string) => {
    const value = matching(column, /^\d{4}-\d\d-\d\d$/, 'a day such as 2026-11-20')
    return orFault(() => Temporal.PlainDate.from(value), fault(column, 'a day that exists, such as 2026-11-20'))
  }
  return {
    line,
    text,
    matching,
    fault,
    oneOf(column, words) {
      const found = words.find(word => word === text(column))
      if (found === undefined) throw fault(column, `one of ${words.join(', ')}`)
      return found
    },
    minor,
    minorOrNone: column => (text(column) === '' ? undefined : minor(column)),
    day,
    instant(column) {
      const expected = 'an instant such as 2026-11-20T14:00:00Z'
      const value = matching(column, /^\d{4}-/, expected)
      const instant = orFault(() => Temporal.Instant.from(value), fault(column, expected))
      const isKnown = Temporal.Instant.compare(instant, FIRST) >= 0 && Temporal.Instant.compare(instant, LAST) <= 0
      if (!isKnown) throw fault(column, `an instant from ${FIRST} to ${LAST}: further out no calendar is known`)
      return instant
    },
    dayOrNone: column => (text(column) === '' ? undefined : day(column)),
  }
}

/** The calendars reach from 1900 to 2199, and every instant needs a posting day in them, in any time zone, after any holidays. */
const FIRST = Temporal.Instant.from('1900-01-03T00:00:00Z')
const LAST = Temporal.Instant.from('2199-12-15T00:00:00Z')

function orFault<T>(read: () => T, fault: CsvFault): T {
  try {
    return read()
  } catch {
    throw fault
  }
}
