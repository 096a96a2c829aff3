import type { PackName } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const PAGE = statement(
  'outbound-file.page',
  `
select id, pack, name, sha256, size_bytes, items, debit_minor, credit_minor, due_at, released_at
from outbound_file
where shard = $1 and ($2::bigint is null or id < $2)
order by id desc
limit $3`,
)

export interface PagedOutboundFile {
  readonly id: number
  readonly pack: PackName
  readonly name: string
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  readonly value: Tally
  readonly dueAt: Temporal.Instant
  readonly releasedAt: Temporal.Instant
}

/** Files that went out, the newest first. */
export async function pageOutboundFiles(
  run: Runner,
  orgShard: number,
  wanted: { readonly beforeId: number | undefined; readonly limit: number },
): Promise<readonly PagedOutboundFile[]> {
  const rows = await rowsOf<{
    id: number
    pack: PackName
    name: string
    sha256: Buffer
    size_bytes: number
    items: number
    debit_minor: number
    credit_minor: number
    due_at: Date
    released_at: Date
  }>(run, PAGE, [orgShard, wanted.beforeId ?? null, wanted.limit])
  return rows.map(row => ({
    id: row.id,
    pack: row.pack,
    name: row.name,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    value: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
    dueAt: Temporal.Instant.fromEpochMilliseconds(row.due_at.getTime()),
    releasedAt: Temporal.Instant.fromEpochMilliseconds(row.released_at.getTime()),
  }))
}
