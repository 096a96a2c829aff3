import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import { bucketOfText } from '../core/bucket.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import { openInstitution } from './open-institution.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { readItem } from './read-item.ts'
import { recordAccounts } from './record-facts.ts'
import { type Resolved, resolveException } from './resolve-exception.ts'

/** What is for one account of ours goes to another that somebody names, whatever its bucket; its bytes say nothing wrong. */

const [DECEASED = '', ESTATE = ''] = accountNumbers(2)
/** An account in the very bucket of the dead holder's. */
const NEIGHBOUR = accountNumbers(20_000, 10).find(one => bucketOfText(one) === bucketOfText(DECEASED)) ?? ''
const at = deskOfEachTest([ESTATE, NEIGHBOUR])
let engine: Engine
let desk: Desk
beforeEach(async () => {
  engine = at().engine
  desk = at().desk
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
})

const AMOUNT = 120_455

/** Entries to the dead holder's account: a person decides each. */
async function entriesFor(transactionCode: 22 | 27, count = 1): Promise<readonly number[]> {
  const some = entries(count, { accounts: [DECEASED] }).map(one => ({ ...one, transactionCode, amountMinor: AMOUNT }))
  await receiveAndProcess(engine, { name: `${transactionCode}.ach`, bytes: achFile([{ entries: some }]) })
  return (await ask<{ id: number }>(engine, 'select id from exception order by id')).map(row => row.id)
}

function moveTo(account: string): ResolutionAsked {
  return { resolution: 'move', fields: { account } }
}

function resolve(itemId: number, asked: ResolutionAsked, by: Decider = desk.ann): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by })
}

async function balances(): Promise<Readonly<Record<string, number>>> {
  const rows = await ask<{ number: string; minor: number }>(
    engine,
    `select number, sum(balance_minor)::bigint as minor from account where number = any ($1) and shard < 2048 group by number`,
    [[ESTATE, NEIGHBOUR, '~suspense', '~clearing']],
  )
  return Object.fromEntries(rows.map(row => [row.number, row.minor]))
}

const BEFORE = { [ESTATE]: 1_000_000, [NEIGHBOUR]: 1_000_000, '~clearing': 0 }
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])

// Seen red with: the side of a credit in the other bucket the other way round.
test.each([
  ['a credit', 22, 'in the same bucket', NEIGHBOUR],
  ['a credit', 22, 'in another bucket', ESTATE],
  ['a debit', 27, 'in another bucket', ESTATE],
] as const)(
  '%s (%i) moved to an account %s posts there, its sender is told nothing, and undone or reversed it is in suspense again',
  async (_, code, __, account) => {
    const [itemId = 0] = await entriesFor(code)
    const sign = code === 22 ? 1 : -1
    const suspended = { ...BEFORE, '~suspense': sign * AMOUNT }
    const moved = { ...BEFORE, [account]: 1_000_000 + sign * AMOUNT, '~suspense': 0 }
    for (const days of [0, 3]) {
      expect(await balances()).toEqual(suspended)
      expect(await resolve(itemId, moveTo(account))).toMatchObject({
        is: 'done',
        effect: { exception: { closedAs: 'posted' }, item: { state: 'posted' }, accounts: [{ number: account }] },
      })
      expect(await balances()).toEqual(moved)
      if (days === 0) await holds()
      at().clock.now = at().clock.now.add({ hours: 24 * days })
      const by = days === 0 ? 'undo' : 'reversal'
      expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', by })
      await holds()
    }
    expect(await balances()).toEqual(suspended)
    expect(await ask(engine, 'select 1 from outbound_item union all select 1 from correction')).toEqual([])
    expect((await readItem(engine, itemId))?.original?.parsed.accountNumber).toBe(DECEASED)
  },
)

// Seen red with: the account's status not asked (moved to a closed account); the shard of institution 2 for what is named.
test('to an account that is closed, cannot pay, takes no debits, is its own, or is of another institution, it is not moved', async () => {
  const [closed = '', poor = '', loan = '', elsewhere = ''] = accountNumbers(4, 9_000)
  await recordAccounts(engine, [
    anAccount(engine, closed, { status: 'closed' }),
    anAccount(engine, poor, { heldMinor: 1_000_000 - AMOUNT + 1 }),
    anAccount(engine, loan, { type: 'loan' }),
  ])
  const other = { ...(await at().another()), institution: { ...engine.institution, orgId: 2 } }
  await openInstitution(other, 'another')
  await openAccounts(other, [elsewhere])
  const [itemId = 0] = await entriesFor(27)
  const refusal = async (account: string) => {
    const said = await resolve(itemId, moveTo(account))
    return said.is === 'refused' ? `${said.refused}: ${said.why}` : said.is
  }
  expect(await refusal(closed)).toMatch(/^account_refused: The account •+\d{4} is closed/)
  expect(await refusal(poor)).toMatch(/^account_refused: .* cannot pay it with its overdraft limit/)
  expect(await refusal(loan)).toMatch(/^account_refused: .* takes no debit/)
  expect(await refusal(elsewhere)).toMatch(/^account_refused: .* is none of ours/)
  expect(await refusal(DECEASED)).toMatch(/^account_refused: That is the account that it names/)
  expect(await refusal('')).toMatch(/^fields_missing: /)
  expect(await ask(engine, 'select 1 from decision')).toEqual([])
})

// Seen red with: what is named left out of the payees.
test('law: moved to one account under a limit to a payee, the second needs a second person, whose yes moves it', async () => {
  await openAccounts(engine, [ESTATE])
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limitMinor = BigInt(AMOUNT) + 1n
  const limit = {
    change: 'grant',
    hold: 'limit',
    of: { login: 'ann' },
    act: 'move',
    measure: 'payee',
    days: 1,
  } as const
  await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [{ ...limit, limitMinor }])
  const [first = 0, second = 0, third = 0] = await entriesFor(22, 3)
  expect(await resolve(first, moveTo(ESTATE))).toMatchObject({ is: 'done' })
  expect(await resolve(third, moveTo(NEIGHBOUR))).toMatchObject({ is: 'done' })
  expect(await resolve(second, moveTo(ESTATE))).toMatchObject({
    is: 'proposed',
    needs: [expect.stringContaining('to this payee')],
  })
  expect(await balances()).toMatchObject({ [ESTATE]: 1_000_000 + AMOUNT })
  await holds()
  const { sha256, decision } = await proposalIn(engine)
  expect(await approveDecision(engine, { decision, by: desk.ann, sha256 })).toMatchObject({ is: 'refused' })
  expect(await approveDecision(engine, { decision, by: desk.bob, sha256 })).toMatchObject({ is: 'approved' })
  expect(await balances()).toMatchObject({ [ESTATE]: 1_000_000 + 2 * AMOUNT, '~suspense': 0, '~clearing': 0 })
  await holds()
})

// Seen red with: the bucket of the named account not locked.
test('law: of twenty who move it at once, one does; a specialist is offered it with what it needs, an associate is told who can', async () => {
  const [itemId = 0] = await entriesFor(22)
  const offered = async (by: Decider) =>
    (await readActs(engine, { itemId, by }))?.acts.find(one => one.act.resolution === 'move')
  expect(await offered(desk.ann)).toMatchObject({
    standing: 'open',
    act: { asks: [{ name: 'account', of: 'fields' }] },
  })
  expect(await offered(desk.kim)).toMatchObject({ standing: 'shut', whyNot: [expect.stringContaining('ann')] })
  const asked = moveTo(ESTATE)
  const preview = await previewResolution(engine, { itemId, asked, by: desk.ann })
  if (preview.is === 'refused') throw new Error(preview.why)
  const order = { itemId, asked, by: desk.ann, previewSha256: preview.sha256 }
  const all = await Promise.all(Array.from({ length: 20 }, () => resolveException(engine, order)))
  expect(all.filter(one => one.is === 'done')).toHaveLength(1)
  expect(await balances()).toMatchObject({ [ESTATE]: 1_000_000 + AMOUNT, '~clearing': 0 })
  await holds()
})

function splitTo(parts: Readonly<Record<string, string>>): ResolutionAsked {
  return { resolution: 'split', parts: Object.entries(parts).map(([account, amount]) => ({ account, amount })) }
}

// Seen red with: a cent lost of each part where its legs are made.
test.each([
  ['credit', 22, 1],
  ['debit', 27, -1],
] as const)(
  'a %s (%i) split over accounts of two buckets posts to the cent, and undone or reversed every part is back',
  async (_, code, sign) => {
    const far =
      accountNumbers(20_000, 10).find(one => bucketOfText(one) === bucketOfText(ESTATE) && one !== ESTATE) ?? ''
    await openAccounts(engine, [far])
    const [itemId = 0] = await entriesFor(code)
    const parts = { [ESTATE]: '1000.00', [NEIGHBOUR]: '204.54', [far]: '0.01' }
    const own = { [ESTATE]: sign * 100_000, [NEIGHBOUR]: sign * 20_454, [far]: sign * 1 }
    const stands = async () =>
      Object.fromEntries(
        (
          await ask<{ number: string; minor: number }>(
            engine,
            `select number, sum(balance_minor)::bigint as minor from account where number = any ($1) group by number`,
            [[...Object.keys(parts), '~suspense', '~clearing']],
          )
        ).map(row => [row.number, row.minor]),
      )
    const opening = { [ESTATE]: 1_000_000, [NEIGHBOUR]: 1_000_000, [far]: 1_000_000, '~clearing': 0 }
    const moved = Object.fromEntries(Object.entries(own).map(([number, minor]) => [number, 1_000_000 + minor]))
    for (const days of [0, 3]) {
      expect(await resolve(itemId, splitTo(parts))).toMatchObject({
        is: 'done',
        effect: { item: { state: 'posted' }, accounts: [{ number: ESTATE }, { number: NEIGHBOUR }, { number: far }] },
      })
      expect(await stands()).toEqual({ ...moved, '~suspense': 0, '~clearing': 0 })
      await holds()
      at().clock.now = at().clock.now.add({ hours: 24 * days })
      expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone' })
      expect(await stands()).toEqual({ ...opening, '~suspense': sign * AMOUNT })
    }
    await holds()
  },
)

// Seen red with: only the first of the accounts a payee; two decisions of the same payees only where all of them are; a difference of a cent let through.
test('law: an account that gets a part is a payee with all of it, so that no limit is passed in parts; what does not sum is not split', async () => {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limit = {
    change: 'grant',
    hold: 'limit',
    of: { login: 'ann' },
    act: 'split',
    measure: 'payee',
    days: 1,
  } as const
  const limitMinor = BigInt(AMOUNT) + 1n
  await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [{ ...limit, limitMinor }])
  const others = accountNumbers(2, 9_100)
  await openAccounts(engine, others)
  const [first = 0, second = 0] = await entriesFor(22, 2)
  const refusal = async (parts: Readonly<Record<string, string>>) => {
    const said = await resolve(first, splitTo(parts))
    return said.is === 'refused' ? `${said.refused}: ${said.why}` : said.is
  }
  expect(await refusal({ [ESTATE]: '1000.00', [NEIGHBOUR]: '204.54' })).toMatch(
    /^parts_do_not_sum: .* 0\.01 is missing/,
  )
  expect(await refusal({ [ESTATE]: '1000.00', [NEIGHBOUR]: '204.56' })).toMatch(
    /^parts_do_not_sum: .* 0\.01 is too much/,
  )
  expect(await refusal({ [ESTATE]: '1204.55' })).toMatch(/^parts_missing: /)
  expect(await refusal({ [ESTATE]: '1204.55', [NEIGHBOUR]: '0.00' })).toMatch(/^parts_missing: Part 2 /)
  expect(await refusal({ [ESTATE]: '1000.00', [` ${ESTATE}`]: '204.55' })).toMatch(/^account_refused: .* twice/)
  expect(await refusal({ [ESTATE]: '1000.00', [DECEASED]: '204.55' })).toMatch(
    /^account_refused: .* holder who has died/,
  )
  const [one = '', other = ''] = others
  expect(await resolve(first, splitTo({ [one]: '1204.54', [ESTATE]: '0.01' }))).toMatchObject({ is: 'done' })
  expect(await resolve(second, splitTo({ [ESTATE]: '0.01', [other]: '1204.54' }))).toMatchObject({ is: 'proposed' })
  await holds()
})
