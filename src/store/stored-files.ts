import { type Runner, rowsOf, statement } from './statement.ts'

/** Bytes that the blob store must still have: of whom, and what they were. */
export interface StoredFile {
  /** `receipt 12` or `outbound file 3`. */
  readonly of: string
  readonly sha256: Uint8Array
  readonly sizeBytes: number
}

const STORED = statement(
  'blob.all',
  `
-- the same bytes are stored once, however often they came
select distinct on (sha256) "of", sha256, size_bytes
from (
  select 'receipt ' || id as "of", sha256, size_bytes, id from receipt where shard = $1
  union all
  select 'outbound file ' || id, sha256, size_bytes, id from outbound_file where shard = $1
  union all
  select 'document ' || shard || '-' || id, sha256, size_bytes, id from document where shard between $1 and $1 + 1023
  union all
  select 'the list of closing ' || business_day || ' (' || no || ')', list_sha256, list_bytes, no from day_close where shard = $1 and list_sha256 is not null
) as file
order by sha256, "of", id`,
)

/** Every file of an institution, each content once. */
export async function storedFiles(run: Runner, orgShard: number): Promise<readonly StoredFile[]> {
  const rows = await rowsOf<{ of: string; sha256: Buffer; size_bytes: number }>(run, STORED, [orgShard])
  return rows.map(row => ({ of: row.of, sha256: row.sha256, sizeBytes: row.size_bytes }))
}
