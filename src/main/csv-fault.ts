/**
 * A place in a CSV file that cannot be used: file, line, column and what would be right. What stands there is not repeated:
 * a column that slipped may hold an account number or a name.
 */
export class CsvFault extends Error {
  override readonly name = 'CsvFault'
  constructor(path: string, line: number, column: string, expected: string) {
    super(
      `${path}, line ${line}, column ${column}: expected ${expected}. Nothing was loaded; correct the line and load it again.`,
    )
  }
}

export const WHOLE_LINE = '(the whole line)'
