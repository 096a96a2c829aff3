import { whyNotAllowed } from '../core/authority/decide-act.ts'
import type { ClaimCode, WrittenStatement } from '../core/customer-claim.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import { SEND_STATEMENT } from '../core/resolve/resolve-claim.ts'
import { asBulk } from '../store/as-bulk.ts'
import { lockBuckets } from '../store/bucket.ts'
import type { RunningTransaction } from '../store/database.ts'
import { findItem, markClaimed } from '../store/item.ts'
import { addNoteWithin } from './add-note.ts'
import { arrivalDays } from './arrival-days.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { closeUnmatched } from './keep-unmatched-claim.ts'
import { openDay } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { peopleWithin } from './people-now.ts'
import { previewResolution } from './preview-resolution.ts'
import { raiseClaim } from './raise-claim.ts'
import { type ItemStory, readItem } from './read-item.ts'
import type { ClaimLine } from './receive-claim.ts'
import { resolveException } from './resolve-exception.ts'
import { shardOfQueue } from './settle-case.ts'
import { personActor } from './sign-in-event.ts'
import { whyNotClaimed } from './unmatched-claim.ts'
import { within } from './within.ts'

/** What a customer says of a posted debit, as somebody takes it down who has them on the phone or at the counter. */
export interface ClaimOrder {
  readonly itemId: number
  readonly code: ClaimCode
  readonly statement: WrittenStatement
  /** The day on which the customer told us; today where left out. */
  readonly toldOn: Temporal.PlainDate | undefined
  /** Who called, what was said: kept as a note about the item. */
  readonly words: string | undefined
  readonly by: Decider
}

export type ClaimTaken =
  | {
      readonly is: 'taken'
      readonly kind: string
      /** Whether a letter asks the customer for the written statement, or why none does. */
      readonly letter: { readonly is: 'asked' | 'not needed' } | { readonly is: 'not asked'; readonly why: string }
    }
  | ClaimRefused

export interface ClaimRefused {
  readonly is: 'refused'
  readonly refused: 'item_not_found' | 'act_not_allowed' | 'claim_refused'
  readonly why: string
}

/** A claim that may be taken down, with what never changes of its debit. */
export interface ClaimPrepared {
  readonly is: 'prepared'
  readonly line: ClaimLine
  readonly story: ItemStory
}

/** What has to be read and made before the transaction that takes it down. */
export async function prepareClaim(engine: Engine, order: ClaimOrder): Promise<ClaimPrepared | ClaimRefused> {
  const story = await readItem(engine, order.itemId)
  if (story === undefined) return refused('item_not_found', `There is no item ${order.itemId}.`)
  const { item, receipt, original, account } = story
  if (original?.pack.claims === undefined || account === undefined)
    return refused('claim_refused', 'A claim is taken on an ACH debit of an account of ours.')
  const now = engine.now()
  const today = now.toZonedDateTimeISO(engine.institution.zone).toPlainDate()
  const on = order.toldOn ?? today
  if (Temporal.PlainDate.compare(on, today) > 0)
    return refused('claim_refused', `${on} has not come yet: say on which day the customer told us.`)
  if (Temporal.PlainDate.compare(on, Temporal.PlainDate.from(receipt.receivedOn)) < 0)
    return refused(
      'claim_refused',
      `The debit came on ${receipt.receivedOn}: a call before that was about another one.`,
    )
  const receivedAt = on.equals(today) ? now : noonOf(on, engine.institution.zone)
  await openDay(engine, arrivalDays(engine.institution, receivedAt, original.pack.name).postsOn)
  const { code, statement } = order
  const { reference: trace, amountMinor } = item
  const line: ClaimLine = { receivedAt, code, statement, accountNumber: account.number, trace, amountMinor, row: 0 }
  return { is: 'prepared', line, story }
}

/**
 * Takes a customer's claim down on a posted debit, inside the transaction of a request: what is raised is what a claim of a file raises,
 * with the person who took it in its event. Where the written statement is missing the customer is asked for it in the same breath.
 * A claim is raised on an item once, for ever: what was taken down wrongly is denied there, in words that say so.
 */
export async function takeClaimWithin(
  engine: Engine,
  tx: RunningTransaction,
  { line, story }: ClaimPrepared,
  order: ClaimOrder,
): Promise<ClaimTaken> {
  const { by } = order
  const asked = { by: by.personId, act: 'contact', at: engine.now(), session: by.session } as const
  const shut = whyNotAllowed(asked, await peopleWithin(engine, tx))
  if (shut !== undefined) return refused('act_not_allowed', shut)
  const raised = await asBulk(tx, engine.database, () => raiseTaken(engine, tx, { line, story, by }))
  if (raised.is === 'refused') return raised
  const { words } = order
  const about = { shard: story.item.shard, about: 'item', subjectId: order.itemId, authorId: by.personId } as const
  if (words !== undefined) await addNoteWithin(engine, tx, { ...about, words, evidence: undefined })
  return { is: 'taken', kind: raised.kind, letter: await askStatement(within(engine, tx), order) }
}

type Raised = { readonly is: 'raised'; readonly kind: string } | ClaimRefused

async function raiseTaken(
  engine: Engine,
  tx: RunningTransaction,
  { line, story, by }: Pick<ClaimPrepared, 'line' | 'story'> & Pick<ClaimOrder, 'by'>,
): Promise<Raised> {
  const orgShard = orgShardOf(engine)
  const { shard, id, day } = story.item
  invariant(story.original !== undefined, `item ${id} was read with its original`)
  // Those of its queue as well, which the asking locks: in order, before any row.
  const shards = [orgShard, shard, ...queueShards(engine, story.original.pack)]
  const books = await lockBuckets(
    tx,
    [...new Set(shards)].sort((one, other) => one - other),
  )
  const item = await findItem(tx, { orgShard, day, id })
  invariant(item !== undefined, `item ${id} was read and is gone`)
  const why = await whyNotClaimed(tx, { pack: story.original.pack }, item)
  if (why !== undefined) return refused('claim_refused', why)
  const isFirst = await markClaimed(tx, item)
  invariant(isFirst, `item ${id} was claimed under the lock of its bucket`)
  await closeUnmatched(engine, tx, line)
  const kind = await raiseClaim(engine, tx, { line, item, books, actor: personActor(by.personId) })
  return { is: 'raised', kind }
}

/** The buckets of the queues that a claim may be raised in. */
function queueShards(engine: Engine, { claims, kinds }: Pack): readonly number[] {
  return (claims?.kinds ?? []).flatMap(kind => {
    const queue = kinds[kind]?.queue
    return queue === undefined ? [] : [shardOfQueue(engine, queue)]
  })
}

/** In the name of the person who took it, with the latest day on which it is followed up: where they may not, somebody who works the claim asks. */
async function askStatement(engine: Engine, { itemId, code, statement, by }: ClaimOrder) {
  if (statement === 'on file' || code === 'R29') return { is: 'not needed' } as const
  const asked = { resolution: 'hold', to: 'customer', awaits: 'statement', words: SEND_STATEMENT } as const
  const order = { itemId, asked, by }
  const preview = await previewResolution(engine, order)
  if (preview.is === 'refused') return { is: 'not asked', why: preview.why } as const
  const done = await resolveException(engine, { ...order, previewSha256: preview.sha256, expected: 'done' })
  if (done.is === 'done') return { is: 'asked' } as const
  return { is: 'not asked', why: done.is === 'refused' ? done.why : 'It is looked at by somebody else first.' } as const
}

function noonOf(on: Temporal.PlainDate, zone: string): Temporal.Instant {
  return on.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from('12:00') }).toInstant()
}

function refused(why: ClaimRefused['refused'], sentence: string): ClaimRefused {
  return { is: 'refused', refused: why, why: sentence }
}

/** Whether a claim may be taken down on the item, as far as its story tells: what posted of ours, and nobody claimed. */
export function isClaimable({ item, exception, original, account }: ItemStory): boolean {
  const isOfClaims = original?.pack.claims !== undefined && account !== undefined
  return (
    isOfClaims && item.direction === 'debit' && item.state === 'posted' && (exception === undefined || exception.id < 0)
  )
}
