import type pg from 'pg'
import { ITEMS_PER_RECEIPT_MAX } from '../core/item.ts'
import { jsonOf, type NewEvent } from './event.ts'
import { type Runner, rowsOf, type Statement, statement } from './statement.ts'

/**
 * A seal is what an event says of rows as they stand then: the SHA-256 of their words, by key. The newest seal of a key counts.
 * Items and postings never change and are told by their part (decisions/0008); these rows change, so whoever changes one seals
 * it again in the same transaction, with the lock of the bucket whose chain tells it, so that the newest seal saw every change.
 */
export interface Seal {
  readonly of: SealedThing
  /** 0 where the key says all. */
  readonly shard: number
  /** The exception's or item's, receipt's, file's id; of accounts and facts their shard. */
  readonly key: number
  /** Hex. */
  readonly sha256: string
}

/** The tables of people with the columns that are hashed, in an order that never changes. */
const PEOPLE = [
  ['person', 'id, login, name, kind, state, owner_id, owner_from, created_at'],
  ['team', 'id, name, parent_id'],
  ['team_member', 'id, team_id, person_id, holds_from, holds_until'],
  ['role_holding', 'id, person_id, team_id, role, holds_from, holds_until'],
  ['person_skill', 'id, person_id, skill, holds_from, holds_until'],
  ['person_credential', 'id, person_id, credential, holds_from, holds_until'],
  ['authority_limit', 'id, role, person_id, act, measure, days, limit_minor, holds_from, holds_until'],
  ['delegation', 'id, from_id, to_id, acts, holds_from, holds_until'],
  ['absence', 'id, person_id, why, holds_from, holds_until'],
  ['supervision', 'id, person_id, work_type, level, share_percent, holds_from, holds_until'],
  // Whoever could put one there past the software could sign in as anybody.
  ['person_password', 'person_id, phc, set_at'],
  ['passkey', 'id, person_id, credential_id, public_key, name, transports, created_at, revoked_at, revoked_by'],
  ['provider_identity', 'id, person_id, issuer, subject, bound_at, ended_at, ended_by'],
] as const

const DAY_CLOSE_KEY = "((business_day - date '1970-01-01')::bigint * 1000 + no)"
export const CLOSES_A_DAY_MAX = 999

type Where = (id: string) => string

/**
 * What hangs on an exception by the number of its part, which is hashed with each row, so that no row is read as one of another
 * table: a number that stands here twice does not compile.
 */
const EXCEPTION_PARTS = {
  1: (where, nr) => `
  select shard, id as key, ${nr} as nr, row(scope, pack, kind, also, receipt_id, batch, day, items, debit_minor, credit_minor, state, decided_by, policy, code,
    sentence, finding, queue, clock, due_at, ours_at, raised_at, closed_at, closed_as)::text as words
  from exception where ${where('id')}`,
  2: (where, nr) => `
  select shard, exception_id, ${nr}, row(account_id, debit_minor, credit_minor, owner, opened_on, exit_on, closed_on)::text
  from suspense_position where ${where('exception_id')}`,
  3: (where, nr) => `
  select shard, item_id, ${nr}, row(kind, pack, code, day, due_at, batch, raw, correction, keyed_minor, state, file_id, trace)::text
  from outbound_item where ${where('item_id')}`,
  4: (where, nr) => `
  select shard, exception_id, ${nr}, row(id, resolution, code, state, maker_id, amount_minor, payee, cluster, reason, booked_on, entry_id, effect, effect_sha256, decided_at, undone_by, undone_at)::text
  from decision where ${where('exception_id')}`,
  5: (where, nr) => `
  select shard, exception_id, ${nr}, row(letter.decision_id, letter.n, letter.addressee, letter.words, letter.rule, letter.due_at, letter.language, letter.amount_minor, letter.corrects, letter.requested_at,
    letter.state, letter.sent_on, letter.sent_by, letter.sent_told_at, letter.cancelled_at, letter.overtaken_by, letter.answered_on, letter.answered_by, letter.answered_told_at)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join letter_request as letter using (shard, decision_id)
  where ${where('exception_id')}`,
  6: (where, nr) => `
  select shard, exception_id, ${nr}, row(id, undoes, for_id, hands, asked, needs, keying, salt, stale_at, approver_id, approver_for_id, approved_at, ended_by, ended_at, ended_why, review, reviewed_by, reviewed_at, undone_for_id, undone_on, bulk_id, undo_review, undo_reviewed_by, undo_reviewed_at)::text
  from decision where ${where('exception_id')}`,
  7: (where, nr) => `
  select shard, exception_id, ${nr}, row(second.decision_id, second.person_id, second.for_id, second.hands, second.asked, second.effect, second.effect_sha256, second.keyed_at)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join second_key as second using (shard, decision_id)
  where ${where('exception_id')}`,
  /** What a corrected item is known by; claims of parts are told by their parts. */
  8: (where, nr) => `
  select shard, item_id, ${nr}, row(space, fingerprint, received_day, pack)::text
  from item_claim where pack > 2 and ${where('item_id')}`,
  9: (where, nr) => `
  select shard, exception_id, ${nr}, row(adjusted.decision_id, adjusted.type, adjusted.state, adjusted.right_minor, adjusted.difference_minor, adjusted.entry_until, adjusted.attachments)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join adjustment as adjusted using (shard, decision_id)
  where ${where('exception_id')}`,
  10: (where, nr) => `
  select shard, exception_id, ${nr}, row(given.decision_id, given.recipient, given.state, given.chases, given.acknowledge_by)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join forwarding as given using (shard, decision_id)
  where ${where('exception_id')}`,
  11: (where, nr) => `
  select shard, exception_id, ${nr}, row(charged.decision_id, charged.name, charged.step, charged.fee_minor, charged.account_shard, charged.account_id, charged.waiver, charged.words, charged.why, charged.presentment)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join fee as charged using (shard, decision_id)
  where ${where('exception_id')}`,
  12: (where, nr) => `
  select shard, exception_id, ${nr}, row(kept.decision_id, kept.party, kept.awaits, kept.until_at, kept.ends_by, kept.extensions)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join hold as kept using (shard, decision_id)
  where ${where('exception_id')}`,
  13: (where, nr) => `
  select shard, exception_id, ${nr}, row(name, step, fee_minor, account_id, why, presentment, booked_on, entry_id)::text
  from policy_fee where ${where('exception_id')}`,
  14: (where, nr) => `
  select shard, exception_id, ${nr}, row(corrected.decision_id, corrected.n, corrected.field, corrected.value, corrected.sensitive)::text
  from (select shard, id as decision_id, exception_id from decision) as made
  join correction as corrected using (shard, decision_id)
  where ${where('exception_id')}`,
  /** In another bucket, under the item whose decision it is. */
  15: (where, nr) => `
  select shard, item_id, ${nr}, row(entry_id, decision_shard, decision_id, booked_on)::text
  from cross_entry where ${where('item_id')}`,
} as const satisfies Readonly<Record<number, (where: Where, nr: number) => string>>

/** What stands of an exception, or of an answer, when its part was written: nobody decided anything of it yet. By shard and id. */
const RAISED_PARTS = [1, 2, 3, 13] as const satisfies readonly (keyof typeof EXCEPTION_PARTS)[]

/** With everything that people decided, and what came of that. */
const ALL_PARTS = Object.keys(EXCEPTION_PARTS).map(Number) as readonly (keyof typeof EXCEPTION_PARTS)[] // its own keys

/** The rows of these parts; the first names the columns. */
function exceptionRows(where: Where, nrs: readonly (keyof typeof EXCEPTION_PARTS)[]): string {
  return nrs
    .map(nr => EXCEPTION_PARTS[nr](where, nr))
    .join(`
  union all`)
}

/** The rows under a seal, in words: their columns and the keys that place them. `where` names the columns to choose rows by. */
const SEALED_ROWS = {
  exception: (where: Where) => exceptionRows(where, ALL_PARTS),
  /** A receipt with its batches and faults, and with its parts once it came to its end. */
  receipt: (where: Where) => `
  select shard, id as key, 1 as nr, row(name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, format, variant, sender, state, fate,
    duplicate_of, container_id, why, items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor, batches, faults, done_at)::text as words
  from receipt where ${where('id')}
  union all
  select shard, receipt_id, 2, row(ordinal, line, label, detail, fingerprint, fate, declared_items, declared_debit_minor, declared_credit_minor,
    items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor)::text
  from batch where ${where('receipt_id')}
  union all
  select shard, receipt_id, 3, row(n, fault)::text
  from fault where ${where('receipt_id')}
  union all
  select receipt.shard, receipt.id, 4, row(part.shard, part.no, part.bucket_from, part.bucket_to, part.items, part.state, part.reopened, part.done_at)::text
  from (select shard, id from receipt where ${where('id')} and state in ('done', 'quarantined')) as receipt
  -- 64 parts at most, each at the first of an equal number of buckets: their keys are known
  join part on part.receipt_id = receipt.id and part.shard in (select receipt.shard + 16 * n from generate_series(0, 63) as n)`,
  'outbound file': (where: Where) => `
  select shard, id as key, 1 as nr, row(pack, name, business_day, sha256, size_bytes, items, debit_minor, credit_minor, trace_from, trace_to,
    due_at, released_at, published_at)::text as words
  from outbound_file where ${where('id')}`,
  /** A closing of a day. Its key is the day, days since 1970-01-01, a thousandfold, and the number of the try. */
  'day close': (where: Where) => `
  select shard, ${DAY_CLOSE_KEY} as key, 1 as nr, row(state, closer_id, closer_for_id, begun_at, entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor,
    before_sha256, closed_at, reopener_id, reopened_at, reopen_reason)::text as words
  from day_close where ${where(DAY_CLOSE_KEY)}`,
  /** The institution's own row. Its key is the first of its shards, like the keys of accounts and facts. Nobody learns the key that it holds from the hash: it is random. */
  institution: (where: Where) => `
  select 0 as shard, shard as key, 1 as nr, row(name, currency, settings, created_at, draw_key)::text as words
  from (select id * 1024 as shard, org.* from org) as org where ${where('shard')}`,
  /** All accounts of a shard, without their balances: those the postings explain. */
  accounts: (where: Where) => `
  select 0 as shard, shard as key, 1 as nr, row(id, number, internal, status, type, holder_type, holder_name, opening_minor, held_minor, overdraft_limit_minor, opened_on)::text as words
  from account where ${where('shard')}`,
  /** All facts of a shard. */
  facts: (where: Where) => `
  select 0 as shard, shard as key, 1 as nr, row(id, kind, key, identity, holds_from, holds_to, detail)::text as words
  from fact where ${where('shard')}`,
  /** What was asked, and what was answered. */
  question: (where: Where) => `
  select shard, id as key, 1 as nr, row(case_shard, case_id, pack, kind, queue, purpose, asker_id, asked_at, for_role, for_person, words, evidence, tried,
    proposal, proposal_words, passed, fence, state, taken_by, taken_until, ended_by, ended_at, verdict, resolution, answer_words)::text as words
  from question where ${where('id')}`,
  /** What somebody wrote down: its words stand in no event, because they may name people. */
  note: (where: Where) => `
  select shard, id as key, 1 as nr, row(about, subject_id, author_id, written_at, words, evidence)::text as words
  from note where ${where('id')}`,
  /** A paper that came: who sent it and what it quotes stand in no event, because they may name people. */
  document: (where: Where) => `
  select shard, id as key, 1 as nr, row(sha256, size_bytes, name, kind, sender, reference, account_shard, account_id, came_on, received_at, received_by, state, owner_id,
    exception_shard, exception_id, attached_at, attached_by, letter, ended_at, ended_by, ended_why)::text as words
  from document where ${where('id')}`,
  /** Everything that decides who may do what: it all lies in an institution's first shard. */
  people: (where: Where) =>
    PEOPLE.map(
      ([table, columns], nr) => `
  select 0 as shard, shard as key, ${nr + 10} as nr, row(${columns})::text as words
  from ${table} where ${where('shard')}`,
    ).join(`
  union all`),
} as const
export type SealedThing = keyof typeof SEALED_ROWS

/** The hash of the words, one row a line; sorted by bytes, so that the order does not depend on the database's language. */
function digest(of: SealedThing, where: Where): string {
  return digestOf(SEALED_ROWS[of](where))
}

function digestOf(rows: string): string {
  return `select shard, key, encode(sha256(convert_to(string_agg(nr || words, E'\\n' order by nr, words collate "C"), 'UTF8')), 'hex') as sha256
from (${rows}
) as sealed
group by shard, key
order by shard, key`
}

const inShard = (id: string) => `shard = $1 and ${id} = $2`
const inShards = (id: string) => `shard = any ($1::bigint[]) and ${id} between $2::bigint and $3::bigint`
const amongPairs = (id: string) =>
  `(shard, ${id}) in (select shard, id from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id))`
const amongShards = () => 'shard = any ($1::bigint[])'

const RECEIPT = statement('seal.receipt', digest('receipt', inShard))
const FILE = statement('seal.outbound-file', digest('outbound file', inShard))
const DAY_CLOSE = statement('seal.day-close', digest('day close', inShard))
const EXCEPTIONS = statement('seal.exceptions', digest('exception', amongPairs))
const EXCEPTIONS_OF_PART = statement('seal.exceptions-of-part', digestOf(exceptionRows(inShards, RAISED_PARTS)))
const INSTITUTION = statement('seal.institution', digest('institution', amongShards))
const ACCOUNTS = statement('seal.accounts', digest('accounts', amongShards))
const FACTS = statement('seal.facts', digest('facts', amongShards))
const PEOPLE_OF = statement('seal.people', digest('people', amongShards))
const QUESTION = statement('seal.question', digest('question', inShard))
const NOTE = statement('seal.note', digest('note', inShard))
const DOCUMENT = statement('seal.document', digest('document', inShard))
const OF_SHARDS = { institution: INSTITUTION, accounts: ACCOUNTS, facts: FACTS, people: PEOPLE_OF } as const

const inOrg = () => 'shard between $1 and $1 + 1023'
const ALL = {
  exception: statement('seal.all-exceptions', digest('exception', inOrg)),
  receipt: statement('seal.all-receipts', digest('receipt', inOrg)),
  'outbound file': statement('seal.all-outbound-files', digest('outbound file', inOrg)),
  'day close': statement('seal.all-day-closes', digest('day close', inOrg)),
  institution: statement('seal.all-institutions', digest('institution', inOrg)),
  accounts: statement('seal.all-accounts', digest('accounts', inOrg)),
  facts: statement('seal.all-facts', digest('facts', inOrg)),
  people: statement('seal.all-people', digest('people', inOrg)),
  question: statement('seal.all-questions', digest('question', inOrg)),
  note: statement('seal.all-notes', digest('note', inOrg)),
  document: statement('seal.all-documents', digest('document', inOrg)),
} as const satisfies Record<SealedThing, Statement>

/** The event that seals a receipt with its batches, faults and parts. The caller holds the lock of bucket 0. */
export async function sealReceipt(tx: pg.ClientBase, at: { shard: number; id: number }): Promise<NewEvent> {
  return sealEvent('receipt', at.id, await rowsOf(tx, RECEIPT, [at.shard, at.id]))
}

/** The event that seals an outbound file. The caller holds the lock of bucket 0. */
export async function sealOutboundFile(tx: pg.ClientBase, at: { shard: number; id: number }): Promise<NewEvent> {
  return sealEvent('outbound file', at.id, await rowsOf(tx, FILE, [at.shard, at.id]))
}

/** The event that seals a question. The caller holds the lock of its bucket. */
export async function sealQuestion(tx: pg.ClientBase, at: { shard: number; id: number }): Promise<NewEvent> {
  return sealEvent('question', at.id, await rowsOf(tx, QUESTION, [at.shard, at.id]))
}

/** The event that seals a note. The caller holds the lock of its bucket. */
export async function sealNote(tx: pg.ClientBase, at: { shard: number; id: number }): Promise<NewEvent> {
  return sealEvent('note', at.id, await rowsOf(tx, NOTE, [at.shard, at.id]))
}

/** The event that seals a document. The caller holds the lock of its bucket. */
export async function sealDocument(tx: pg.ClientBase, at: { shard: number; id: number }): Promise<NewEvent> {
  return sealEvent('document', at.id, await rowsOf(tx, DOCUMENT, [at.shard, at.id]))
}

/** The event that seals a closing of a day. The caller holds the lock of bucket 0. */
export async function sealDayClose(
  tx: pg.ClientBase,
  at: { readonly shard: number; readonly dayNumber: number; readonly no: number },
): Promise<NewEvent> {
  const key = at.dayNumber * (CLOSES_A_DAY_MAX + 1) + at.no
  return sealEvent('day close', key, await rowsOf(tx, DAY_CLOSE, [at.shard, key]))
}

/** By shard, the event that seals these exceptions with their positions and answers. The caller holds the locks of the shards. */
export async function sealExceptions(
  tx: pg.ClientBase,
  exceptions: readonly { readonly shard: number; readonly id: number }[],
): Promise<ReadonlyMap<number, NewEvent>> {
  const pairs = [exceptions.map(one => one.shard), exceptions.map(one => one.id)]
  return byShard(await rowsOf(tx, EXCEPTIONS, pairs))
}

/** The same for every item of a receipt in the shards, right after it was written. */
export async function sealExceptionsOfPart(
  tx: pg.ClientBase,
  part: { readonly shards: readonly number[]; readonly receiptId: number },
): Promise<ReadonlyMap<number, NewEvent>> {
  const first = part.receiptId * ITEMS_PER_RECEIPT_MAX
  return byShard(await rowsOf(tx, EXCEPTIONS_OF_PART, [part.shards, first, first + ITEMS_PER_RECEIPT_MAX - 1]))
}

/** The event that seals the institution's row, its people, or the accounts or the facts of these shards. The caller holds their locks. */
export async function sealShards(
  tx: pg.ClientBase,
  of: keyof typeof OF_SHARDS,
  shards: readonly number[],
): Promise<NewEvent> {
  return sealEvent(of, 0, await rowsOf(tx, OF_SHARDS[of], [shards]))
}

/** Every seal as it would be now. Of all rows of an institution. */
export async function sealsNow(run: Runner, orgShard: number, of: SealedThing): Promise<readonly Seal[]> {
  return (await rowsOf<SealRow>(run, ALL[of], [orgShard])).map(row => ({ of, ...row }))
}

export const SEALED_THINGS = Object.keys(SEALED_ROWS) as readonly SealedThing[] // the keys of a constant

interface SealRow {
  shard: number
  key: number
  sha256: string
}

function byShard(rows: readonly SealRow[]): ReadonlyMap<number, NewEvent> {
  const groups = Map.groupBy(rows, row => row.shard)
  return new Map([...groups].map(([shard, own]) => [shard, sealEvent('exception', own[0]?.key ?? 0, own)]))
}

/** What `readSeals` reads again. */
function sealEvent(of: SealedThing, subject: number, rows: readonly SealRow[]): NewEvent {
  const seals = rows.map(row => [row.shard, row.key, row.sha256])
  return { kind: 'rows_sealed', actor: 'engine', subject, body: { of, seals } }
}

/** The seals that an event of kind `rows_sealed` tells; none when somebody changed its words, which its chain says. */
export function readSeals(body: string): readonly Seal[] | undefined {
  const told: { readonly of?: SealedThing; readonly seals?: unknown } | undefined = jsonOf(body) // as `sealEvent` wrote it
  if (told?.of === undefined || !Array.isArray(told.seals)) return undefined
  const { of } = told
  return told.seals.filter(Array.isArray).map(([shard, key, sha256]) => ({ of, shard, key, sha256 }))
}
