import type pg from 'pg'
import { invariant } from '../core/invariant.ts'
import { rowsOf, statement } from './statement.ts'

/**
 * History (items, entries, postings, events) lies in one partition a month, by posting day. A month is made before its first row:
 * there is no default partition, because a row in it would be in no month, and a month could then only be made by stopping everybody.
 */

/** Any number that only Clearday uses: of two processes that make months at once, one waits and then finds them made. */
const MONTHS_LOCK = 7_234_119_002

const LOCK = statement('month.lock', 'select pg_advisory_xact_lock($1)')

const MISSING = statement(
  'month.missing',
  `
-- every table by day and each month (its first day) that it has no partition of, with what makes it, as its parent is. A table of
-- that name that is no partition was detached by somebody and is left alone: doctor names it, and the proof misses its rows.
select format(
  'create table %1$I (like %2$I including all);'
  -- reached through its parent alone: no privilege is granted, and row-level security without a policy shows nothing
  ' alter table %1$I enable row level security;'
  ' alter table %1$I owner to %3$I;'
  -- attached, not created as a partition: that would wait for every writer, and hold up all that come after
  ' alter table %2$I attach partition %1$I for values from (%4$L) to (%5$L);',
  name, parent.relname, owner.rolname, month, (month + interval '1 month')::date) as ddl
from pg_partitioned_table as parted
join pg_class as parent on parent.oid = parted.partrelid and parent.relnamespace = 'public'::regnamespace
join pg_roles as owner on owner.oid = parent.relowner
join pg_attribute as key on key.attrelid = parent.oid and key.attnum = parted.partattrs[0] and key.attname = 'day'
cross join unnest($1::date[]) as month
cross join lateral (select parent.relname || to_char(month, '_YYYY_MM') as name) as named
where parted.partstrat = 'r' and parted.partnatts = 1 and to_regclass('public.' || quote_ident(name)) is null
order by parent.relname, month`,
)

/** More months at once are a defect of whoever asks. */
const MONTHS_MAX = 120

/**
 * Makes the months that are not there yet, of every table that is partitioned by day. Idempotent, and for many processes at once.
 * It needs the owner's right to make tables, so it is given the pool itself: the roles of requests and of bulk work do not have it.
 *
 * @param months First day of each, YYYY-MM-DD.
 */
export async function openMonths(pool: pg.Pool, months: readonly string[]): Promise<void> {
  invariant(months.length <= MONTHS_MAX, `${months.length} months were to be made at once`)
  if ((await rowsOf(pool, MISSING, [months])).length === 0) return
  const owner = await pool.connect()
  let broken: Error | undefined
  try {
    await owner.query('begin')
    await owner.query(LOCK.text, [MONTHS_LOCK])
    const missing = await rowsOf<{ ddl: string }>(owner, MISSING, [months])
    if (missing.length > 0) await owner.query(missing.map(row => row.ddl).join('\n'))
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback').catch((reason: Error) => {
      broken = reason
    })
    throw error
  } finally {
    owner.release(broken)
  }
}
