import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { CsvFault } from './csv-fault.ts'
import { FACT_FILES } from './fact-files.ts'
import { type CsvRow, readCsv } from './read-csv.ts'

const folder = mkdtempSync(join(tmpdir(), 'clearday-csv-'))
let files = 0
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(bytes: string | Uint8Array): string {
  const path = join(folder, `${++files}.csv`)
  writeFileSync(path, bytes)
  return path
}

async function rowsOf(
  path: string,
  columns: readonly string[],
  optional?: readonly string[],
): Promise<readonly CsvRow[]> {
  const rows: CsvRow[] = []
  for await (const batch of readCsv(path, columns, 2, optional)) rows.push(...batch)
  return rows
}

async function faultOf(bytes: string | Uint8Array, read: (row: CsvRow) => unknown = () => {}): Promise<string> {
  const path = fileOf(bytes)
  try {
    for (const row of await rowsOf(path, ['account', 'amount'])) read(row)
  } catch (error) {
    if (error instanceof CsvFault) return error.message.replace(`${path}, `, '')
    throw error
  }
  return 'no fault'
}

// Seen red with: an optional column asked for in the header; one that stands twice taken by its last place.
test('an optional column may be left out, be empty, or be there, once', async () => {
  const read = async (text: string) => {
    const rows = await rowsOf(fileOf(text), ['account'], ['opened_on'])
    return rows.map(row => row.dayOrNone('opened_on')?.toString())
  }
  expect(await read('account\n12\n')).toEqual([undefined])
  expect(await read('opened_on,account\n,12\n2026-11-01,13\n')).toEqual([undefined, '2026-11-01'])
  await expect(read('account,opened_on,opened_on\n12,,\n')).rejects.toThrow('this column once')
  await expect(read('account,opened_on\n12,11/01/2026\n')).rejects.toThrow('a day such as 2026-11-20')
})

test('rows are read whatever the order of columns, the line ends, the quotes and the mark at the start', async () => {
  const rows = await rowsOf(fileOf('\ufeffamount,note,account\r\n5,"a, ""b""\nc",12\r\n\r\n7,,13\r\n'), [
    'account',
    'amount',
  ])
  expect(rows.map(row => [row.text('account'), row.minor('amount'), row.text('note')])).toEqual([
    ['12', 5, 'a, "b"\nc'],
    ['13', 7, ''],
  ])
  expect(rows.map(row => row.line)).toEqual([3, 5])
})

describe('a CSV file that cannot be used is named with its line, column and what is expected', () => {
  // Seen red with each refusal taken out: NUL characters, Latin-1, a column twice and an empty file then were no fault; of a
  // missing column, UTF-16, a zip archive and the long line another sentence was told, of broken quotes and rows the parser's.
  it.each([
    ['an empty file', '', 'line 1, column account: expected a header line with this column'],
    ['a missing column', 'account,sum\n1,2\n', 'line 1, column amount: expected this column in the header line'],
    ['semicolons', 'account;amount\n1;2\n', 'line 1, column account: expected this column in the header line, commas'],
    ['a column twice', 'account,amount,amount\n1,2,3\n', 'line 1, column amount: expected this column once'],
    ['a short row', 'account,amount\n1,2\n3\n', 'line 3, column (the whole line): expected 2 columns'],
    ['an open quote', 'account,amount\n1,"2\n', 'expected a closing quote'],
    ['a quote inside', 'account,amount\n1,2\n3,a"b"\n', 'line 3, column (the whole line): expected well-formed CSV'],
    ['a NUL', 'account,amount\n1,2\n1\0,2\n', 'line 3, column (the whole line): expected text without NUL'],
    [
      'UTF-16',
      new Uint8Array([0xff, 0xfe, 0x61, 0]),
      'line 1, column (the whole line): expected UTF-8; this is UTF-16',
    ],
    ['a spreadsheet', new Uint8Array([0x50, 0x4b, 3, 4, 1]), 'expected CSV; this is a zip archive'],
    [
      'Latin-1',
      Buffer.from('account,amount\n1,2\nJos\xe9,2\n', 'latin1'),
      'line 3, column (the whole line): expected UTF-8',
    ],
    [
      'a line of ten megabytes',
      `account,amount\n${'9'.repeat(10_000_000)},1\n`,
      'line 2, column (the whole line): expected a line of at most 65536 bytes',
    ],
  ])('%s', async (_, bytes, sentence) => {
    expect(await faultOf(bytes)).toContain(sentence)
  })

  it.each([
    ['1.5', 'line 2, column amount: expected a whole number of minor units such as 120455'],
    ['1e3', 'line 2, column amount: expected a whole number'],
    ['9999999999999999', 'line 2, column amount: expected a whole number'],
  ])('the amount %s', async (amount, sentence) => {
    expect(await faultOf(`account,amount\n1,${amount}\n`, row => row.minor('amount'))).toContain(sentence)
  })

  it.each(['2026-02-30', '2026-2-3', '20260203', '2026-13-01', ''])('the day %j', async day => {
    expect(await faultOf(`account,amount\n1,${day}\n`, row => row.day('amount'))).toContain('expected a day')
  })

  // Seen red without the bounds.
  it.each([
    ['1899-12-31T12:00:00Z', 'expected an instant from 1900-01-03T00:00:00Z to 2199-12-15T00:00:00Z'],
    ['2300-01-01T12:00:00Z', 'further out no calendar is known'],
    ['2026-11-20 14:00', 'expected an instant such as 2026-11-20T14:00:00Z'],
  ])('the instant %s', async (instant, sentence) => {
    expect(await faultOf(`account,amount\n1,${instant}\n`, row => row.instant('amount'))).toContain(sentence)
  })

  it('says that nothing was loaded, and never what stands in the line', async () => {
    const told = await faultOf('account,amount\n777123456789,Jane Canary"x"\n', row => row.minor('amount'))
    expect(told).toContain('Nothing was loaded')
    expect(told).not.toMatch(/777123456789|Canary/)
  })
})

describe('facts files', () => {
  const rowIn = async (name: string, values: Readonly<Record<string, string>>): Promise<CsvRow> => {
    const columns = FACT_FILES[name]?.columns ?? []
    const text = `${columns.join(',')}\n${columns.map(column => values[column] ?? '').join(',')}\n`
    const [row] = await rowsOf(fileOf(text), columns)
    if (row === undefined) throw new Error('the row is there')
    return row
  }
  const stop = { rail: 'check', account: '123456789', serial_from: '100', amount_min_minor: '500' }

  // Seen red with the end of an order left in its identity: a revoked order then stood beside the new one.
  it('an order whose end changes keeps its identity, another order has its own', async () => {
    const of = async (values: Readonly<Record<string, string>>) =>
      FACT_FILES['stops.csv']?.factsOf(await rowIn('stops.csv', values))[0]?.identity
    const first = await of({ ...stop, to: '2027-01-01' })
    expect(await of({ ...stop, to: '2026-12-01' })).toBe(first)
    expect(await of({ ...stop, serial_from: '101' })).not.toBe(first)
  })

  it.each([
    ['stops.csv', { ...stop, from: '2026-02-01', to: '2026-01-01' }, 'column to: expected a day that is not before'],
    ['stops.csv', { ...stop, amount_max_minor: '400' }, 'column amount_max_minor: expected an amount of at least'],
    ['stops.csv', { ...stop, account: '12 34' }, 'column account: expected an account number of 6 to 17 digits'],
    ['stops.csv', { ...stop, rail: 'wire' }, 'column rail: expected one of ach, check'],
    ['issues.csv', { account: '123456', serial: 'A1' }, 'column serial: expected a check serial'],
    [
      'issues.csv',
      { account: '123456', serial: '1', amount_minor: '-5' },
      'column amount_minor: expected an amount of zero',
    ],
    [
      'originated.csv',
      { settled_on: '2026-01-02', originator_account: '123456', amount_minor: '1', transaction_code: 'x' },
      'column transaction_code: expected a transaction code',
    ],
    ['deposited.csv', { routing: '12' }, 'column routing: expected a routing number of nine digits'],
  ])('%s with %j is refused', async (name, values, sentence) => {
    const row = await rowIn(name, values)
    expect(() => FACT_FILES[name]?.factsOf(row)).toThrow(sentence)
  })
})
