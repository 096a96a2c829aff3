import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LedgerAccount } from './core-system.ts'
import type { Transfer, TransferAnswer } from './transfer.ts'
import { decideTransfers, type KnownTransfer, placeOf } from './transfer-batch.ts'
import { changesOf, legsOf, type TransferLeg } from './transfer-legs.ts'

const NUMBERS = ['100', '200', '300', '400', 'gone'] as const
/** Two buckets: the accounts of a transfer lie in one or in both. */
const SHARDS: Readonly<Record<string, number>> = { 100: 1025, 200: 1025, 300: 1026, 400: 1026, gone: 1026 }
const CLEARING: Readonly<Record<number, number>> = { 1025: 91, 1026: 92 }
const clearingIn = (shard: number) => CLEARING[shard] ?? 0

/** A ledger as a child would keep one: exact numbers by name, and answers by key. */
class NaiveLedger {
  readonly balances = new Map<string, bigint>()
  readonly #answers = new Map<string, { readonly body: string; readonly answer: string }>()

  constructor(accounts: readonly LedgerAccount[]) {
    for (const { number, balanceMinor } of accounts) this.balances.set(number, BigInt(balanceMinor))
  }

  post(transfer: Transfer, accounts: readonly LedgerAccount[]): string {
    if (transfer.amountMinor <= 0) return 'amount_not_positive'
    if (transfer.from.number === transfer.to.number) return 'account_same'
    const body = JSON.stringify(transfer)
    const first = this.#answers.get(transfer.key)
    if (first !== undefined) return first.body === body ? first.answer : 'key_used'
    const answer = this.#decide(transfer, accounts)
    this.#answers.set(transfer.key, { body, answer })
    return answer
  }

  #decide({ from, to, amountMinor, funds }: Transfer, accounts: readonly LedgerAccount[]): string {
    const payer = accounts.find(one => one.number === from.number)
    const payee = accounts.find(one => one.number === to.number)
    if (payer === undefined || payee === undefined) return 'account_unknown'
    for (const { status } of [payer, payee]) if (status !== 'open') return `account_${status}`
    const has = this.balances.get(from.number) ?? 0n
    const amount = BigInt(amountMinor)
    const can = has + BigInt(payer.overdraftLimitMinor) - BigInt(payer.heldMinor)
    if (funds === 'checked' && can < amount) return 'funds_insufficient'
    this.balances.set(from.number, has - amount)
    this.balances.set(to.number, (this.balances.get(to.number) ?? 0n) + amount)
    return 'posted'
  }
}

const transfers = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    from: fc.constantFrom(...NUMBERS),
    to: fc.constantFrom(...NUMBERS),
    amountMinor: fc.integer({ min: 0, max: 60 }),
    funds: fc.constantFrom('checked' as const, 'unchecked' as const),
  }),
  { maxLength: 40 },
)
const opened = fc.array(
  fc.record({
    balanceMinor: fc.integer({ min: 0, max: 100 }),
    heldMinor: fc.integer({ min: 0, max: 20 }),
    overdraftLimitMinor: fc.integer({ min: 0, max: 20 }),
    status: fc.constantFrom('open' as const, 'open' as const, 'open' as const, 'frozen' as const),
  }),
  { minLength: 4, maxLength: 4 },
)
/** Where the asked ones are cut into batches. */
const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 })

// Seen red with: balances that do not move as the batch is decided; a key of the same batch decided again; a refused key that
// is not kept; another body under a key given the first answer; the payee's leg against the payer's clearing account.
it('law: however they are cut into batches, transfers come to what a naive ledger comes to', () => {
  fc.assert(
    fc.property(transfers, opened, cuts, (given, states, sizes) => {
      const accounts = states.map((state, index) => ledgerAccount(NUMBERS[index] ?? '', index + 1, state))
      const naive = new NaiveLedger(accounts)
      const frozen = accounts.map(account => ({ ...account }))
      const asked = given.map(transferOf)
      const { answers, legs } = inBatches(asked, accounts, sizes)
      expect(answers.map(wordOf)).toEqual(asked.map(transfer => naive.post(transfer, frozen)))
      expect(accounts.map(one => BigInt(one.balanceMinor))).toEqual([...naive.balances.values()])
      expectBalanced(legs, accounts, frozen)
    }),
  )
})

function inBatches(asked: readonly Transfer[], accounts: readonly LedgerAccount[], sizes: readonly number[]) {
  const known = new Map<string, KnownTransfer>()
  const answers: TransferAnswer[] = []
  const legs: TransferLeg[] = []
  let id = 0
  for (let at = 0, round = 0; at < asked.length; round++) {
    const batch = asked.slice(at, at + (sizes[round % sizes.length] ?? 1))
    at += batch.length
    const first = id
    const decided = decideTransfers(batch, {
      currency: 'USD',
      accounts: new Map(accounts.map(account => [placeOf(account), account])),
      known,
      day: '2026-11-23',
      idOf: index => first + index,
    })
    answers.push(...decided.answers)
    for (const made of decided.fresh) {
      expect(made.id).toBe(id++)
      known.set(made.transfer.key, made)
      legs.push(...legsOf(made, clearingIn))
    }
  }
  return { answers, legs }
}

/** Each shard balances, clearing is zero over both, and what the legs change is what the accounts changed by. */
function expectBalanced(
  legs: readonly TransferLeg[],
  after: readonly LedgerAccount[],
  before: readonly LedgerAccount[],
) {
  const changes = changesOf(legs)
  for (const shard of [1025, 1026]) {
    const own = changes.filter(change => change.shard === shard)
    expect(own.reduce((sum, change) => sum + change.amountMinor, 0)).toBe(0)
  }
  const net = (id: number) => changes.filter(one => one.id === id).reduce((sum, one) => sum + one.amountMinor, 0)
  expect(net(91) + net(92)).toBe(0)
  expect(changes.every(change => change.amountMinor !== 0)).toBe(true)
  after.forEach((account, index) => {
    expect(net(account.id)).toBe(account.balanceMinor - (before[index]?.balanceMinor ?? 0))
  })
}

it('a transfer inside a bucket is one entry, between two it is one in each', () => {
  const accounts = NUMBERS.slice(0, 3).map((number, index) => ledgerAccount(number, index + 1, {}))
  const between = (from: string, to: string) =>
    inBatches([transferOf({ key: 'k', from, to, amountMinor: 7, funds: 'checked' })], accounts, [1]).legs
  expect(between('100', '200')).toEqual([{ shard: 1025, entryId: 0, accountId: 2, contraId: 1, amountMinor: 7 }])
  expect(between('100', '300')).toEqual([
    { shard: 1025, entryId: 0, accountId: 1, contraId: 91, amountMinor: -7 },
    { shard: 1026, entryId: 0, accountId: 3, contraId: 92, amountMinor: 7 },
  ])
})

function ledgerAccount(number: string, id: number, state: Partial<LedgerAccount>): LedgerAccount {
  const rest = { type: 'checking', holderType: 'consumer', holderName: 'Robin Miller', status: 'open' } as const
  const money = { balanceMinor: 100, heldMinor: 0, overdraftLimitMinor: 0 }
  return { shard: SHARDS[number] ?? 0, id, number, ...rest, ...money, ...state }
}

function transferOf(given: Pick<Transfer, 'key' | 'amountMinor' | 'funds'> & { from: string; to: string }): Transfer {
  const place = (number: string) => ({ shard: SHARDS[number] ?? 0, number })
  return { ...given, from: place(given.from), to: place(given.to), currency: 'USD', reason: 'a law', actor: 'engine' }
}

function wordOf(answer: TransferAnswer): string {
  return answer.at === 'posted' ? 'posted' : answer.refusal.kind
}
