import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Numbers of the sample day’s checking accounts in a state of which nothing is held, those with the most money first. */
export function checkingAccountNumbers(dataDir: string, status = 'open'): readonly string[] {
  const [head = '', ...lines] = readFileSync(join(dataDir, 'sample/accounts.csv'), 'utf8').split('\n')
  const columns = head.split(',')
  const valueIn = (line: string, name: string) => line.split(',')[columns.indexOf(name)] ?? ''
  const fits = (line: string) =>
    valueIn(line, 'status') === status && valueIn(line, 'type') === 'checking' && valueIn(line, 'held_minor') === '0'
  const worth = (line: string) => Number(valueIn(line, 'balance_minor'))
  return lines
    .filter(fits)
    .sort((a, b) => worth(b) - worth(a))
    .map(line => valueIn(line, 'number'))
}
