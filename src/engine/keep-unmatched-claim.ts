import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { explain } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import { NOTHING } from '../core/tally.ts'
import type { StoredBlob } from '../store/blob.ts'
import type { Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { closeExceptions, exceptionById, fileExceptionId } from '../store/exception.ts'
import { claimFile, fileOwner, insertReceipt, quarantineReceipt, receiptById } from '../store/receipt.ts'
import { sealExceptions, sealReceipt } from '../store/seal.ts'
import { arrivalDays } from './arrival-days.ts'
import { claimShard, hashOfWords } from './claim-words.ts'
import { firstOpenDay } from './closed-days.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { holdUnits } from './hold-unit.ts'
import { orgShardOf } from './org-shard.ts'
import type { ClaimLine, ClaimReception } from './receive-claim.ts'

/**
 * Keeps a claim that names no posted debit as received work of its own: its words are stored as an original, it has a receipt,
 * and an exception with its clock, an owner and a position of zero, because no money of ours is found that it is about. The
 * same claim again is the same receipt. The caller holds the buckets of the institution and of the account, so that the debit
 * cannot post meanwhile.
 */
export async function keepUnmatchedClaim(
  engine: Engine,
  tx: Transaction,
  line: ClaimLine,
  blob: StoredBlob,
): Promise<ClaimReception> {
  const { institution } = engine
  const orgShard = orgShardOf({ institution })
  const days = arrivalDays(institution, line.receivedAt, 'ach')
  const pack: Pack = engine.packs.ach
  invariant(pack.claims !== undefined, 'ACH takes claims')
  const { trace: reference, amountMinor, accountNumber: number } = line
  const wanted = [{ shard: shardOf(institution.orgId, bucketOfText(number)), number }]
  const [account] = await engine.coreSystem.accounts(tx, wanted)
  const [opening] = await engine.coreSystem.openings(tx, wanted)
  const openedOn = opening === undefined ? undefined : parseDay(opening.on)
  const named = { reference, amountMinor, holderType: account?.holderType, openedOn }
  const found = pack.claims.unmatched(line, named, institution.calendars)
  const kind = pack.kinds[found.kind]
  invariant(kind !== undefined, `ACH lists no kind ${found.kind}`)
  const why = explain(kind, found.facts)
  const before = await fileOwner(tx, claimShard(institution.orgId, blob.sha256), blob.sha256)
  if (before !== undefined) return { outcome: 'unmatched', receiptId: before, why }
  const postsOn = await firstOpenDay(engine, tx, days.postsOn)
  const receiptId = await insertReceipt(tx, {
    shard: orgShard,
    name: `claims.csv, claim ${line.row + 1}`,
    source: 'customers',
    channel: 'command',
    sha256: blob.sha256,
    sizeBytes: blob.sizeBytes,
    receivedAt: line.receivedAt,
    receivedOn: days.receivedOn.toString(),
    postingOn: postsOn.toString(),
    pack: 'ach',
    containerId: undefined,
  })
  await claimFile(tx, claimShard(institution.orgId, blob.sha256), blob.sha256, receiptId)
  await quarantineReceipt(tx, { shard: orgShard, id: receiptId }, why, 'ach', engine.now())
  const receipt = await receiptById(tx, orgShard, receiptId)
  invariant(receipt !== undefined, 'a receipt that was just written is there')
  invariant(
    found.kind === pack.claims.unmatchedKind,
    `a claim without a debit is found again as ${pack.claims.unmatchedKind}`,
  )
  // What the debit is found by when it posts: see match-waiting-claims.ts.
  const evidence = {
    field: 'claimedAccount',
    found: number,
    sensitive: 'account',
    facts: { ...found.facts, amountMinor, claimRow: line.row },
  } as const
  const finding = { ...found, ...evidence }
  const unit = { scope: 'file', batch: undefined, finding, value: NOTHING, settledDay: undefined } as const
  const bookedDay = dayNumber(postsOn)
  const held = await holdUnits(engine, tx, { receipt, pack, units: [unit], bookedDay })
  const seal = await sealReceipt(tx, { shard: orgShard, id: receiptId })
  const events = [received(line, receiptId, blob), ...held, seal]
  await appendEvents(tx, new Map([[orgShard, events]]), { day: bookedDay, at: engine.now() })
  return { outcome: 'unmatched', receiptId, why }
}

/** Ends the exception of a claim that was unmatched when it came and is raised on its debit now. The caller holds bucket 0. */
export async function closeUnmatched(engine: Engine, tx: Transaction, line: ClaimLine): Promise<void> {
  const { orgId, zone } = engine.institution
  const orgShard = shardOf(orgId, 0)
  const sha256 = await hashOfWords(line)
  const receiptId = await fileOwner(tx, claimShard(orgId, sha256), sha256)
  if (receiptId === undefined) return
  const exception = await exceptionById(tx, orgShard, fileExceptionId(receiptId))
  if (exception === undefined || exception.state === 'closed') return
  const now = engine.now()
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const opened = Temporal.PlainDate.from(exception.day)
  // What came after the cutoff is of the next day, and is not closed before it.
  const on = Temporal.PlainDate.compare(today, opened) < 0 ? opened : today
  const closed = { closedAs: 'matched', at: now, on: on.toString() }
  await closeExceptions(tx, [{ shard: orgShard, id: exception.id }], closed)
  const sealed = (await sealExceptions(tx, [exception])).values()
  const event: NewEvent = {
    kind: 'exception_closed',
    actor: ENGINE_ACTOR,
    subject: exception.id,
    body: { as: closed.closedAs },
  }
  await appendEvents(tx, new Map([[orgShard, [event, ...sealed]]]), { day: dayNumber(on), at: now })
}

function received(line: ClaimLine, receiptId: number, blob: StoredBlob): NewEvent {
  const sha256 = Buffer.from(blob.sha256).toString('hex')
  const body = { code: line.code, receivedAt: line.receivedAt.toString(), sha256 }
  return { kind: 'claim_received', actor: ENGINE_ACTOR, subject: receiptId, body }
}
