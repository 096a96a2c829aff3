import { ITEMS_PER_RECEIPT_MAX } from '../core/item.ts'
import { RELEASE_ENTRIES } from '../core/unit-entry.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/**
 * What an item's state says against what moved: a posted item has one posting of its amount, in its direction, on its own
 * account; one that an exception holds stands in suspense with it; what went back left suspense again. And its state is the one
 * that its exception says, whose every change the audit chain seals.
 *
 * Nearly all items posted and were never excepted. Of these one number is computed on each side, from the items and from the
 * postings: the sum of hashes of id, account and amount under a seed that nobody knows before the proof runs, so that no edit
 * can be fitted to it. A million items joined one by one with their postings took as long as the rest of the proof.
 */
const FINGERPRINTS = statement(
  'proof.items-fingerprints',
  `
with
  -- an advice tells what was settled and moves nothing
  advice as (select receipt_id, ordinal from batch where shard = $1 and detail ->> 'layout' = 'adv'),
  excepted as (select shard, id from exception where shard between $1 and $1 + 1023 and scope = 'item'),
  suspense as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~suspense')
select
  (select coalesce(sum(hashint8extended(id, hashint8extended(account_id, hashint8extended(case direction when 'credit' then amount_minor else -amount_minor end, $2)))::numeric), 0)::text
   from item
   where shard between $1 and $1 + 1023 and state = 'posted' and exception_id is null and account_id is not null and amount_minor <> 0
     and not exists (select from advice where receipt_id = item.id / 67108864 and ordinal = item.batch)) as items,
  (select coalesce(sum(hashint8extended(item_id, hashint8extended(account_id, hashint8extended(amount_minor, $2)))::numeric), 0)::text
   from posting
   where shard between $1 and $1 + 1023 and item_id is not null
     -- what a release posted is looked at one by one, with its items
     and (entry_id < ${ITEMS_PER_RECEIPT_MAX} or entry_id % ${ITEMS_PER_RECEIPT_MAX} not between ${RELEASE_ENTRIES[0]} and ${RELEASE_ENTRIES[1]})
     and not exists (select from suspense where suspense.shard = posting.shard and suspense.id = posting.account_id)
     and not exists (select from excepted where excepted.shard = posting.shard and excepted.id = posting.item_id)) as postings`,
)

/** What each of the items `looked_at` brought to its account, to suspense, to the claims and to those who took it over. */
const MOVED = `  inner_account as (select shard, id, number from account where shard between $1 and $1 + 1023 and internal),
  -- a fee for an item is none of its value: it is held against its own row
  income as (select shard, id from account where shard between $1 and $1 + 1023 and number = '~fees'),
  -- every posting has two sides: what it brings to an account it takes from the other
  side as (
    select posting.shard, posting.item_id as id, posting.account_id, posting.amount_minor, true as is_posting
    from posting
    join looked_at on looked_at.shard = posting.shard and looked_at.id = posting.item_id
    where posting.shard between $1 and $1 + 1023 and posting.item_id is not null
      and not exists (select from income where income.shard = posting.shard and income.id in (posting.account_id, posting.contra_id))
    union all
    select posting.shard, posting.item_id, posting.contra_id, -posting.amount_minor, false
    from posting
    join looked_at on looked_at.shard = posting.shard and looked_at.id = posting.item_id
    where posting.shard between $1 and $1 + 1023 and posting.item_id is not null
      and not exists (select from income where income.shard = posting.shard and income.id in (posting.account_id, posting.contra_id))
  ),
  moved as (
    select side.shard, side.id, count(*) filter (where is_posting) as postings,
      coalesce(sum(amount_minor) filter (where number = '~suspense'), 0) as suspended,
      -- a customer's account, that of what we originated, or through clearing one of another bucket; what lies with the network or with claims is on its way
      coalesce(sum(amount_minor) filter (where number is null or number in ('~originations', '~clearing')), 0) as posted,
      coalesce(sum(amount_minor) filter (where number = '~claims'), 0) as in_claims,
      coalesce(sum(amount_minor) filter (where number = '~adjustments'), 0) as in_adjustments,
      coalesce(sum(amount_minor) filter (where number = '~forwarded'), 0) as in_forwarded,
      max(side.account_id) filter (where number is null or number = '~originations') as account_id
    from side
    left join inner_account on inner_account.shard = side.shard and inner_account.id = side.account_id
    group by side.shard, side.id
  )`

/** Of what went back and is asked for again nothing moved between the banks: what suspense has of it, adjustments owe. */
const ANSWER_SENT = `left join outbound_item as answer on answer.shard = item.shard and answer.item_id = item.id and answer.kind = 'return' and answer.state = 'sent'`
const ASKED_BACK = `case when answer.item_id is null then 0 when direction = 'credit' then amount_minor else -amount_minor end`

/** The items to look at one by one, with what moved of each. `where` chooses them. */
function lookAt(where: string): string {
  return `
with
  looked_at as (select * from item where shard between $1 and $1 + 1023 and ${where}),
${MOVED},
  told as (
    select item.shard, item.id, item.state, item.exception_id, item.amount_minor, item.account_id, item.batch,
      case direction when 'credit' then amount_minor else -amount_minor end as amount,
      own.id as own_id, unit.id as unit_id,
      claim.id is not null as claimed,
      claim.id is not null and own.state <> 'closed' as claim_open,
      -- a claim against a posted item has a position, and the item stays posted until somebody returns it (decisions/0011)
      case
        when claim.id is not null and own.state <> 'closed' then 'posted'
        -- of a unit that was released, what has no exception of its own posted
        when own.id is null and unit.closed_as = 'released' then 'posted'
        when coalesce(own.state, unit.state) = 'closed' then coalesce(own.closed_as, unit.closed_as)
        when coalesce(own.state, unit.state) in ('open', 'decided') then 'suspended'
        else 'posted'
      end as state_by_exception,
      coalesce(own.id, unit.id) as held_by,
      (own.id is not null and claim.id is null) or unit.closed_as is not distinct from 'released' as was_suspended,
      -- what an adjustment found it to be rightly worth
      coalesce((select case item.direction when 'credit' then right_minor else -right_minor end
        from decision join adjustment on adjustment.shard = decision.shard and adjustment.decision_id = decision.id
        where decision.shard = item.shard and decision.exception_id = own.id and decision.state = 'done' and adjustment.state in ('settled', 'refused')
        order by decision.id desc limit 1), 0) as adjusted_to,
      case when claim.id is not null and own.state <> 'closed' then case direction when 'credit' then amount_minor else -amount_minor end else 0 end as claimed_amount,
      ${ASKED_BACK} as asked_back, coalesce(moved.postings, 0) as postings, coalesce(moved.suspended, 0) as suspended, coalesce(moved.posted, 0) as posted, coalesce(moved.in_claims, 0) as in_claims, coalesce(moved.in_adjustments, 0) as in_adjustments, coalesce(moved.in_forwarded, 0) as in_forwarded, moved.account_id as posted_to
    from looked_at as item
    left join moved on moved.shard = item.shard and moved.id = item.id
    left join exception as own on own.shard = item.shard and own.id = item.id
    left join entry as claim on claim.shard = item.shard and claim.id = -item.id and claim.kind = 'claimed' ${ANSWER_SENT}
    -- a held batch or file holds its items from bucket 0
    left join exception as unit on unit.shard = $1 and unit.id = item.exception_id and unit.id < 0 and unit.receipt_id = item.id / 67108864
      and (unit.batch is null or unit.batch = item.batch)
  )
select case
  when state <> state_by_exception then
    format('Item %s is %s; what is recorded of it since it came makes it %s.', id, state, state_by_exception)
  when exception_id is distinct from held_by then
    format('Item %s names exception %s; its exception is %s.', id, coalesce(exception_id::text, 'none'), coalesce(held_by::text, 'none'))
  else
    format('Item %s of %s minor units is %s; its %s postings moved %s to its account and left %s in suspense.', id, amount, state, postings, posted, suspended)
  end as sentence
from told
where state <> state_by_exception
  or exception_id is distinct from held_by
  or case state
    when 'posted' then suspended <> claimed_amount
      or (postings > 0 and not was_suspended and ((not claimed and (postings <> 1 or posted <> amount)) or posted_to is distinct from account_id))
      or (was_suspended and posted <> amount and (account_id is not null or posted <> 0))
      -- what a claim may cost is with the claims, or with the customer, who has it back; a denied one left the debit where it was
      or (claim_open and posted + in_claims <> 0)
      or (claimed and not claim_open and (posted <> amount or in_claims <> 0))
      or (postings = 0 and amount <> 0 and account_id is not null and not exists (
        -- an advice tells what was settled and moves nothing
        select from batch where batch.shard = $1 and batch.receipt_id = told.id / 67108864 and batch.ordinal = told.batch and batch.detail ->> 'layout' = 'adv'))
    when 'returned' then suspended <> 0 or posted <> 0 or in_claims <> 0 or (amount <> 0 and postings < 2)
    -- while it is adjusted its customer is charged what is right
    when 'suspended' then posted + in_adjustments + asked_back <> 0 or suspended <> case when own_id is null then 0 else amount end
    when 'adjusted' then suspended <> 0 or in_claims <> 0 or posted <> adjusted_to
    else suspended <> 0 or posted <> 0 or in_claims <> 0
  end
  or (state <> 'suspended' and in_adjustments <> case when claim_open then -asked_back else 0 end)
  -- what others took over is with them, and nothing else is; of a batch or file the whole moved at once
  or in_forwarded <> case when state = 'forwarded' and own_id is not null then amount else 0 end
order by id
limit 20`
}

const EXCEPTED = statement('proof.items-excepted', lookAt(`(exception_id is not null or state <> 'posted')`))
const ALL = statement('proof.items', lookAt('true'))

/**
 * One sentence for each item whose state, exception and postings do not say the same, twenty at most.
 *
 * @param seed Any number that could not be known before.
 */
export async function checkItems(run: Runner, orgShard: number, seed: bigint): Promise<readonly string[]> {
  const [sums] = await rowsOf<{ items: string; postings: string }>(run, FINGERPRINTS, [orgShard, seed.toString()])
  const closer = sums?.items === sums?.postings ? EXCEPTED : ALL
  return (await rowsOf<{ sentence: string }>(run, closer, [orgShard])).map(row => row.sentence)
}
