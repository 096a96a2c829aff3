import { accountHere } from '../core/account-here.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import type { LedgerAccount, LedgerFact } from '../core/core-system.ts'
import { invariant } from '../core/invariant.ts'
import {
  CLAIM_SPACES,
  type ClaimOwner,
  type DecideContext,
  type Decision,
  type Fact,
  type ImageReading,
  type ItemFacts,
  type PostedBefore,
} from '../core/pack.ts'
import type { IdentityAfter } from '../core/resolve/effect.ts'
import { Claims } from '../store/claims.ts'
import { type PostedWanted, postedBefore } from '../store/posted-before.ts'
import type { Runner } from '../store/statement.ts'
import type { CorrectedItem } from './corrected-item.ts'
import { rememberDeadlines } from './deadlines.ts'
import type { Engine } from './engine.ts'
import { readImage } from './read-images.ts'
import type { Decidable } from './resolution-facts.ts'
import { type SettledClaims, settleClaims } from './settle-claims.ts'

interface OneWanted {
  readonly of: Decidable
  readonly corrected: CorrectedItem
  /** The banking day on which it would post. */
  readonly on: Temporal.PlainDate
}

export interface DecidedOne {
  readonly account: LedgerAccount | undefined
  /** Undefined for an item that is clear. */
  readonly decision: Decision | undefined
  /** What it may claim now: identities without a day that nobody owns. One with a day is that of the entry as it was sent. */
  readonly identities: readonly IdentityAfter[]
}

/** Decides one item outside its part, as `decideBuckets` does in bulk, with the accounts, facts and identities of now. Writes nothing. */
export async function decideOne(engine: Engine, tx: Runner, one: OneWanted): Promise<DecidedOne> {
  const { of, corrected, on } = one
  const { pack } = of.original
  const wants = wantsOf(one)
  const { shard, item } = corrected
  const number = accountHere(item)
  const accounts = number === '' ? [] : [{ shard, number }]
  const [account] = await engine.coreSystem.accounts(tx, accounts)
  const claimed = await settleClaims(tx, wants.claims, claimDay(engine, of))
  const facts: ItemFacts = {
    account,
    facts: factsBy(await engine.coreSystem.facts(tx, wants.facts, on.toString())),
    claimedBefore: space => ownerOf(claimed, wants.claims, { space, itemId: of.item.id }),
    posted: await postedOf(tx, wants.posted, account, pack.tellsPostedBy ?? []),
  }
  const image = await imageOf(engine, of, corrected)
  const decision = pack.decide(item, facts, contextOf(engine, one, image))
  return { account, decision, identities: identitiesOf(wants.claims, claimed) }
}

interface Wanted {
  readonly claims: Claims
  readonly facts: { readonly shard: number; readonly kind: string; readonly key: string }[]
  readonly posted: Omit<PostedWanted, 'shard' | 'accountId'>[]
}

function wantsOf({ of, corrected }: OneWanted): Wanted {
  const { shard, item } = corrected
  const wants: Wanted = { claims: new Claims(), facts: [], posted: [] }
  of.original.pack.want(item, {
    fact: (kind, key) => wants.facts.push({ shard, kind, key }),
    claim: (space, day, hi, lo) => wants.claims.add({ shard, space, day, hi, lo }, of.item.id),
    posted: (direction, amountMinor, sinceDay) => wants.posted.push({ direction, amountMinor, sinceDay }),
  })
  return wants
}

function claimDay({ institution }: Engine, { receipt, original }: Decidable) {
  const received = parseDay(receipt.receivedOn)
  invariant(received !== undefined, `receipt ${receipt.id} has an unreadable day`)
  const since = received.subtract({ months: institution.settings.duplicateMonths })
  return { pack: original.pack.name, receivedDay: dayNumber(received), sinceDay: dayNumber(since) }
}

function factsBy(found: readonly LedgerFact[]): ItemFacts['facts'] {
  const by = Map.groupBy(found, fact => `${fact.kind}/${fact.key}`)
  return (kind, key): readonly Fact[] => by.get(`${kind}/${key}`) ?? []
}

/** Who claimed the identity before. The item itself may have, when it came: then nobody else did. */
function ownerOf(
  { owners }: SettledClaims,
  claims: Claims,
  { space, itemId }: { readonly space: keyof typeof CLAIM_SPACES; readonly itemId: number },
): ClaimOwner | undefined {
  for (let place = 0; place < claims.length; place++) {
    const owner = claims.space(place) === CLAIM_SPACES[space] ? owners.get(place) : undefined
    if (owner !== undefined && owner.itemId !== itemId) return owner
  }
  return undefined
}

function identitiesOf(claims: Claims, { fresh }: SettledClaims): readonly IdentityAfter[] {
  return fresh
    .filter(place => !claims.hasDay(place))
    .map(place => ({
      shard: claims.shard(place),
      space: claims.space(place),
      fingerprint: BigInt.asIntN(64, (BigInt(claims.hi(place)) << 32n) | BigInt(claims.lo(place))).toString(),
    }))
}

async function postedOf(
  tx: Runner,
  wanted: Wanted['posted'],
  account: LedgerAccount | undefined,
  by: readonly string[],
): Promise<readonly PostedBefore[]> {
  if (account === undefined) return []
  const { shard, id: accountId } = account
  const questions = wanted.map(one => ({ ...one, shard, accountId }))
  return (await postedBefore(tx, questions, by)).flat()
}

async function imageOf(
  engine: Engine,
  { receipt, original }: Decidable,
  { of }: CorrectedItem,
): Promise<ImageReading | undefined> {
  const image = await readImage(engine, receipt, original.pack, original.parsed)
  return image === undefined ? undefined : (original.pack.corrections?.seen?.(image, of.values) ?? image)
}

function contextOf(engine: Engine, { of, corrected, on }: OneWanted, image: ImageReading | undefined): DecideContext {
  const { settings, calendars } = engine.institution
  const postingDay = dayNumber(on)
  const { bankingDaysBetween, dueDay } = rememberDeadlines(calendars, postingDay)
  const { receivedDay } = claimDay(engine, of)
  return { settings, batch: corrected.batch, receivedDay, postingDay, bankingDaysBetween, dueDay, image }
}
