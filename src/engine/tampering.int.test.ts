import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: entries(3, { accounts: strangers, from: 80 }) }]) })
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
    /Audit chain of shard 1024: an event between 1 and 3 was changed/,
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
    /Audit chain of shard 1024: an event between 4 and 5 was changed/,
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
    `insert into posting (shard, day, account_id, entry_id, line, contra_id, amount_minor) select shard, day, account_id, 5, 0, contra_id, 77 from posting where shard = ${A_SHARD} limit 1;
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
    /Items of receipt 3 in shard \d+ on 2026-11-23 are not as they were written/,
  ],
  'deletes an item': [
    'delete from item where id = (select min(id) from item)',
    /Items of receipt 1 in shard \d+ on 2026-11-23 are (gone|\d+, and \d+ were written)/,
  ],
  'adds an item': [
    `insert into item (shard, day, id, batch, line, byte_offset, byte_length, direction, amount_minor, state, reference)
     select shard, day, id + 1000, batch, line, byte_offset, byte_length, direction, amount_minor, state, reference from item limit 1`,
    /Items of receipt 1 in shard \d+ on 2026-11-23 are \d+, and \d+ were written/,
  ],
  'detaches a month of items': [
    'alter table item detach partition item_2026_11',
    /Items of receipt 1 in shard \d+ on 2026-11-23 are gone/,
  ],
  'detaches a month of postings': [
    'alter table posting detach partition posting_2026_11',
    /Postings of entry \d+ in shard \d+ on 2026-11-23 are gone/,
  ],
  'detaches a month of entries': [
    'alter table entry detach partition entry_2026_11',
    /^Entry \d+ in shard \d+ on 2026-11-23 is gone: its postings have no head\.$/,
  ],
  'drops a month of the audit log': ['drop table event_2026_11', /Audit chain of shard 1024: event 1 is missing/],
  'puts an empty month in the place of one': [
    `alter table item detach partition item_2026_11; create table other (like item including all); alter table item attach partition other for values from ('2026-11-01') to ('2026-12-01')`,
    /Items of receipt 1 in shard \d+ on 2026-11-23 are gone/,
  ],
  'changes a balance': [
    `update account set balance_minor = balance_minor + 1 where number = '${accounts[0]}'`,
    /^Account \d+ in shard \d+ has a balance of \d+ minor units; it opened with 1000000 and its postings moved -?\d+\.$/,
  ],
  'raises what an account opened with, and its balance': [
    `update account set opening_minor = opening_minor + 1000000, balance_minor = balance_minor + 1000000 where number = '${accounts[0]}'`,
    /^The list of accounts of shard \d+, without balances, is not as it was last written/,
  ],
  'makes a suspended item posted': [
    `update item set state = 'posted' where id = (select min(id) from item where state = 'suspended' and exception_id < 0)`,
    /^Item \d+ is posted; what is recorded of it since it came makes it suspended\.$/,
  ],
  'makes a posted item returned': [
    `update item set state = 'returned' where id = (select min(id) from item where state = 'posted')`,
    /^Item \d+ is returned; what is recorded of it since it came makes it posted\.$/,
  ],
  'suspends a posted item under another exception': [
    `update item set state = 'suspended', exception_id = (select min(id) from exception where scope = 'batch') where id = (select min(id) from item where state = 'posted')`,
    /^Item \d+ is suspended; what is recorded of it since it came makes it posted\.$/,
  ],
  'closes an exception as posted, with its item, and leaves the money': [
    `update exception set state = 'closed', closed_at = raised_at, closed_as = 'posted', decided_by = 'person', policy = null, code = null where scope = 'item' and state = 'open';
     update suspense_position set closed_on = '2026-11-23' where exception_id > 0;
     update item set state = 'posted' where state = 'suspended' and exception_id > 0`,
    /^Item \d+ of -?\d+ minor units is posted; its 1 postings moved 0 to its account and left -?\d+ in suspense\.$/,
  ],
  'takes an item out of its held batch': [
    `update item set state = 'posted', exception_id = null where id = (select min(id) from item where exception_id < 0)`,
    /^Exception -\d+ says 6 items, \d+ debit and \d+ credit; what it holds is 5 items, \d+ debit and \d+ credit\.$/,
  ],
  'makes a suspense position worth less': [
    'update suspense_position set debit_minor = debit_minor - 1 where exception_id < 0',
    /^Exception -\d+ is worth \d+ debit and \d+ credit .*; its suspense position \d+ and \d+, owned by/,
  ],
  'takes a suspense position away': [
    'delete from suspense_position where exception_id < 0',
    /^Exception -\d+ is open, and its value stands in no suspense position\.$/,
  ],
  'gives a suspense position another owner and exit day': [
    `update suspense_position set owner = 'nobody', exit_on = '2099-01-01' where exception_id < 0`,
    /^Exception -\d+ is worth .* in queue [a-z-]+ since 2026-11-23; its suspense position .* owned by nobody from 2026-11-23 to 2099-01-01\.$/,
  ],
  'postpones a deadline': [
    `update exception set due_at = '2099-01-01', ours_at = '2099-01-01' where scope = 'batch'`,
    /^Exception or answer -\d+ in shard 1024, with its suspense position, is not as it was last written/,
  ],
  'takes a queued return away': [
    `delete from outbound_item where state = 'queued' and item_id = (select min(item_id) from outbound_item where state = 'queued')`,
    /^Exception \d+ goes back as R03 by the policy ach-administrative-returns, and no return of it is queued\.$/,
  ],
  'postpones a queued return, with another code': [
    `update outbound_item set due_at = '2099-01-01', code = 'R99' where state = 'queued'`,
    /^The return of item \d+ is queued as R99 for 2099-01-01 .*; its exception is open, decided as R03 by a policy for /,
  ],
  'makes a return look sent': [
    `update outbound_item set state = 'sent', file_id = 1, trace = '1' where state = 'queued'`,
    /^Outbound file 1 says 9 items, .*; the answers that went out in it are 12, /,
  ],
  'changes what an outbound file says it moved': [
    'update outbound_file set debit_minor = debit_minor + 1',
    /^Outbound file 1 says 9 items, \d+ debit/,
  ],
  'says that a file came from another source, days before': [
    `update receipt set source = 'somebody else', received_at = received_at - interval '3 days', received_on = received_on - 3 where id = 1`,
    /^Receipt 1, with its batches, faults and parts, is not as it was last written/,
  ],
  'sets a finished receipt back': [
    `update receipt set state = 'arrived', done_at = null where id = 1`,
    /^Part \d+ of receipt 1 is done, and its receipt is arrived\.$/,
  ],
  'forgets what a file and a batch were': [
    'delete from file_claim where receipt_id = 1; delete from batch_claim where receipt_id = 1',
    /^Receipt 1 does not own its bytes \([0-9a-f]{16}…\): they could be received again\.$/,
  ],
  'forgets what a batch was': [
    'delete from batch_claim where receipt_id = 1',
    /^Batch 1 of receipt 1 does not own its content: it could be processed again\.$/,
  ],
  'sets a part of a finished file back': [
    `update part set state = 'ready', done_at = null where receipt_id = 1`,
    /^Part \d+ of receipt 1 is ready, and its receipt is done\.$/,
  ],
  'leaves a staged item of a finished file': [
    `insert into part_chunk select shard, receipt_id, no, 0, 1, '' from part where receipt_id = 1 limit 1`,
    /^Staged items are left of receipt 1, which is done\.$/,
  ],
  'takes a batch away': [
    'delete from batch where receipt_id = 1 and ordinal = 0',
    /^Items of batch 1 of receipt 1 are there, and the batch is not\.$/,
  ],
  'changes what a batch was read to hold': [
    'update batch set debit_minor = debit_minor + 5 where receipt_id = 1 and ordinal = 0',
    /^Batch 1 of receipt 1 from the operator does not add up: received 30 items with \d+ debit and \d+ credit minor units; found 30 items/,
  ],
  'changes a counter that Today reads': [
    `update part_tally set items = items + 5 where state = 'posted' and receipt_id = 1`,
    /^The counters of receipt 1 say 35 items with \d+ debit and \d+ credit minor units posted; counted are 30 items/,
  ],
  'takes the entries of all postings away': [
    'delete from entry',
    /^Entry \d+ in shard \d+ on 2026-11-23 is gone: its postings have no head\.$/,
  ],
  'forgets who sent an entry before': [
    'delete from item_claim_block where (shard, receipt_id) in (select shard, receipt_id from item_claim_block limit 1)',
    /^Claims of receipt 1 in shard \d+ are gone: 1 were written\.$/,
  ],
  'swaps the identity of an entry': [
    'update item_claim_block set claims = set_byte(claims, 3, get_byte(claims, 3) # 1) where receipt_id = 1',
    /^Claims of receipt 1 in shard \d+ are not as they were written\.$/,
  ],
  'claims an identity before anybody': [
    `insert into item_claim values (1024, 2, 7, 67108864, 20000, 1)`,
    /^Claims of receipt 1 in shard 1024 stand under no event: they were added\.$/,
  ],
  'forgets a fault': [
    'delete from fault where receipt_id = 1',
    /^Receipt 1, with its batches, faults and parts, is not/,
  ],
  'writes an event that is no JSON any more': [
    `update event set body = body || '}' where shard = 1024 and kind = 'rows_sealed'`,
    /^Audit chain of shard 1024: an event between/,
  ],
  'closes a suspense position': [
    `update suspense_position set closed_on = '2026-11-23' where exception_id < 0`,
    /Suspense differs from its open positions/,
  ],
  'frees an item of its exception': [
    `update exception set state = 'closed', closed_at = raised_at, closed_as = 'posted' where scope = 'batch'`,
    /suspended in no open exception/,
  ],
}

test('untouched it is found whole', async () => {
  const ledger = await openHeadLedger(data, 1)
  const proof = await proveDay(at.engine, await ledger.read())
  expect(proof.problems).toEqual([])
  expect(proof.audit.signed).toBeGreaterThan(8)
  // items, their postings, those of the returns, and a block of identities for each receipt and bucket
  expect(proof.audit.rows).toBe(45 + 30 + 9 + 2 + 9 + 3 + 3 + (8 + 3 + 3))
})

describe('what a superuser does is found, and its place is named:', () => {
  // Each statement is itself the planted bug. Seen red by leaving out, in turn: the microseconds of an event, the events after
  // the last link, the signed heads, groups of rows that no event told, entries of returns and of held units; then the checks
  // of exceptions, outbound files, leftovers, entries, counters, claims of bytes and batches, one at a time, with the seals as they are.
  test.each(Object.entries(TAMPERINGS))('%s', async (_, [sql, says]) => {
    expect(await problemsAfter(sql)).toContainEqual(expect.stringMatching(says))
  })
})

// Seen red with the file's own problem left out of the verdict: the proof held.
test('a line of the signed heads that was changed is named, before all else', async () => {
  const file = join(data, 'audit', 'heads.jsonl')
  const whole = readFileSync(file, 'utf8')
  writeFileSync(file, whole.replace('"n":1,', '"n":2,'))
  try {
    const proof = await proveDay(at.engine, await (await openHeadLedger(data, 1)).read())
    expect(proof.holds).toBe(false)
    expect(proof.problems).toEqual(['Signed heads, line 1 is not signed with the key of this data directory.'])
    expect(proof.audit.signed).toBe(0)
  } finally {
    writeFileSync(file, whole)
  }
})

/** The proof's sentences about the database as the statements leave it; they are rolled back. */
async function problemsAfter(sql: string): Promise<readonly string[]> {
  const { pool } = at.engine.database
  const ledger = await openHeadLedger(data, 1)
  const tx = await pool.connect()
  try {
    await tx.query('begin')
    const done = await tx.query(sql)
    const changed = [done].flat().reduce((sum, result) => sum + (result.rowCount ?? 1), 0) // a month that is detached has no count
    expect(changed).toBeGreaterThan(0)
    return (await proveWithin(tx, 1024, await ledger.read(), at.clock.now)).problems
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}
