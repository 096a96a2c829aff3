import { statement } from './statement.ts'

/** Clearing is zero over all buckets, every leg of a transfer has its entry, and every transfer that posted is told of once. */
export const CHECK_TRANSFERS = statement(
  'proof.transfers',
  `
select format('The clearing accounts of all buckets sum to %s minor units, not to zero: one side of a transfer is missing.', sum(balance_minor)) as sentence
from account
where shard between $1 and $1 + 1023 and number = '~clearing'
having sum(balance_minor) <> 0
union all
select format('The entries of transfer %s in shard %s on %s are not its posting there.', coalesce(entry.id, leg.id), coalesce(entry.shard, leg.shard), coalesce(entry.day, leg.day))
from (select shard, day, id, kind, receipt_id, reverses from entry where shard between $1 and $1 + 1023 and id >= 4503599627370496) as entry
full join (select shard, day, entry_id as id from posting where shard between $1 and $1 + 1023 and entry_id >= 4503599627370496) as leg using (shard, day, id)
where entry.kind is distinct from 'transfer' or leg.id is null or entry.receipt_id is not null or entry.reverses is not null
union all
select format('An entry of kind transfer has number %s in shard %s, which is none of a transfer.', id, shard)
from entry
where shard between $1 and $1 + 1023 and kind = 'transfer' and id < 4503599627370496
union all
select format('Transfer %s is in the outbox of shard %s, and should be in that of shard %s.', coalesce(told.transfer_id, transfer.id), coalesce(told.shard::text, 'none'), coalesce(transfer.from_shard::text, 'none'))
from (select shard, transfer_id, transfer_shard, transfer_key from outbox where shard between $1 and $1 + 1023) as told
full join (select shard, key, id, from_shard from transfer where shard between $1 and $1 + 1023 and refusal is null) as transfer
  on transfer.shard = told.transfer_shard and transfer.key = told.transfer_key and transfer.id = told.transfer_id and transfer.from_shard = told.shard
where told.shard is null or transfer.shard is null
union all
select format('Transfer %s stands in the outbox %s times.', transfer_id, count(*))
from outbox
where shard between $1 and $1 + 1023
group by transfer_id
having count(*) > 1
limit 20`,
)
