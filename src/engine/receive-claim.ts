import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dateOfDayNumber, dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import type { CustomerClaim, Pack } from '../core/pack.ts'
import { tallyOf } from '../core/tally.ts'
import { accountsByNumber } from '../store/account.ts'
import { batchesOf } from '../store/batch.ts'
import { lockBuckets } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { exceptionRow, insertExceptions } from '../store/exception.ts'
import { markClaimed, postedItem, type StoredItem } from '../store/item.ts'
import { receiptById } from '../store/receipt.ts'
import { sealExceptions } from '../store/seal.ts'
import { rememberDeadlines } from './deadlines.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { newException } from './new-exception.ts'

/** A customer's claim with what finds its item. */
export interface ClaimLine extends CustomerClaim {
  readonly accountNumber: string
  readonly trace: string
  readonly amountMinor: number
  /** 0-based row of the file it came in. */
  readonly row: number
}

export type ClaimReception =
  | { readonly outcome: 'raised'; readonly itemId: number; readonly kind: string }
  /** The same item has a claim already: nothing happens twice. */
  | { readonly outcome: 'claimed-before'; readonly itemId: number }
  | { readonly outcome: 'no-such-debit'; readonly why: string }

/**
 * Takes a customer's claim against a posted debit: raises the exception that the pack decides, with its clock, on the item.
 * The item stays posted until a person returns it, so no value moves to suspense.
 */
export async function receiveClaim(engine: Engine, line: ClaimLine): Promise<ClaimReception> {
  const shard = shardOf(engine.institution.orgId, bucketOfText(line.accountNumber))
  return inBulk(engine.database, async tx => {
    await lockBuckets(tx, [shard])
    const item = await postedItem(tx, {
      shard,
      accountNumber: line.accountNumber,
      reference: line.trace,
      amountMinor: line.amountMinor,
      direction: 'debit',
    })
    if (item === undefined) {
      const why = `No posted debit has trace ${line.trace} and this account and amount. Check the claim against the customer’s statement.`
      return { outcome: 'no-such-debit', why }
    }
    if (!(await markClaimed(tx, item))) return { outcome: 'claimed-before', itemId: item.id }
    return { outcome: 'raised', itemId: item.id, kind: await raise(engine, tx, line, item) }
  })
}

async function raise(engine: Engine, tx: Transaction, line: ClaimLine, item: StoredItem): Promise<string> {
  const receiptId = receiptOfItem(item.id)
  const orgShard = shardOf(engine.institution.orgId, 0)
  const receivedOn = parseDay((await receiptById(tx, orgShard, receiptId))?.receivedOn ?? '')
  const batch = (await batchesOf(tx, { shard: orgShard, receiptId }))[item.batch]
  const [account] = await accountsByNumber(tx, [{ shard: item.shard, number: line.accountNumber }])
  const postedOn = parseDay(item.day)
  const pack: Pack = engine.packs.ach
  invariant(
    batch !== undefined &&
      account !== undefined &&
      postedOn !== undefined &&
      receivedOn !== undefined &&
      pack.decideClaim !== undefined,
    `item ${item.id} is posted and its batch, account or days are missing`,
  )
  const { institution } = engine
  const day = dayNumber(postedOn)
  const settledDay = pack.settledOn?.(batch.detail, dayNumber(receivedOn))
  const settledOn = dateOfDayNumber(settledDay ?? day)
  const claimed = { batch: batch.detail, amountMinor: item.amountMinor, settledOn, holderType: account.holderType }
  const found = pack.decideClaim(line, claimed, institution.calendars)
  const finding = { ...found, facts: { ...found.facts, claimRow: line.row } }
  const raised = newException(institution, pack, rememberDeadlines(institution.calendars, day), {
    shard: item.shard,
    id: item.id,
    scope: 'item',
    receiptId,
    batch: item.batch,
    day,
    settledDay,
    value: tallyOf(item.direction, item.amountMinor),
    finding,
    also: [],
    raisedAt: engine.now(),
  })
  const exceptions = new CopyRows()
  exceptionRow(exceptions, raised)
  await insertExceptions(tx, exceptions, new CopyRows())
  const event = {
    kind: 'claim_received' as const,
    actor: ENGINE_ACTOR,
    subject: item.id,
    body: {
      kind: raised.kind,
      code: line.code,
      receivedAt: line.receivedAt.toString(),
      due: raised.dueAt?.toString() ?? null,
    },
  }
  const sealed = (await sealExceptions(tx, [item])).values()
  await appendEvents(tx, new Map([[item.shard, [event, ...sealed]]]), { day, at: engine.now() })
  return raised.kind
}
