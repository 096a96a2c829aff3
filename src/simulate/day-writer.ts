/** Where a simulated day is written. Paths are relative, with `/`. Several files are open at a time. */
export interface DayWriter {
  file(path: string): DayFile
}

export interface DayFile {
  /** The bytes are only valid during the call: copy what you keep. Text is ASCII. */
  write(bytes: Uint8Array | string): void
  close(): void
}

/** Gathers lines of CSV and writes them in pieces of some tens of kilobytes. */
export interface CsvFile {
  row(cells: readonly (string | number)[]): void
  close(): void
}

export function createCsv(out: DayWriter, path: string, header: readonly string[]): CsvFile {
  const file = out.file(path)
  let gathered = `${header.join(',')}\n`
  return {
    row: cells => {
      let line = ''
      for (const [index, cell] of cells.entries())
        line += (index === 0 ? '' : ',') + (typeof cell === 'number' ? cell : quoted(cell))
      gathered += `${line}\n`
      if (gathered.length > 60_000) {
        file.write(gathered)
        gathered = ''
      }
    },
    close: () => {
      file.write(gathered)
      file.close()
    },
  }
}

/** RFC 4180: quotes where a comma, a quote, a line end or an outer blank would be misread. */
function quoted(cell: string): string {
  return /[",\n\r]|^ | $/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
