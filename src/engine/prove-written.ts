import { balanceAfter } from '../core/adjustment.ts'
import { isAboutFee } from '../core/fee.ts'
import { invariant } from '../core/invariant.ts'
import {
  type AccountAfter,
  type Clock,
  type ClockChange,
  type Effect,
  effectText,
  type Leg,
  type TakenOver,
} from '../core/resolve/effect.ts'
import { adjustmentOf } from '../store/adjustment.ts'
import { batchesOf } from '../store/batch.ts'
import { correctedClaimsOf } from '../store/corrected-claim.ts'
import { correctionsOf } from '../store/correction.ts'
import { crossEntriesOf } from '../store/cross-entry.ts'
import type { Transaction } from '../store/database.ts'
import { hangingOn } from '../store/decided-about.ts'
import { feeOf } from '../store/fee.ts'
import { forwardingOf } from '../store/forwarding.ts'
import { holdOf } from '../store/hold.ts'
import { lettersOf } from '../store/letter.ts'
import { postingsOfEntry, type ReadBack, readBack } from '../store/resolve.ts'
import { totalOfBatch } from './adjustment-facts.ts'
import type { Commit } from './commit-effect.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { legsByShard, type PostedEntry, shardsOfLegs } from './post-entries.ts'
import { accountOf } from './post-legs.ts'

export interface Written extends Pick<Commit, 'effect' | 'decidable' | 'books'> {
  readonly decisionId: number
  readonly entries: readonly PostedEntry[]
}

/** Reads every row of the decision back and holds it against the effect: what differs is a defect, and nothing is kept. */
export async function proveWritten(engine: Engine, tx: Transaction, of: Written): Promise<void> {
  const { effect, decidable } = of
  const { item } = decidable
  const { shard, id } = effect.exception
  const rows = await readBack(tx, { shard, exceptionId: id, day: item.day, itemId: item.id })
  invariant(rows !== undefined, `exception ${id} was decided and is gone`)
  const decided = { shard, decisionId: of.decisionId }
  // What is about a fee alone writes nothing of the exception and its answers, whatever they are.
  const isAlone = isAboutFee(effect.exception.resolution)
  const hanging = await hangingOn(tx, decided)
  const corrected = hanging.corrections ? await correctionsOf(tx, decided) : []
  const written: Effect = {
    exception: {
      ...effect.exception,
      ...(isAlone ? {} : { state: rows.state, code: rows.code, closedAs: rows.closed_as }),
      clock: effect.exception.clock && changeWritten(effect.exception.clock, rows),
    },
    item:
      effect.item === undefined
        ? undefined
        : { shard, id: item.id, day: item.day, state: rows.item_state, positionClosedOn: rows.closed_on ?? '' },
    legs: await legsWritten(tx, of),
    ...(isAlone ? { outbound: undefined } : answersWritten(rows, { shard, itemId: item.id })),
    corrected: effect.corrected === undefined && corrected.length === 0 ? undefined : corrected,
    adjustment: hanging.adjustment ? await adjustmentOf(tx, decided) : undefined,
    balance: effect.balance && (await balanceWritten(engine, tx, of)),
    forwarding: hanging.forwarding ? await forwardingOf(tx, decided) : undefined,
    takenOver: effect.takenOver && takenOverWritten(effect.takenOver, rows),
    endedBy: isOfPerson(rows) ? effect.endedBy : undefined,
    fee: hanging.fee ? await feeOf(tx, decided) : undefined,
    hold: hanging.hold ? await holdOf(tx, decided) : undefined,
    identities: effect.identities && (await correctedClaimsOf(tx, effect.identities, item.id)),
    accounts: effect.accounts && (await accountsWritten(engine, tx, effect)),
    letters: hanging.letters ? await lettersOf(tx, decided) : [],
  }
  const [meant, stands] = [effectText(effect), effectText(written)]
  invariant(meant === stands, `a decision would write something else than it was: ${stands}, not ${meant}`)
}

/** The postings of every entry of the decision, of the item's bucket and of those that its rows name. */
async function legsWritten(tx: Transaction, of: Written): Promise<readonly Leg[]> {
  const { shard, id: itemId } = of.effect.exception
  const others = shardsOfLegs(of.effect.legs).filter(one => one !== shard)
  const named = await crossEntriesOf(tx, others, { itemId, decisionShard: shard, decisionId: of.decisionId })
  const numbers = new Map(named.map(one => [one.shard, one.entryId]))
  const own = of.entries.find(one => one.shard === shard)
  if (own !== undefined) numbers.set(shard, own.id)
  const legs: Leg[] = []
  for (const [at, [first]] of legsByShard(of.effect.legs)) {
    const [id, books] = [numbers.get(at), of.books.get(at)]
    if (id === undefined || books === undefined || first === undefined) continue
    for (const row of await postingsOfEntry(tx, { shard: at, day: first.day, id }))
      legs.push({
        ...{ shard: at, day: row.day, amountMinor: row.amount_minor },
        ...{ from: accountOf(row.contra_id, books), to: accountOf(row.account_id, books) },
      })
  }
  return legs
}

/** The numbers of the accounts that the effect names, as the ledger has them. */
async function accountsWritten(
  engine: Engine,
  tx: Transaction,
  { accounts = [] }: Effect,
): Promise<readonly AccountAfter[]> {
  const found = await engine.coreSystem.accountsById(tx, accounts)
  return accounts.flatMap(({ shard, id }) => {
    const one = found.find(own => own.shard === shard && own.id === id)
    return one === undefined ? [] : [{ shard, id, number: one.number }]
  })
}

/** The totals of the batch as they stand in its row, and in those of other adjustments. */
async function balanceWritten(engine: Engine, tx: Transaction, { decidable, effect }: Written) {
  const { item, receipt } = decidable
  const { adjustment, outbound } = effect
  const orgShard = orgShardOf(engine)
  const batch = (await batchesOf(tx, { shard: orgShard, receiptId: receipt.id })).find(
    one => one.ordinal === item.batch,
  )
  const type = adjustment?.type ?? decidable.original.pack.unread?.adjustedBy
  if (batch === undefined || type === undefined) return undefined
  const total = await totalOfBatch(engine, tx, decidable, { batch, type })
  return total && balanceAfter(total, adjustment?.differenceMinor ?? -(outbound?.keyedMinor ?? 0))
}

function answersWritten(rows: ReadBack, at: { readonly shard: number; readonly itemId: number }) {
  const {
    outbound_code: code,
    outbound_carries: carries,
    outbound_due_at: due,
    outbound_keyed_minor: keyedMinor,
    notice_code,
    notice_correction,
    notice_due_at,
  } = rows
  return {
    outbound:
      code === null || due === null
        ? undefined
        : ({
            ...at,
            kind: 'return',
            code,
            dueAt: text(due),
            ...(carries === null || carries === '' ? {} : { carries }),
            ...(keyedMinor === null ? {} : { keyedMinor }),
          } as const),
    notice:
      notice_code === null || notice_correction === null || notice_due_at === null
        ? undefined
        : ({
            ...at,
            kind: 'notice',
            code: notice_code,
            correction: notice_correction,
            dueAt: text(notice_due_at),
          } as const),
  }
}

/** That no policy is there, and its answer is withdrawn. */
function takenOverWritten({ policy }: TakenOver, rows: ReadBack): TakenOver | undefined {
  const { withdrawn_code: code, withdrawn_due_at: dueAt } = rows
  if (!isOfPerson(rows) || code === null || dueAt === null) return undefined
  return { policy, code, dueAt: text(dueAt) }
}

/** Which policy it was before stands in no row any more: only that none is there. */
function isOfPerson({ decided_by: by, policy }: ReadBack): boolean {
  return by === 'person' && policy === null
}

/** What stopped stands in no row any more. */
function changeWritten({ stops, exit }: ClockChange, rows: ReadBack): ClockChange {
  const runs = clockWritten(rows)
  return { stops, runs, ...(exit === undefined ? {} : { exit: { stops: exit.stops, runs: rows.exit_on ?? '' } }) }
}

function clockWritten({ clock, due_at: dueAt, ours_at: oursAt }: ReadBack): Clock {
  return { rule: clock, dueAt: dueAt === null ? '' : text(dueAt), oursAt: oursAt === null ? '' : text(oursAt) }
}

function text(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toString()
}
