import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { openHeadLedger } from '../main/head-ledger.ts'
import { proveDay, proveWithin } from './prove-day.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { signHeads } from './sign-heads.ts'

/** Law 6: an altered byte is found, also when a superuser of the database altered it. */

let at: TestEngine
let data: string
const accounts = accountNumbers(8)

beforeAll(async () => {
  at = await openTestEngine()
  data = mkdtempSync(join(tmpdir(), 'clearday-tamper-'))
  await openAccounts(at.engine, accounts)
  const strangers = accountNumbers(3, 100)
  const other = { entries: entries(6, { accounts, from: 200 }), control: { totalDebit: 3 } }
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: entries(30, { accounts }) }, other]) })
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: entries(9, { accounts: strangers, from: 60 }) }]) })
  await releaseOutboundFiles(at.engine)
  await signHeads(at.engine, await openHeadLedger(data, 1))
})
afterAll(async () => {
  await at.close()
  rmSync(data, { recursive: true, force: true })
})

const A_SHARD = '(select shard from event where kind = $$part_processed$$ order by shard limit 1)'
const OF_RETURNS = '(select entry_id from posting where entry_id < 0 limit 1)'
const OF_HELD = 'entry_id = 67108864::bigint * 2 - 1'

/** What a superuser does, and what the proof says about it. Each in a transaction that is rolled back. */
const TAMPERINGS: Readonly<Record<string, readonly [sql: string, says: RegExp]>> = {
  'changes the text of an event': [
    `update event set body = replace(body, '"part":0', '"part":1') where shard = ${A_SHARD} and kind = 'part_processed'`,
    /Audit chain of shard \d+: an event between 1 and 1 was changed/,
  ],
  'changes who did it': [
    `update event set actor = 'nobody' where shard = 1024 and n = 2`,
    /Audit chain of shard 1024: an event between 2 and 2 was changed/,
  ],
  'changes when it was, by a microsecond': [
    `update event set at = at + interval '1 microsecond' where shard = 1024 and n = 3`,
    /Audit chain of shard 1024: an event between/,
  ],
  'deletes an event': [
    'delete from event where shard = 1024 and n = 2',
    /Audit chain of shard 1024: event 2 is missing/,
  ],
  'deletes the last event': [
    `delete from event where shard = 1024 and n = (select max(n) from event where shard = 1024)`,
    /Audit chain of shard 1024: event \d+ is missing/,
  ],
  'adds an event': [
    `insert into event select shard, day, n + 1, at, actor, kind, subject, body from event where shard = 1024 order by n desc limit 1`,
    /Audit chain of shard 1024: event \d+ stands after the last link/,
  ],
  'swaps two events': [
    'update event set n = case n when 2 then 3 else 2 end + 1000000 where shard = 1024 and n in (2, 3); update event set n = n - 1000000 where n > 1000000',
    /Audit chain of shard 1024/,
  ],
  'deletes a link': [
    'delete from event_link where shard = 1024 and n = 2',
    /Audit chain of shard 1024: link 2 is missing/,
  ],
  'changes the hash of a link': [
    `update event_link set hash = sha256('x') where shard = 1024 and n = 2`,
    /Audit chain of shard 1024: an event between 2 and 2 was changed/,
  ],
  'cuts off the last link with its events': [
    `delete from event where shard = 1024 and n >= (select first_event from event_link where shard = 1024 order by n desc limit 1);
     delete from event_link where shard = 1024 and n = (select max(n) from event_link where shard = 1024)`,
    /Audit chain of shard 1024: link \d+, signed at .*, is gone: the end of the chain was cut off/,
  ],
  'cuts off a whole chain': [
    `delete from event where shard = ${A_SHARD} and true; delete from event_link where not exists (select from event where event.shard = event_link.shard)`,
    /Audit chain of shard \d+: link 1, signed at .*, is gone/,
  ],
  'changes the amount of a posting': [
    'update posting set amount_minor = amount_minor + 1 where (shard, entry_id, line) = (select shard, entry_id, line from posting where item_id is not null and entry_id > 0 limit 1)',
    /Postings of entry \d+ in shard \d+ on 2026-11-23 are not as they were written/,
  ],
  'moves a posting to another account': [
    'update posting set account_id = contra_id, contra_id = account_id where (shard, entry_id, line) = (select shard, entry_id, line from posting where entry_id > 0 limit 1)',
    /Postings of entry \d+ in shard \d+ on 2026-11-23 are not as they were written/,
  ],
  'deletes a posting': [
    'delete from posting where (shard, entry_id, line) = (select shard, entry_id, line from posting where entry_id > 0 limit 1)',
    /Postings of entry \d+ in shard \d+ on 2026-11-23 are (gone|\d+, and \d+ were written)/,
  ],
  'adds a posting under an entry of its own, and sets the balances right': [
    `insert into posting select shard, day, account_id, 5, 0, contra_id, 77, null from posting where shard = ${A_SHARD} limit 1;
     update account set balance_minor = balance_minor + 77 where (shard, id) = (select shard, account_id from posting where entry_id = 5);
     update account set balance_minor = balance_minor - 77 where (shard, id) = (select shard, contra_id from posting where entry_id = 5)`,
    /Postings of entry 5 in shard \d+ on 2026-11-23 stand under no event: they were added/,
  ],
  'changes a posting of a return': [
    `update posting set item_id = item_id + 1 where entry_id = ${OF_RETURNS}`,
    /Postings of entry -1 in shard \d+ on 2026-11-23 are not as they were written/,
  ],
  'changes a posting of a held batch': [
    `update posting set line = line + 7 where ${OF_HELD}`,
    /Postings of entry 134217727 in shard 1024 on 2026-11-23 are not as they were written/,
  ],
  'changes the amount of an item': [
    'update item set amount_minor = amount_minor + 1 where id = (select min(id) from item)',
    /Items of receipt 1 in shard \d+ on 2026-11-23 are not as they were written/,
  ],
  'changes the reference of an item': [
    `update item set reference = '1' where id = (select max(id) from item)`,
    /Items of receipt 2 in shard \d+ on 2026-11-23 are not as they were written/,
  ],
  'deletes an item': [
    'delete from item where id = (select min(id) from item)',
    /Items of receipt 1 in shard \d+ on 2026-11-23 are (gone|\d+, and \d+ were written)/,
  ],
  'adds an item': [
    'insert into item select shard, day, id + 1000, batch, line, byte_offset, byte_length, account_id, direction, amount_minor, state, reference, exception_id from item limit 1',
    /Items of receipt 1 in shard \d+ on 2026-11-23 are \d+, and \d+ were written/,
  ],
  'changes a balance': [
    `update account set balance_minor = balance_minor + 1 where number = '${accounts[0]}'`,
    /1 accounts have a balance that their postings do not explain/,
  ],
  'closes a suspense position': [
    `update suspense_position set closed_on = '2026-11-23' where exception_id < 0`,
    /Suspense differs from its open positions/,
  ],
  'frees an item of its exception': [
    `update exception set state = 'closed', closed_at = now(), closed_as = 'posted' where scope = 'batch'`,
    /items are in work or suspended and no open exception holds them/,
  ],
}

test('untouched it is found whole', async () => {
  const ledger = await openHeadLedger(data, 1)
  const proof = await proveDay(at.engine, await ledger.read())
  expect(proof.problems).toEqual([])
  expect(proof.audit.signed).toBeGreaterThan(8)
  expect(proof.audit.rows).toBe(45 + 30 + 9 + 2 + 9)
})

describe('what a superuser does is found, and its place is named:', () => {
  // Each statement is itself the planted bug. Seen red by leaving out, in turn: the microseconds of an event, the events after
  // the last link, the signed heads, groups of rows that no event told, entries of returns and of held units.
  test.each(Object.entries(TAMPERINGS))('%s', async (_, [sql, says]) => {
    expect(await problemsAfter(sql)).toContainEqual(expect.stringMatching(says))
  })
})

/** The proof's sentences about the database as the statements leave it; they are rolled back. */
async function problemsAfter(sql: string): Promise<readonly string[]> {
  const { pool } = at.engine.database
  const ledger = await openHeadLedger(data, 1)
  const tx = await pool.connect()
  try {
    await tx.query('begin')
    const done = await tx.query(sql)
    const changed = [done].flat().reduce((sum, result) => sum + (result.rowCount ?? 0), 0)
    expect(changed).toBeGreaterThan(0)
    return (await proveWithin(tx, 1024, await ledger.read())).problems
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}
