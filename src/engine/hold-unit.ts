import { shardOf } from '../core/bucket.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import type { ExceptionScope, Finding } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import { ITEMS_PER_RECEIPT_MAX, itemId } from '../core/item.ts'
import type { Pack } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import { changeBalances } from '../store/account.ts'
import { entryRow, insertBooks, postingRow } from '../store/books.ts'
import { lockBuckets } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { batchExceptionId, exceptionRow, fileExceptionId, insertExceptions, positionRow } from '../store/exception.ts'
import type { Receipt } from '../store/receipt.ts'
import { rememberDeadlines } from './deadlines.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { exitDay, newException } from './new-exception.ts'

/** A batch or file of which nothing may be processed before a person decides, with its value. */
export interface HeldUnit {
  readonly scope: Exclude<ExceptionScope, 'item'>
  readonly batch: number | undefined
  readonly finding: Finding
  readonly value: Tally
}

/**
 * Raises an exception for each held unit and puts its value into the suspense of bucket 0, as a position of its own. The
 * caller holds bucket 0's lock and adds the returned events to its chain.
 */
export async function holdUnits(
  engine: Engine,
  tx: Transaction,
  held: { readonly receipt: Receipt; readonly pack: Pack; readonly units: readonly HeldUnit[] },
): Promise<readonly NewEvent[]> {
  if (held.units.length === 0) return []
  const shard = shardOf(engine.institution.orgId, 0)
  const day = dayOf(held.receipt)
  const books = (await lockBuckets(tx, [shard])).get(shard)
  invariant(books !== undefined, 'bucket 0 has no books')
  const deadlines = rememberDeadlines(engine.institution.calendars, day)
  const rows = {
    exceptions: new CopyRows(),
    positions: new CopyRows(),
    entries: new CopyRows(),
    postings: new CopyRows(),
  }
  const entryId = itemId(held.receipt.id, ITEMS_PER_RECEIPT_MAX - 1)
  const settlement = books[`settlement.${held.pack.name}`]
  let line = 0
  let net = 0
  const events: NewEvent[] = []
  for (const unit of held.units) {
    const id =
      unit.batch === undefined ? fileExceptionId(held.receipt.id) : batchExceptionId(held.receipt.id, unit.batch)
    const raised = newException(engine.institution, held.pack, deadlines, {
      ...unit,
      shard,
      id,
      receiptId: held.receipt.id,
      day,
      also: [],
      raisedAt: engine.now(),
    })
    exceptionRow(rows.exceptions, raised)
    positionRow(rows.positions, {
      shard,
      exceptionId: id,
      accountId: books.suspense,
      value: unit.value,
      owner: raised.queue,
      openedDay: day,
      exitDay: exitDay(engine.institution, day),
    })
    for (const amountMinor of [unit.value.creditMinor, -unit.value.debitMinor]) {
      if (amountMinor === 0) continue
      postingRow(rows.postings, {
        shard,
        day,
        accountId: books.suspense,
        entryId,
        line,
        contraId: settlement,
        amountMinor,
        itemId: undefined,
      })
      line++
      net += amountMinor
    }
    events.push({
      kind: unit.scope === 'file' ? 'file_quarantined' : 'batch_quarantined',
      actor: ENGINE_ACTOR,
      subject: id,
      body: {
        receipt: held.receipt.id,
        batch: unit.batch ?? null,
        kind: raised.kind,
        value: unit.value,
        line,
        due: raised.dueAt?.toString() ?? null,
      },
    })
  }
  if (line > 0) entryRow(rows.entries, { shard, day, id: entryId, kind: 'received', receiptId: held.receipt.id })
  await insertExceptions(tx, rows.exceptions, rows.positions)
  await insertBooks(tx, rows.entries, rows.postings)
  if (net !== 0) {
    await changeBalances(tx, [
      { shard, id: books.suspense, amountMinor: net },
      { shard, id: settlement, amountMinor: -net },
    ])
  }
  return events
}

function dayOf(receipt: Receipt): number {
  const date = parseDay(receipt.postingOn)
  invariant(date !== undefined, `receipt ${receipt.id} posts on no day: ${receipt.postingOn}`)
  return dayNumber(date)
}
