import { dateOfDayNumber } from '../core/calendar/day.ts'
import { type Fee, type FeeAfter, type FeeBefore, feesOf, feeWith, type Payer, whyNotCharged } from '../core/fee.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import { feesOfAccounts } from '../store/fee.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { presentmentOf, sinceDay } from './fee-facts.ts'
import type { PartItem } from './part-items.ts'

/**
 * What the schedule charges with what a policy sends back by itself, as it charges it where a person does: of every account with what it
 * was charged before, also by the items of the part before it. A fee is decided when all items of its bucket are: it never makes one of
 * them come back.
 */
export class PolicyFees {
  readonly #pack: Pack
  readonly #schedule: readonly Fee[]
  readonly #on: string
  /** By account, wherever there may be a fee for one of its items. */
  readonly #past = new Map<number, FeeBefore[]>()

  constructor(pack: Pack, schedule: readonly Fee[], on: string) {
    this.#pack = pack
    this.#schedule = schedule
    this.#on = on
  }

  /** Reads what the accounts of the decided items of a bucket were charged before. The caller holds its lock. */
  async load(tx: Runner, items: readonly PartItem[]): Promise<void> {
    const payers = new Map<number, Payer>()
    for (const one of items) {
      const payer = this.#payerOf(one)
      if (payer !== undefined && this.#mayPay(one)) payers.set(payer.id, payer)
    }
    this.#past.clear()
    if (payers.size === 0) return
    for (const id of payers.keys()) this.#past.set(id, [])
    const [first] = items
    invariant(first !== undefined, 'whoever pays has an item')
    const of = { shard: first.shard, exceptionId: 0, since: sinceDay(this.#schedule, this.#on) }
    for (const past of await feesOfAccounts(tx, [...payers.values()], of))
      if (past.account !== undefined) this.#past.get(past.account.id)?.push(past)
  }

  /** The fee that comes with the return of an item with the code; undefined where the schedule has none. */
  of(one: PartItem, { kind, code }: { readonly kind: string; readonly code: string }): FeeAfter | undefined {
    const fee = feeWith(this.#ofKind(kind), { resolution: 'return', code })
    if (fee === undefined) return undefined
    const { item } = one
    const payer = this.#payerOf(one)
    const past = (payer && this.#past.get(payer.id)) ?? []
    const presentment = presentmentOf({ item: { id: one.id, ...item }, pack: this.#pack, parsed: item })
    const facts = { schedule: this.#schedule, ofItem: [], ofAccounts: past, presentment }
    const why = whyNotCharged(fee, { facts, payer, amountMinor: item.amountMinor, on: this.#on })
    const account = payer && { shard: payer.shard, id: payer.id }
    const left = { name: fee.name, feeMinor: fee.amountMinor, account, presentment }
    if (why !== undefined) return { ...left, step: 'spared', why }
    const charged: FeeAfter = { ...left, step: 'charged' }
    past.push({ ...charged, bookedOn: this.#on, isRefunded: false })
    return charged
  }

  #mayPay({ decision }: PartItem): boolean {
    const kind = decision?.finding.kind
    return kind !== undefined && this.#pack.kinds[kind]?.decidedBy.by === 'policy' && this.#ofKind(kind).length > 0
  }

  #ofKind(kind: string): readonly Fee[] {
    return feesOf(this.#schedule, { pack: this.#pack.name, kind, on: this.#on })
  }

  /** The holder of the account that the item names: what another bank sends back of ours is no customer's item here. */
  #payerOf({ item, holder: { account }, shard }: PartItem): Payer | undefined {
    if (account === undefined || this.#pack.posting(item) !== 'settlement') return undefined
    return { shard, id: account.id, status: account.status, type: account.type }
  }
}

/** For what is booked on the day, days since 1970-01-01; undefined where the schedule charges nothing with returns of the work type. */
export function policyFees({ institution }: Pick<Engine, 'institution'>, pack: Pack, bookedDay: number) {
  const on = dateOfDayNumber(bookedDay).toString()
  const schedule = institution.fees.filter(
    one => one.chargedWith.includes('return') && one.packs.includes(pack.name) && one.from <= on && on <= one.to,
  )
  return schedule.length === 0 ? undefined : new PolicyFees(pack, schedule, on)
}
