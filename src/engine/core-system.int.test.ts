import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, receive, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { ended, mend, refuseItems } from '../../test/samples/failing-files.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import type {
  AccountId,
  AccountOpening,
  AccountWanted,
  BalanceChange,
  CoreSystem,
  LedgerAccount,
  PostedChunk,
  ReversedChunk,
} from '../core/core-system.ts'
import { inBulk } from '../store/database.ts'
import { ownLedger } from '../store/own-ledger.ts'
import type { Runner } from '../store/statement.ts'
import { endReceipt } from './attempt-receipt.ts'
import type { Engine } from './engine.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay } from './prove-day.ts'
import { readItem } from './read-item.ts'
import { receiveClaim } from './receive-claim.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { retryReceipt } from './retry-receipt.ts'

/** A bank's own ledger in the place of ours: its accounts are not in our database, and it books after our commit. */

const BANK_IDS_FROM = 1_000_000_000

/** A ledger in memory. What is posted waits in an outbox of the engine's transaction until it is delivered, once for its key. */
class BankLedger implements CoreSystem<Runner> {
  readonly name = 'the bank in memory'
  readonly #accounts = new Map<string, LedgerAccount>()
  readonly #booked = new Set<string>()
  readonly posted: string[] = []
  /** Key of each reversal and of what it took back. */
  readonly reversed: (readonly [string, string])[] = []
  readonly opened = new Map<string, string>()

  open(number: string, shard: number, balanceMinor: number): void {
    const id = BANK_IDS_FROM + this.#accounts.size
    this.#accounts.set(number, {
      id,
      shard,
      number,
      status: 'open',
      type: 'checking',
      holderType: 'consumer',
      holderName: 'Robin Miller',
      balanceMinor,
      heldMinor: 0,
      overdraftLimitMinor: 0,
    })
  }

  balance(number: string): number | undefined {
    return this.#accounts.get(number)?.balanceMinor
  }

  async hasAccounts(): Promise<boolean> {
    return this.#accounts.size > 0
  }

  /** With what is committed and not booked yet: the next chunk must not spend it again. */
  async accounts(tx: Runner, wanted: readonly AccountWanted[]): Promise<readonly LedgerAccount[]> {
    const waiting = await changesIn(tx, 'select key, changes from bank_outbox')
    return wanted.flatMap(({ number }) => {
      const account = this.#accounts.get(number)
      if (account === undefined) return []
      const mine = waiting.filter(({ key, change }) => change.id === account.id && !this.#booked.has(key))
      return [
        { ...account, balanceMinor: mine.reduce((sum, { change }) => sum + change.amountMinor, account.balanceMinor) },
      ]
    })
  }

  async accountsById(_: Runner, wanted: readonly AccountId[]): Promise<readonly LedgerAccount[]> {
    const ids = new Set(wanted.map(one => one.id))
    return [...this.#accounts.values()].filter(account => ids.has(account.id))
  }

  async openings(_: Runner, wanted: readonly AccountWanted[]): Promise<readonly AccountOpening[]> {
    return wanted.flatMap(({ shard, number }) => {
      const on = this.opened.get(number)
      return on === undefined ? [] : [{ shard, number, on }]
    })
  }

  async facts(): Promise<readonly []> {
    return []
  }

  async post(tx: Runner, chunk: PostedChunk): Promise<void> {
    this.posted.push(chunk.key)
    expect(unbalanced(chunk.changes)).toEqual([])
    const isBanks = ({ id }: BalanceChange) => id >= BANK_IDS_FROM
    await ownLedger.post(tx, { ...chunk, changes: chunk.changes.filter(change => !isBanks(change)) })
    const changes = JSON.stringify(chunk.changes.filter(isBanks))
    await tx.query('insert into bank_outbox (key, changes) values ($1, $2)', [chunk.key, changes])
  }

  /** A chunk of its own, and only of what was posted: the outbox has it, or it is booked. */
  async reverse(tx: Runner, reversal: ReversedChunk): Promise<void> {
    const { rowCount } = await tx.query('select from bank_outbox where key = $1', [reversal.reverses])
    if (!this.#booked.has(reversal.reverses) && rowCount === 0) throw new Error(`${reversal.reverses} was never posted`)
    this.reversed.push([reversal.key, reversal.reverses])
    await this.post(tx, reversal)
  }

  /** Books what was committed; `dies` before it forgets what it booked, as a process may. */
  async deliver(engine: Engine, ends: 'clean' | 'dies' = 'clean'): Promise<void> {
    const keys = new Set<string>()
    for (const { key, change } of await changesIn(engine.database.pool, 'select key, changes from bank_outbox')) {
      if (this.#booked.has(key)) continue
      keys.add(key)
      const account = [...this.#accounts.values()].find(one => one.id === change.id)
      if (account !== undefined) account.balanceMinor += change.amountMinor
    }
    for (const key of keys) this.#booked.add(key)
    if (ends === 'clean') await ask(engine, 'delete from bank_outbox')
  }
}

async function changesIn(run: Runner, text: string): Promise<readonly { key: string; change: BalanceChange }[]> {
  const { rows } = await run.query<{ key: string; changes: readonly BalanceChange[] }>(text)
  return rows.flatMap(({ key, changes }) => changes.map(change => ({ key, change })))
}

function unbalanced(changes: readonly BalanceChange[]): readonly number[] {
  const sums = Map.groupBy(changes, change => change.shard)
  return [...sums]
    .filter(([, of]) => of.reduce((sum, { amountMinor }) => sum + amountMinor, 0) !== 0)
    .map(([shard]) => shard)
}

const [rich = '', poor = '', stranger = ''] = accountNumbers(3)
let at: TestEngine
let engine: Engine
let bank: BankLedger

beforeEach(async () => {
  at = await openTestEngine()
  bank = new BankLedger()
  engine = { ...at.engine, coreSystem: bank }
  await ask(engine, 'create table bank_outbox (key text primary key, changes jsonb not null)')
  await ask(engine, 'grant select, insert on bank_outbox to clearday_bulk')
  const shard = (number: string) => shardOf(engine.institution.orgId, bucketOfText(number))
  bank.open(rich, shard(rich), 1_000_000)
  bank.open(poor, shard(poor), 60_000)
})
afterEach(() => at.close())

let traces = 0
const entry = (account: string, transactionCode: number, amountMinor: number) => ({
  transactionCode,
  account,
  amountMinor,
  trace: `12104288${String(++traces).padStart(7, '0')}`,
})
const kinds = async () =>
  (await ask<{ kind: string }>(engine, 'select kind from exception order by kind')).map(one => one.kind)

// Seen red with: the engine's own accounts asked for; a chunk without its settlement side; what waits in the outbox left out of
// the balances, when the second file overdrew the account.
test('a day runs on another ledger: decided with its balances, posted once, returned and proved', async () => {
  await receiveAndProcess(engine, { bytes: achFile([{ entries: [entry(rich, 22, 5_000), entry(poor, 27, 50_000)] }]) })
  // Not delivered yet: 100.00 are left of 600.00, so the next debit of 200.00 cannot be paid.
  await receiveAndProcess(engine, {
    bytes: achFile([{ entries: [entry(poor, 27, 20_000), entry(stranger, 27, 100)] }]),
  })
  expect(await kinds()).toEqual(['account-not-found', 'insufficient-funds'])
  await bank.deliver(engine)
  expect([bank.balance(rich), bank.balance(poor)]).toEqual([1_005_000, 10_000])
  expect((await releaseOutboundFiles(engine)).map(file => file.items)).toEqual([2])
  expect(await ask(engine, 'select count(*) from account where not internal')).toEqual([{ count: 0 }])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: the outbox written outside the engine's transaction, when the retry could not write its key.
test('a chunk that is lost and comes again, and a delivery that dies, book it once', async () => {
  const reception = await receive(engine, { bytes: achFile([{ entries: [entry(poor, 27, 50_000)] }]) })
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  at.steps.at = name => {
    if (name === 'part written') throw new Error('stopped here')
  }
  await expect(processReceipt(engine, reception.receiptId)).rejects.toThrow('stopped here')
  at.steps.at = () => {}
  await processReceipt(engine, reception.receiptId)
  expect(bank.posted).toEqual([`part ${reception.receiptId}/0`, `part ${reception.receiptId}/0`])
  await bank.deliver(engine, 'dies')
  await bank.deliver(engine)
  expect(bank.balance(poor)).toBe(10_000)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with one key for what is held as a file is read and for what is held because it failed: the second was refused.
test('what a file holds when it is read and when it fails are two chunks with keys of their own', async () => {
  await ask(engine, 'alter table item add constraint planted check (false) not valid')
  const held = { entries: [entry(rich, 27, 700)], control: { totalDebit: 5 } }
  const reception = await receive(engine, { bytes: achFile([{ entries: [entry(rich, 22, 5_000)] }, held]) })
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  const { receiptId } = reception
  expect((await endReceipt(engine, receiptId)).map(one => one.now)).toEqual(['quarantined'])
  expect(bank.posted.filter(key => !key.startsWith('part'))).toEqual([`held ${receiptId}`, `failed ${receiptId}`])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: what a retry takes back posted as any chunk; with the first failure's chunk named for the second.
test('a retry takes back the chunk of the failure that it follows, each by its name', async () => {
  await refuseItems(engine, 'true')
  const id = await ended(engine, achFile([{ entries: [entry(rich, 22, 5_000)] }]))
  await retryReceipt(engine, id, 'os:kim')
  await mend(engine)
  await retryReceipt(engine, id, 'os:kim')
  expect(bank.reversed).toEqual([
    [`retried ${id}/1`, `failed ${id}`],
    [`retried ${id}/2`, `failed ${id}/2`],
  ])
  await bank.deliver(engine)
  expect(bank.balance(rich)).toBe(1_005_000)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: the item's account, and then those of its postings, looked up in our own table.
test('an item’s page and a claim on it ask the bank’s ledger, and nothing of ours', async () => {
  bank.opened.set(poor, '2026-11-09')
  const { trace, ...rest } = entry(poor, 27, 50_000)
  await receiveAndProcess(engine, { bytes: achFile([{ entries: [{ trace, ...rest }] }]) })
  const claim = { accountNumber: poor, trace, amountMinor: 50_000, row: 0, code: 'R10', statement: 'on file' } as const
  const claimed = await receiveClaim(engine, { ...claim, receivedAt: engine.now() })
  if (claimed.outcome !== 'raised') throw new Error(claimed.outcome)
  const story = await readItem(engine, claimed.itemId)
  expect(story?.account).toMatchObject({ number: poor, holderName: 'Robin Miller' })
  expect(story?.postings.map(one => [one.kind, one.account, one.contra])).toEqual([
    ['claimed', '~suspense', '~claims'],
    ['received', poor, '~settlement.ach'],
  ])
  expect(story?.exception).toMatchObject({ clock: 'reg-e-decide-new-account' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: a reversal that is posted as any chunk, so that one of nothing went through; the outbox without the reversal's key.
test('a reversal takes back what its chunk moved, once, and only of a chunk that was posted', async () => {
  const reception = await receiveAndProcess(engine, { bytes: achFile([{ entries: [entry(poor, 27, 50_000)] }]) })
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  const part = `part ${reception.receiptId}/0`
  const shard = shardOf(engine.institution.orgId, bucketOfText(poor))
  const [account] = await inBulk(engine.database, tx => bank.accounts(tx, [{ shard, number: poor }]))
  const settlement = await ask<{ id: number }>(engine, 'select id from account where shard = $1 and number = $2', [
    shard,
    '~settlement.ach',
  ])
  const changes = [
    { shard, id: account?.id ?? 0, amountMinor: 50_000 },
    { shard, id: settlement[0]?.id ?? 0, amountMinor: -50_000 },
  ]
  const reversal = { key: `reversal of ${part}`, reverses: part, day: 20_780, changes }
  await inBulk(engine.database, tx => engine.coreSystem.reverse(tx, reversal))
  await expect(inBulk(engine.database, tx => engine.coreSystem.reverse(tx, reversal))).rejects.toThrow('duplicate key')
  await expect(
    inBulk(engine.database, tx => engine.coreSystem.reverse(tx, { ...reversal, key: 'other', reverses: 'part 99/0' })),
  ).rejects.toThrow('part 99/0 was never posted')
  await bank.deliver(engine)
  expect(bank.balance(poor)).toBe(60_000)
})
