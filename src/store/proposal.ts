import type pg from 'pg'
import type { Hand } from '../core/authority/asked.ts'
import type { PackName } from '../core/pack.ts'
import type { LetterRequest } from '../core/resolve/letter.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { DecisionAsked, DecisionEffect } from '../core/resolve/unit-effect.ts'
import type { NewDecision } from './decision.ts'
import { insertLetters } from './letter.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** Decisions that wait for a second person, and what became of them. */
export interface Proposal {
  readonly shard: number
  readonly id: number
  /** Its exception, which has the number of its item; below zero of what is held as a whole. */
  readonly exceptionId: number
  readonly state: 'proposed' | 'done' | 'returned' | 'withdrawn' | 'undone'
  readonly makerId: number
  readonly makerName: string
  /** In whose place the maker decided. */
  readonly forId: number | undefined
  readonly hands: readonly Hand[]
  readonly asked: DecisionAsked
  readonly needs: readonly string[]
  readonly keying: 'seen' | 'blind'
  readonly amountMinor: number
  readonly payee: string
  readonly cluster: string
  readonly reason: string
  readonly effect: DecisionEffect
  /** Hex. */
  readonly effectSha256: string
  readonly proposedAt: Temporal.Instant
  readonly isStale: boolean
  /** What somebody who did not see it said is to happen instead. */
  readonly second: SecondKey | undefined
}

/** A second key that is not the first. */
export interface SecondKey {
  readonly personId: number
  readonly personName: string
  readonly forId: number | undefined
  readonly hands: readonly Hand[]
  readonly asked: ResolutionAsked
  readonly effect: DecisionEffect
  /** Hex. */
  readonly effectSha256: string
}

const COLUMNS = `decision.shard, decision.id, decision.exception_id, decision.state, decision.maker_id, person.name as maker_name, decision.for_id, decision.hands, decision.asked,
  decision.needs, decision.keying, decision.amount_minor, decision.payee, decision.cluster, decision.reason, decision.effect, encode(decision.effect_sha256, 'hex') as sha256,
  decision.decided_at, decision.stale_at, second.person_id as second_id, keying_person.name as second_name, second.for_id as second_for_id, second.hands as second_hands,
  second.asked as second_asked, second.effect as second_effect, encode(second.effect_sha256, 'hex') as second_sha256`
/** `$n`: the shard of the people. */
const JOINED = (shard: string) => `
join person on person.shard = ${shard} and person.id = decision.maker_id
left join second_key as second on second.shard = decision.shard and second.decision_id = decision.id
left join person as keying_person on keying_person.shard = ${shard} and keying_person.id = second.person_id`

const BY_ID = statement(
  'proposal.by-id',
  `
select ${COLUMNS}
from decision${JOINED('$3')}
where decision.shard = $1 and decision.id = $2 and decision.needs is not null`,
)
const WAITING = statement(
  'proposal.of-exception',
  `
select ${COLUMNS}
from decision${JOINED('$3')}
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'proposed'`,
)

/** A decision that needs or needed a second person; undefined when there is none of this number. */
export async function proposalById(
  run: Runner,
  at: { readonly orgShard: number; readonly shard: number; readonly id: number },
): Promise<Proposal | undefined> {
  const row = await rowOf<Row>(run, BY_ID, [at.shard, at.id, at.orgShard])
  return row === undefined ? undefined : proposalOf(row)
}

/** What waits for a second person about an exception. */
export async function proposalOfException(
  run: Runner,
  at: { readonly orgShard: number; readonly shard: number; readonly exceptionId: number },
): Promise<Proposal | undefined> {
  const row = await rowOf<Row>(run, WAITING, [at.shard, at.exceptionId, at.orgShard])
  return row === undefined ? undefined : proposalOf(row)
}

const APPROVE = statement(
  'proposal.approve',
  `
-- compare and set: of twenty who approve at once one does; greatest: a clock that was set back approves nothing before it was proposed
update decision
set state = 'done', approver_id = $3, approver_for_id = $4, approved_at = greatest($5::timestamptz, decided_at), booked_on = $6, entry_id = $7, review = $9
where shard = $1 and id = $2 and state = 'proposed' and effect_sha256 = $8`,
)
const END = statement(
  'proposal.end',
  `
update decision
set state = $3, ended_by = $4, ended_at = greatest($5::timestamptz, decided_at), ended_why = $6
where shard = $1 and id = $2 and state = 'proposed'`,
)
const STALE = statement(
  'proposal.stale',
  `update decision set stale_at = greatest($3::timestamptz, decided_at) where shard = $1 and id = $2 and state = 'proposed' and stale_at is null`,
)

/** Who approves, in whose place, and what is approved. */
export interface Approval {
  readonly decisionId: number
  readonly approverId: number
  readonly forId: number | undefined
  /** `due`: it counts, and somebody looks at it afterwards, because the approver’s work is looked at so. */
  readonly review: 'due' | undefined
}

/** What was proposed counts from now on, with what it asks for. Throws when it did not wait, or was another. */
export async function approveProposal(
  tx: pg.ClientBase,
  made: Pick<NewDecision, 'shard' | 'bookedOn' | 'entryId' | 'effectSha256' | 'decidedAt'> & Approval,
  letters: readonly LetterRequest[],
): Promise<void> {
  const { shard, decisionId } = made
  const values = [shard, decisionId, made.approverId, made.forId ?? null, made.decidedAt.toString(), made.bookedOn]
  const changed = await changedBy(tx, APPROVE, [
    ...values,
    made.entryId ?? null,
    made.effectSha256,
    made.review ?? null,
  ])
  if (changed !== 1) throw new Error(`decision ${decisionId} was to be approved and did not wait for it`)
  await insertLetters(tx, { shard, decisionId, at: made.decidedAt }, letters)
}

/** Ends a proposal of which nothing was ever written. Throws when it did not wait. */
export async function endProposal(
  tx: pg.ClientBase,
  of: {
    readonly shard: number
    readonly id: number
    readonly as: 'returned' | 'withdrawn'
    readonly by: number
    readonly at: Temporal.Instant
    /** In the words of whoever returns it. */
    readonly why: string | undefined
  },
): Promise<void> {
  const values = [of.shard, of.id, of.as, of.by, of.at.toString(), of.why ?? null]
  if ((await changedBy(tx, END, values)) !== 1) throw new Error(`decision ${of.id} was to end and did not wait`)
}

/** Notes that a proposal would do something else now; false when that was noted before. */
export async function markStale(
  tx: pg.ClientBase,
  of: { readonly shard: number; readonly id: number; readonly at: Temporal.Instant },
): Promise<boolean> {
  return (await changedBy(tx, STALE, [of.shard, of.id, of.at.toString()])) === 1
}

interface Row {
  shard: number
  id: number
  exception_id: number
  state: Proposal['state']
  maker_id: number
  maker_name: string
  for_id: number | null
  hands: readonly Hand[]
  asked: string
  needs: readonly string[]
  keying: Proposal['keying']
  amount_minor: number
  payee: string
  cluster: string
  reason: string
  effect: string
  sha256: string
  decided_at: Date
  stale_at: Date | null
  second_id: number | null
  second_name: string | null
  second_for_id: number | null
  second_hands: readonly Hand[] | null
  second_asked: string | null
  second_effect: string | null
  second_sha256: string | null
}

function proposalOf(row: Row): Proposal {
  const asked: DecisionAsked = JSON.parse(row.asked) // as `insertProposal` was given it
  const effect: DecisionEffect = JSON.parse(row.effect) // the same
  return {
    shard: row.shard,
    id: row.id,
    exceptionId: row.exception_id,
    state: row.state,
    makerId: row.maker_id,
    makerName: row.maker_name,
    forId: row.for_id ?? undefined,
    hands: row.hands,
    ...{ asked, effect, needs: row.needs, keying: row.keying, amountMinor: row.amount_minor },
    ...{ payee: row.payee, cluster: row.cluster, reason: row.reason, effectSha256: row.sha256 },
    proposedAt: Temporal.Instant.fromEpochMilliseconds(row.decided_at.getTime()),
    isStale: row.stale_at !== null,
    second: secondOf(row),
  }
}

function secondOf(row: Row): SecondKey | undefined {
  if (row.second_id === null) return undefined
  return {
    personId: row.second_id,
    personName: row.second_name ?? '',
    forId: row.second_for_id ?? undefined,
    hands: row.second_hands ?? [],
    // As `insertSecondKey` was given them.
    asked: JSON.parse(row.second_asked ?? '{}'),
    effect: JSON.parse(row.second_effect ?? '{}'),
    effectSha256: row.second_sha256 ?? '',
  }
}

const INSERT_SECOND = statement(
  'second-key.insert',
  `
insert into second_key (shard, decision_id, person_id, for_id, hands, asked, effect, effect_sha256, keyed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)

/** Keeps a second key that is not the first. The database refuses another one for the same decision. */
export async function insertSecondKey(
  tx: pg.ClientBase,
  of: {
    readonly shard: number
    readonly decisionId: number
    readonly personId: number
    readonly forId: number | undefined
    readonly hands: readonly Hand[]
    readonly asked: string
    readonly effect: string
    readonly effectSha256: Uint8Array
    readonly at: Temporal.Instant
  },
): Promise<void> {
  const values = [of.shard, of.decisionId, of.personId, of.forId ?? null, JSON.stringify(of.hands), of.asked]
  await changedBy(tx, INSERT_SECOND, [...values, of.effect, of.effectSha256, of.at.toString()])
}

const ALL_WAITING = statement(
  'proposal.all-waiting',
  `
-- deadline by harm: of two that are due at once the larger first, by what they are worth: an amount that was keyed may be hidden.
-- In milliseconds, as the key of a page is.
select ${COLUMNS}, exception.sentence, exception.finding, exception.kind, exception.pack, exception.queue, exception.scope, exception.state = 'closed' and (exception.closed_at > decision.decided_at or (exception.closed_at = decision.decided_at and decision.undoes is null)) as is_ended, exception.due_at, exception.ours_at, exception.debit_minor + exception.credit_minor as worth_minor
from decision${JOINED('$1')}
join exception on exception.shard = decision.shard and exception.id = decision.exception_id
cross join lateral (
  select date_trunc('milliseconds', coalesce(exception.ours_at, 'infinity')) as due, -(exception.debit_minor + exception.credit_minor) as worth
) as by_harm
where decision.shard between $1 and $1 + 1023 and decision.state = 'proposed'
  and ($2::timestamptz is null or (by_harm.due, by_harm.worth, decision.shard, decision.id) > ($2, -$3::bigint, $4, $5))
order by by_harm.due, by_harm.worth, decision.shard, decision.id
limit $6`,
)

/** A proposal with the exception that it is about. */
export interface WaitingProposal extends Proposal {
  /** Why it is an exception. */
  readonly sentence: string
  readonly finding: Readonly<Record<string, unknown>>
  readonly kind: string
  readonly pack: PackName
  readonly queue: string
  readonly scope: 'item' | 'batch' | 'file'
  readonly dueAt: Temporal.Instant | undefined
  readonly oursAt: Temporal.Instant | undefined
  /** What the exception is worth, whatever was proposed about it. Minor units. */
  readonly worthMinor: number
}

/** Where the list of what waits goes on. */
export type ProposalKey = Pick<WaitingProposal, 'oursAt' | 'worthMinor' | 'shard' | 'id'>

/** What of an institution waits for a second person, the first to be due first, of those the largest. */
export async function waitingProposals(
  run: Runner,
  orgShard: number,
  { after, limit }: { readonly after: ProposalKey | undefined; readonly limit: number },
): Promise<readonly WaitingProposal[]> {
  const key =
    after === undefined
      ? [null, null, null, null]
      : [after.oursAt?.toString() ?? 'infinity', after.worthMinor, after.shard, after.id]
  const rows = await rowsOf<
    Row & {
      sentence: string
      finding: Readonly<Record<string, unknown>>
      kind: string
      pack: PackName
      queue: string
      scope: WaitingProposal['scope']
      is_ended: boolean
      worth_minor: number
      due_at: Date | null
      ours_at: Date | null
    }
  >(run, ALL_WAITING, [orgShard, ...key, limit])
  const instant = (at: Date | null) => (at === null ? undefined : Temporal.Instant.fromEpochMilliseconds(at.getTime()))
  return rows.map(row => ({
    ...proposalOf(row),
    ...{
      sentence: row.sentence,
      finding: row.finding,
      kind: row.kind,
      pack: row.pack,
      queue: row.queue,
      scope: row.scope,
      worthMinor: row.worth_minor,
    },
    // A claim whose debit posted since, a file that was retried, or an answer that left, ends without anybody's word about it.
    isStale: row.stale_at !== null || row.is_ended,
    ...{ dueAt: instant(row.due_at), oursAt: instant(row.ours_at) },
  }))
}
