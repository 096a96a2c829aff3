import type { Fact, Pack } from '../core/pack.ts'
import type { Transaction } from '../store/database.ts'
import type { Engine } from './engine.ts'
import { honorAccounts } from './honored-credits.ts'
import { loadPosted, type PartPosted } from './part-posted.ts'
import { type SettledClaims, settleClaims } from './settle-claims.ts'
import type { Wants } from './wants.ts'

/** What was found for a part. Its accounts stand in `PartAccount.account`. */
export interface PartFacts extends SettledClaims {
  factsOf(shard: number, kind: string, key: string): readonly Fact[]
  readonly posted: PartPosted
}

export interface PartDay {
  readonly pack: Pack
  readonly receivedDay: number
  readonly postingOn: string
  /** First day (since 1970-01-01) of the look-back for duplicates. */
  readonly sinceDay: number
}

/** Loads everything the items of a part want: a handful of round trips whatever the number of items. */
export async function loadPartFacts(
  tx: Transaction,
  engine: Pick<Engine, 'coreSystem' | 'institution'>,
  wants: Wants,
  on: PartDay,
): Promise<PartFacts> {
  const core = engine.coreSystem
  await loadAccounts(tx, core, wants)
  await honorAccounts(engine, tx, wants.accounts, on.postingOn)
  return {
    factsOf: await loadFacts(tx, core, wants, on.postingOn),
    posted: await loadPosted(tx, wants, on.pack.tellsPostedBy ?? []),
    ...(await settleClaims(tx, wants.claims, { ...on, pack: on.pack.name })),
  }
}

async function loadAccounts(tx: Transaction, core: Engine['coreSystem'], wants: Wants): Promise<void> {
  const found = await core.accounts(tx, wants.accounts)
  const byNumber = new Map(found.map(account => [account.number, account]))
  for (const holder of wants.accounts) {
    const account = byNumber.get(holder.number)
    // A number belongs to one shard, so the text alone tells; asserted by comparing the shard too.
    if (account?.shard === holder.shard) holder.account = account
  }
}

const NO_FACTS: readonly Fact[] = []

async function loadFacts(
  tx: Transaction,
  core: Engine['coreSystem'],
  wants: Wants,
  on: string,
): Promise<PartFacts['factsOf']> {
  const wanted: { shard: number; kind: string; key: string }[] = []
  for (const [shard, kinds] of wants.facts)
    for (const [kind, keys] of kinds) for (const key of keys) wanted.push({ shard, kind, key })
  const found = new Map<number, Map<string, Map<string, Fact[]>>>()
  for (const fact of await core.facts(tx, wanted, on)) {
    const kinds = found.get(fact.shard) ?? new Map<string, Map<string, Fact[]>>()
    found.set(fact.shard, kinds)
    const keys = kinds.get(fact.kind) ?? new Map<string, Fact[]>()
    kinds.set(fact.kind, keys)
    const known = keys.get(fact.key)
    if (known === undefined) keys.set(fact.key, [fact])
    else known.push(fact)
  }
  // Asked by every item, and nearly always in vain: no text is made for it.
  return (shard, kind, key) => found.get(shard)?.get(kind)?.get(key) ?? NO_FACTS
}
