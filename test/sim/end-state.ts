import pg from 'pg'
import '../../src/store/database.ts' // its parsers of 64-bit numbers and dates
import { startEmbedded } from '../../src/store/postgres/start-embedded.ts'

/** What a finished day comes to, in words that do not depend on when it was interrupted: receipts are named by their bytes. */
export type EndState = Readonly<Record<string, readonly string[]>>

/** The receipts that count: a file that came again after an interruption is refused, as it should be. */
const RECEIPTS = `
with kept as (
  select receipt.id, encode(sha256, 'hex') as file, name, state, items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor
  from receipt where duplicate_of is null
)`

const QUESTIONS: Readonly<Record<string, string>> = {
  receipts: `${RECEIPTS} select file, name, state, items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor from kept`,
  parts: `${RECEIPTS} select file, no, part.state, part.items from part join kept on kept.id = receipt_id`,
  items: `${RECEIPTS}
    select file, item.id % 67108864 as seq, item.day, line, byte_offset, byte_length, account.number, direction, amount_minor, item.state, reference,
      item.exception_id is not null as is_held
    from item join kept on kept.id = item.id / 67108864 left join account on account.shard = item.shard and account.id = account_id`,
  postings: `${RECEIPTS}
    select kept.file, posting.item_id % 67108864 as seq, entry_id > 0 as came_in, account.number, contra.number as contra, amount_minor
    from posting
    join account on account.shard = posting.shard and account.id = account_id
    join account as contra on contra.shard = posting.shard and contra.id = contra_id
    left join kept on kept.id = coalesce(posting.item_id, posting.entry_id) / 67108864`,
  exceptions: `${RECEIPTS}
    select file, exception.id % 67108864 as number, scope, kind, also, batch, exception.items, exception.debit_minor, exception.credit_minor,
      exception.state, decided_by, policy, code, clock, due_at, closed_as
    from exception join kept on kept.id = receipt_id`,
  positions: `select account.number, debit_minor, credit_minor, owner, suspense_position.opened_on, exit_on, closed_on is null as is_open
    from suspense_position join account on account.shard = suspense_position.shard and account.id = account_id`,
  balances:
    'select shard, number, opening_minor, balance_minor from account where balance_minor <> 0 or opening_minor <> 0',
  returns: `${RECEIPTS}
    select file, item_id % 67108864 as seq, outbound_item.kind, pack, code, outbound_item.state, due_at
    from outbound_item join kept on kept.id = item_id / 67108864`,
  published: 'select bool_and(published_at is not null) as all_published from outbound_file',
  claims: 'select shard, space, fingerprint::text, item_id % 67108864 as seq, pack from item_claim',
  claimBlocks: `${RECEIPTS}
    select shard, file, space, day, pack, encode(claims, 'hex') as claims from item_claim_block join kept on kept.id = receipt_id`,
}

/** Reads the end state of a data directory that nobody works on, and checks the indexes of PostgreSQL on the way. */
export async function endState(dataDir: string): Promise<EndState> {
  const embedded = await startEmbedded(dataDir, { role: 'guest' })
  const client = new pg.Client({ connectionString: embedded.url })
  try {
    await client.connect()
    await checkIndexes(client)
    const state: Record<string, readonly string[]> = {}
    for (const [name, question] of Object.entries(QUESTIONS)) {
      const { rows } = await client.query(question)
      state[name] = rows.map(row => JSON.stringify(row)).sort()
    }
    return state
  } finally {
    await client.end()
    await embedded.stop()
  }
}

/** Every B-tree of ours, with the heap behind it: throws what is damaged. */
async function checkIndexes(client: pg.Client): Promise<void> {
  await client.query('create extension if not exists amcheck')
  await client.query(`select bt_index_check(index.indexrelid, true)
    from pg_index as index
    join pg_class as relation on relation.oid = index.indexrelid
    join pg_am on pg_am.oid = relation.relam
    where pg_am.amname = 'btree' and relation.relkind = 'i' and relation.relpersistence = 'p'
      and relation.relnamespace = 'public'::regnamespace`)
}
