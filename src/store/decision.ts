import type pg from 'pg'
import type { Hand, LimitUse } from '../core/authority/asked.ts'
import { joinHands } from '../core/authority/hands.ts'
import type { Resolution } from '../core/exception.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { LetterRequest } from '../core/resolve/letter.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { UnitEffect } from '../core/resolve/unit-effect.ts'
import { insertLetters } from './letter.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** A decision about an exception as it is stored. */
export interface NewDecision {
  readonly shard: number
  readonly exceptionId: number
  readonly resolution: string
  readonly code: string
  readonly makerId: number
  /** In whose place the maker decided. */
  readonly forId: number | undefined
  /** Everybody who had a hand in it, as they are now. */
  readonly hands: readonly Hand[]
  /** What was asked for, as JSON. */
  readonly asked: string
  /** `due`: it counts, and a second person looks at it afterwards. */
  readonly review: 'due' | undefined
  /** The decision that it takes back, in the same bucket; undefined of every other resolution than `undo`. */
  readonly undoes?: number | undefined
  /** The act on many with which it is decided. */
  readonly bulkId?: number | undefined
  readonly amountMinor: number
  /** What limits add up by. Of several payees each counts with the whole amount; blanks stand between them. */
  readonly payee: string
  readonly cluster: string
  readonly reason: string
  /** YYYY-MM-DD. */
  readonly bookedOn: string
  readonly entryId: number | undefined
  /** The effect's words, and their SHA-256. */
  readonly effect: string
  readonly effectSha256: Uint8Array
  readonly decidedAt: Temporal.Instant
}

/** Why a decision needs a second person, and whether they see it before they say what is to happen. */
export interface Second {
  readonly needs: readonly string[]
  readonly keying: 'seen' | 'blind'
  /** The sums over which it would be, where the act alone would pass. */
  readonly sums?: readonly LimitUse[]
}

const INSERT = statement(
  'decision.insert',
  `
insert into decision (shard, exception_id, resolution, code, state, maker_id, amount_minor, payee, cluster, reason, booked_on, entry_id, effect, effect_sha256, decided_at,
  for_id, hands, asked, needs, keying, salt, review, bulk_id, undoes)
values ($1, $2, $3, $4, case when $18::text[] is null then 'done' else 'proposed' end, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
  $15, $16, $17, $18, $19, $20, $21, $22, $23)
returning id`,
)
/** Adds a decision that counts, with what it asks for, and gives its id. */
export async function insertDecision(
  tx: pg.ClientBase,
  made: NewDecision,
  letters: readonly LetterRequest[],
): Promise<number> {
  const decisionId = await insertRow(tx, made, undefined)
  await insertLetters(tx, { shard: made.shard, decisionId, at: made.decidedAt }, letters)
  return decisionId
}

/** Adds a decision that waits for a second person, and gives its id. `salt`: of a blind one, 16 bytes that nobody can guess. */
export async function insertProposal(
  tx: pg.ClientBase,
  made: NewDecision,
  second: Second & { readonly salt: Uint8Array | undefined },
): Promise<number> {
  return insertRow(tx, made, second)
}

async function insertRow(
  tx: pg.ClientBase,
  made: NewDecision,
  second: (Second & { readonly salt: Uint8Array | undefined }) | undefined,
): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT, [
    made.shard,
    made.exceptionId,
    made.resolution,
    made.code,
    made.makerId,
    made.amountMinor,
    made.payee,
    made.cluster,
    made.reason,
    made.bookedOn,
    made.entryId ?? null,
    made.effect,
    made.effectSha256,
    made.decidedAt.toString(),
    made.forId ?? null,
    JSON.stringify(made.hands),
    made.asked,
    second?.needs ?? null,
    second?.keying ?? null,
    second?.salt ?? null,
    made.review ?? null,
    made.bulkId ?? null,
    made.undoes ?? null,
  ])
  if (row === undefined) throw new Error('a decision was inserted and gave no id')
  return row.id
}

const STANDING =
  'id, resolution, maker_id, for_id, approver_id, approver_for_id, hands, asked, booked_on::text, entry_id, effect, amount_minor, payee, cluster, reason'
const LAST = statement(
  'decision.last',
  `
select ${STANDING}
from decision
where shard = $1 and exception_id = $2 and state = 'done' and undoes is null
order by id desc
limit 1`,
)
const UNDO = statement(
  'decision.undo',
  `
-- greatest: a clock that was set back undoes nothing before it was decided
update decision
set state = 'undone', undone_by = $3, undone_at = greatest($4, decided_at, approved_at), undone_for_id = $5, undone_on = $6, undo_review = $7
where shard = $1 and id = $2 and state = 'done'`,
)

const LAST_OF_ITEM = statement(
  'decision.last-of-item',
  `
-- what is about a fee alone leaves the item as it is, before and after
select ${STANDING}
from decision
where shard = $1 and exception_id = $2 and state = 'done' and undoes is null and resolution not in ('fee', 'waive')
order by id desc
limit 1`,
)

interface DecisionRow {
  id: number
  resolution: Resolution
  maker_id: number
  for_id: number | null
  approver_id: number | null
  approver_for_id: number | null
  hands: readonly Hand[]
  asked: string
  booked_on: string
  entry_id: number | null
  effect: string
  amount_minor: number
  payee: string
  cluster: string
  reason: string
}

export interface StoredDecision {
  readonly id: number
  readonly resolution: Resolution
  readonly makerId: number
  /** Everybody who had a hand in it, or in its approval. */
  readonly hands: readonly Hand[]
  readonly asked: ResolutionAsked
  readonly bookedOn: string
  readonly entryId: number | undefined
  readonly effect: Effect
  /** What limits added it up by, and add up by when it is taken back. */
  readonly keys: Pick<NewDecision, 'amountMinor' | 'payee' | 'cluster' | 'reason'>
}

/** The newest decision about an exception that stands; `what`: of those alone that are about more than a fee. */
export async function lastDecision(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
  what: 'any' | 'the item' = 'any',
): Promise<StoredDecision | undefined> {
  const row = await rowOf<DecisionRow>(run, what === 'any' ? LAST : LAST_OF_ITEM, [at.shard, at.exceptionId])
  if (row === undefined) return undefined
  const effect: Effect = JSON.parse(row.effect) // as `insertDecision` was given it
  return { ...storedOf(row), effect }
}

function storedOf(row: DecisionRow): Omit<StoredDecision, 'effect'> {
  const { id, resolution, booked_on: bookedOn, amount_minor: amountMinor, payee, cluster, reason } = row
  const keys = { amountMinor, payee, cluster, reason }
  const asked: ResolutionAsked = JSON.parse(row.asked) // as `insertDecision` was given it
  return {
    ...{ id, resolution, asked, makerId: row.maker_id, hands: handsOf(row) },
    ...{ bookedOn, entryId: row.entry_id ?? undefined, keys },
  }
}

function handsOf({ hands, ...row }: DecisionRow): readonly Hand[] {
  const as = (person: number | null, hand: Hand['as']): readonly Hand[] =>
    person === null ? [] : [{ person, as: hand }]
  return joinHands(
    hands,
    as(row.maker_id, 'maker'),
    as(row.for_id, 'delegator'),
    as(row.approver_id, 'approver'),
    as(row.approver_for_id, 'delegator'),
  )
}

/** Who takes a decision back, and when. */
export interface TakenBackBy {
  readonly personId: number
  /** In whose place. */
  readonly forId: number | undefined
  readonly at: Temporal.Instant
  /** The day on which that is booked, YYYY-MM-DD. */
  readonly on: string
  /** `due`: it counts, and a second person looks at it afterwards. */
  readonly review: 'due' | undefined
}

/** Marks a decision as taken back. Throws when it was before. */
export async function undoDecided(
  tx: pg.ClientBase,
  { shard, id }: { readonly shard: number; readonly id: number },
  by: TakenBackBy,
): Promise<void> {
  const values = [shard, id, by.personId, by.at.toString(), by.forId ?? null, by.on, by.review ?? null]
  if ((await changedBy(tx, UNDO, values)) !== 1) throw new Error(`decision ${id} was taken back before`)
}

/** The same of a batch or file that is held as a whole. */
export async function lastUnitDecision(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<(Omit<StoredDecision, 'effect'> & { readonly effect: UnitEffect }) | undefined> {
  const row = await rowOf<DecisionRow>(run, LAST, [at.shard, at.exceptionId])
  if (row === undefined) return undefined
  const effect: UnitEffect = JSON.parse(row.effect) // as `insertDecision` was given it
  return { ...storedOf(row), effect }
}

const IS_RECREDITED = statement(
  'decision.is-recredited',
  `
select exists (
  select from decision
  where shard = $1 and exception_id = $2 and state = 'done' and resolution in ('recredit', 'return') and entry_id is not null
) as recredited`,
)

/** Whether the customer of a claim has the money: what was decided so and stands. */
export async function isRecredited(
  run: Runner,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<boolean> {
  return (await rowOf<{ recredited: boolean }>(run, IS_RECREDITED, [at.shard, at.exceptionId]))?.recredited === true
}

const LOCK_PERSONS = statement(
  'person.lock',
  `
-- for no key update, in order: of one person one decision is added up after the other; rows that name the person are not held up
select id from person where shard = $1 and id = any ($2::bigint[]) order by id for no key update`,
)

/** Waits until no other transaction adds up what these people decided, and holds it until the end of this one. */
export async function lockPersons(tx: pg.ClientBase, shard: number, ids: readonly number[]): Promise<void> {
  await rowsOf(tx, LOCK_PERSONS, [shard, ids])
}
