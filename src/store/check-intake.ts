import { statement } from './statement.ts'

/** Every file that was not refused as a duplicate owns its bytes, and nobody else does. Its shard is checked where the bucket is computed. */
export const FILE_CLAIMS = statement(
  'proof.file-claims',
  `
select receipt.id as receipt_id, claim.receipt_id as claimed_by, claim.shard, coalesce(receipt.sha256, claim.sha256) as sha256
from (select * from receipt where shard = $1 and duplicate_of is null) as receipt
full join (select * from file_claim where shard between $1 and $1 + 1023) as claim on claim.sha256 = receipt.sha256 and claim.receipt_id = receipt.id
order by 1, 2`,
)

/** Every batch that was processed owns its content: claims and batches side by side. Of a file that is held whole none is: it may come again in one that is right. */
export const BATCH_CLAIMS = statement(
  'proof.batch-claims',
  `
select batch.receipt_id, batch.ordinal, claim.receipt_id as claimed_by, claim.shard, coalesce(batch.fingerprint, claim.fingerprint) as fingerprint
from (
  select batch.receipt_id, batch.ordinal, receipt.pack || '/' || batch.fingerprint as fingerprint
  from batch
  join receipt on receipt.shard = $1 and receipt.id = batch.receipt_id
  where batch.shard = $1 and batch.fate = 'process' and batch.items > 0
) as batch
full join (select * from batch_claim where shard between $1 and $1 + 1023) as claim
  on claim.receipt_id = batch.receipt_id and claim.ordinal = batch.ordinal and claim.fingerprint = batch.fingerprint
order by 1, 2, 3`,
)

/** What a stopped step may leave and a finished one may not. */
export const CHECK_LEFTOVERS = statement(
  'proof.leftovers',
  `
select format('Part %s of receipt %s is %s, and its receipt is %s.', no, receipt_id, part.state, coalesce(receipt.state, 'gone')) as sentence
from part
left join receipt on receipt.shard = $1 and receipt.id = receipt_id
where part.shard between $1 and $1 + 1023 and (receipt.id is null or receipt.state not in ('staged', 'done', 'quarantined') or (receipt.state <> 'staged' and part.state <> 'done'))
union all
select format('Staged items are left of receipt %s, which is %s.', receipt_id, coalesce(receipt.state, 'gone'))
from (select distinct receipt_id from part_chunk where shard between $1 and $1 + 1023) as chunk
left join receipt on receipt.shard = $1 and receipt.id = receipt_id
where receipt.state is distinct from 'staged'
limit 20`,
)
