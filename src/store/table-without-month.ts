/** The table for which a row came whose month is not there; undefined for any other failure. PostgreSQL's check violation names a constraint, this one has none. */
export function tableWithoutMonth(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23514') return undefined
  if ('constraint' in error && error.constraint !== undefined) return undefined
  return 'table' in error && typeof error.table === 'string' ? error.table : undefined
}
