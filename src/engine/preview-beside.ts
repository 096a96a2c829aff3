import type { CorrectedField } from '../core/correction.ts'
import { type ClockTold, clocksOf } from '../core/resolve/clocks-of.ts'
import type { Clock, Effect } from '../core/resolve/effect.ts'
import { type Link, linkedItems, OF_DEPOSIT } from '../core/resolve/linked-items.ts'
import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import { depositCredits } from '../store/deposit-credits.ts'
import { exceptionById, type StoredException } from '../store/exception.ts'
import type { StoredItem } from '../store/item.ts'
import { pageItems } from '../store/item-page.ts'
import { sentAnswer } from '../store/sent-answer.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { itemNumbered } from './item-numbered.ts'
import { orgShardOf } from './org-shard.ts'
import { earlierItemOf } from './read-earlier.ts'
import { receivedIn } from './received-in.ts'
import type { Decidable } from './resolution-facts.ts'

/** What stands beside an effect in its preview and is no row of it: under no hash, and nothing of it is written. */
export interface PreviewBeside {
  readonly clocks: readonly ClockTold[]
  readonly linked: readonly { readonly item: StoredItem; readonly link: Link }[]
  /** How many items of the same deposit there are besides. */
  readonly linkedMore: number
  /** What came in the place of what the decision corrects, field by field, as far as it could be read. */
  readonly received: readonly CorrectedField[]
}

/** What clocks the decision stops, starts and leaves, what was received where it corrects, and which items hang together with the one that is decided. */
export async function previewBeside(
  engine: Engine,
  tx: Runner,
  of: { readonly decidable: Decidable; readonly facts: ResolutionFacts; readonly effect: Effect },
): Promise<PreviewBeside> {
  const { decidable, facts, effect } = of
  const { item, exceptionId } = decidable
  const exception = await exceptionById(tx, item.shard, exceptionId)
  const clocks = clocksOf(effect, {
    running: exception?.state === 'closed' ? undefined : clockOf(exception),
    forwarded: facts.forwarding?.standing?.acknowledgeBy,
  })
  return {
    ...{ clocks, received: receivedIn(decidable, effect) },
    ...(await linkedOf(engine, tx, { decidable, exception, effect })),
  }
}

function clockOf(exception: StoredException | undefined): Clock | undefined {
  if (exception?.dueAt === undefined) return undefined
  const { clock: rule, dueAt, oursAt = dueAt } = exception
  return { rule, dueAt: dueAt.toString(), oursAt: oursAt.toString() }
}

type Linked = Pick<PreviewBeside, 'linked' | 'linkedMore'>

async function linkedOf(
  engine: Engine,
  tx: Runner,
  of: { readonly decidable: Decidable; readonly exception: StoredException | undefined; readonly effect: Effect },
): Promise<Linked> {
  const { decidable, exception, effect } = of
  const { resolution } = effect.exception
  const deposit = OF_DEPOSIT.includes(resolution) ? await depositOf(engine, tx, decidable) : NO_DEPOSIT
  const listed = linkedItems(resolution, {
    earlier: earlierItemOf(exception),
    answered: await answeredBy(tx, decidable),
    credits: deposit.credits.map(one => one.id),
    deposit: deposit.checks.map(one => one.id),
  })
  const known = new Map([...deposit.credits, ...deposit.checks].map(one => [one.id, one]))
  const linked: Linked['linked'][number][] = []
  for (const { item: id, link } of listed) {
    const item = known.get(id) ?? (await itemNumbered(tx, orgShardOf(engine), id))
    if (item !== undefined) linked.push({ item, link })
  }
  return { linked, linkedMore: deposit.more }
}

/** The entry that our own return was about which the item disputes; undefined where no file of ours holds it. */
async function answeredBy(
  tx: Runner,
  { item, batch, original: { pack, raw } }: Decidable,
): Promise<number | undefined> {
  const trace = pack.answers?.contests?.disputed(raw, batch.detail)
  return trace === undefined ? undefined : (await sentAnswer(tx, { shard: item.shard, trace }))?.itemId
}

/** More of a deposit is on the page of its batch. */
const DEPOSIT_SHOWN_MAX = 10

const NO_DEPOSIT = { credits: [], checks: [], more: 0 } as const

/** The credits of the deposit that a check came in, and its other checks; nothing of what was not deposited here. */
async function depositOf(
  engine: Engine,
  tx: Runner,
  { item, receipt, batch, original }: Decidable,
): Promise<{ readonly credits: readonly StoredItem[]; readonly checks: readonly StoredItem[]; readonly more: number }> {
  if (original.pack.depositedHere?.(original.parsed, batch.detail) === undefined) return NO_DEPOSIT
  const orgShard = orgShardOf(engine)
  const credits = await depositCredits(tx, { orgShard, receiptId: receipt.id, day: item.day, batch: item.batch })
  const most = DEPOSIT_SHOWN_MAX + 1 + credits.length
  const all = await pageItems(tx, orgShard, { receiptId: receipt.id, batch: item.batch, limit: most })
  const checks = all.filter(one => one.id !== item.id && one.direction === 'debit')
  const known = checks.toSorted((a, b) => a.id - b.id).slice(0, DEPOSIT_SHOWN_MAX)
  const others = batch.computed.count - credits.filter(one => one.batch === item.batch).length - 1
  return { credits, checks: known, more: Math.max(0, others - known.length) }
}
