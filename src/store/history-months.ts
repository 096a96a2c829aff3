import pg from 'pg'
import { rowOf, rowsOf, statement } from './statement.ts'

const AMISS = statement(
  'month.amiss',
  `
-- what lies under a table's name and is no month of it, and what is a partition of it and no month
select case when child.relispartition
    then child.relname || ' takes rows of any month: move them into their months and drop it'
    else format('%1$s is detached and the proof misses its rows: alter table %2$I attach partition %1$I for values from (%3$L) to (%4$L)',
      child.relname, parent.relname, month, (month + interval '1 month')::date)
  end as sentence
from pg_partitioned_table as parted
join pg_class as parent on parent.oid = parted.partrelid and parent.relnamespace = 'public'::regnamespace
join pg_class as child on child.relnamespace = parent.relnamespace and child.relkind = 'r'
cross join lateral (select case when child.relname ~ '_[0-9]{4}_(0[1-9]|1[0-2])$' then to_date(right(child.relname, 7), 'YYYY_MM') end as month) as named
where (child.oid = parted.partdefid)
  or (not child.relispartition and child.relname = parent.relname || to_char(month, '_YYYY_MM'))
order by child.relname
limit 20`,
)

const LAST = statement(
  'month.last',
  `
-- the month to which every table of history has partitions
select min(last) as last
from (
  select max(right(child.relname, 7)) as last
  from pg_partitioned_table as parted
  join pg_class as parent on parent.oid = parted.partrelid and parent.relnamespace = 'public'::regnamespace
  left join pg_inherits on inhparent = parent.oid
  left join pg_class as child on child.oid = inhrelid
  group by parent.oid
) as months`,
)

export interface HistoryMonths {
  /** A sentence for each table that is not where it should be, twenty at most. */
  readonly amiss: readonly string[]
  /** Such as 2027-02; undefined where no month was made yet. */
  readonly last: string | undefined
}

/** Looks at the months of history in the database at the address and changes nothing, whatever its schema is. */
export async function historyMonths(url: string): Promise<HistoryMonths> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // told by the query that waits; without a listener it would end the process
  await client.connect()
  try {
    const amiss = (await rowsOf<{ sentence: string }>(client, AMISS)).map(row => row.sentence)
    const last = (await rowOf<{ last: string | null }>(client, LAST))?.last ?? undefined
    return { amiss, last: last?.replace('_', '-') }
  } finally {
    await client.end()
  }
}
