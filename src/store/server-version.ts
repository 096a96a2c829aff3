import pg from 'pg'
import { CannotServe } from './postgres/cannot-serve.ts'

/** PostgreSQL 15, the oldest whose SQL we use, as the server numbers it. */
const VERSION_MIN = 150_000

/** Asks the server at the address for its version, such as `18.4`. Throws `CannotServe` for one that is too old. */
export async function serverVersion(url: string): Promise<string> {
  if (!/^postgres(ql)?:\/\/./.test(url))
    throw new CannotServe(
      'start-failed',
      'DATABASE_URL is no address such as postgresql://user:password@host:5432/name.',
    )
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // told by the query that waits; without a listener it would end the process
  await client.connect()
  try {
    const { rows } = await client.query<{ number: string; version: string }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as version",
    )
    const { number, version } = rows[0] ?? { number: '0', version: 'unknown' }
    if (Number(number) < VERSION_MIN)
      throw new CannotServe('other-version', `DATABASE_URL names PostgreSQL ${version}; 15 or later is needed.`)
    return version
  } finally {
    await client.end()
  }
}
