import type pg from 'pg'
import { changedBy, statement } from './statement.ts'

const INSERT = statement(
  'org.insert',
  `
insert into org (id, name, currency, settings, created_at)
values ($1, $2, $3, $4, $5)
on conflict (id) do nothing`,
)

/** True when the institution is new. */
export async function insertOrg(
  tx: pg.ClientBase,
  org: {
    readonly id: number
    readonly name: string
    readonly currency: string
    readonly settings: unknown
    readonly createdAt: Temporal.Instant
  },
): Promise<boolean> {
  return (
    (await changedBy(tx, INSERT, [
      org.id,
      org.name,
      org.currency,
      JSON.stringify(org.settings),
      org.createdAt.toString(),
    ])) === 1
  )
}
