import type pg from 'pg'
import type { DocumentKey, DocumentKind, DocumentState } from '../core/document.ts'
import { invariant } from '../core/invariant.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** A document as it arrived. */
export interface NewDocument {
  /** The bucket that its SHA-256 gives. */
  readonly shard: number
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  readonly name: string
  readonly kind: DocumentKind
  /** Who sent it, and what it quotes, as somebody read it. */
  readonly sender: string
  readonly reference: string
  /** The account that it is about; undefined where that is not known. */
  readonly account: { readonly shard: number; readonly id: number } | undefined
  /** YYYY-MM-DD. */
  readonly cameOn: string
  readonly receivedAt: Temporal.Instant
  /** Who received it, and has it until its case is found. */
  readonly receivedBy: number
}

/** What a document is attached to. */
export interface AttachedTo {
  readonly shard: number
  readonly exceptionId: number
  /** Who said so; undefined where it found its case by itself. */
  readonly by: number | undefined
  /** The letter of ours that it answers; undefined where none asked for it. */
  readonly letter: string | undefined
}

/** A document with what became of it. */
export interface StoredDocument extends NewDocument, DocumentKey {
  readonly state: DocumentState
  /** With whom it lies, or lay. */
  readonly owner: { readonly id: number; readonly name: string }
  readonly receivedByName: string
  readonly attached: (AttachedTo & { readonly at: Temporal.Instant }) | undefined
  readonly endedWhy: string | undefined
}

const INSERT = statement(
  'document.insert',
  `
insert into document (shard, sha256, size_bytes, name, kind, sender, reference, account_shard, account_id, came_on, received_at, received_by, state, owner_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $12)
on conflict (shard, sha256) do nothing
returning id`,
)
const ATTACH = statement(
  'document.attach',
  `
-- greatest: a clock that was set back attaches nothing before it came
update document
set state = 'attached', exception_shard = $3, exception_id = $4, attached_at = greatest($5::timestamptz, received_at), attached_by = $6, letter = $7
where shard = $1 and id = $2 and state = 'waiting'`,
)
const DETACH = statement(
  'document.detach',
  `
update document
set state = 'waiting', exception_shard = null, exception_id = null, attached_at = null, attached_by = null, letter = null, owner_id = $3
where shard = $1 and id = $2 and state = 'attached'`,
)
const HAND_OVER = statement(
  'document.hand-over',
  `update document set owner_id = $3 where shard = $1 and id = $2 and state = 'waiting'`,
)
const END = statement(
  'document.end',
  `
update document
set state = 'ended', ended_at = greatest($3::timestamptz, received_at), ended_by = $4, ended_why = $5
where shard = $1 and id = $2 and state = 'waiting'`,
)

const SELECT = `
select document.shard, document.id, sha256, size_bytes, document.name, document.kind, sender, reference, account_shard, account_id, came_on::text, received_at, received_by,
  document.state, document.owner_id, owner.name as owner_name, receiver.name as receiver_name, exception_shard, exception_id, attached_at, attached_by, letter, ended_why
from document
left join person as owner on owner.shard = $1 and owner.id = document.owner_id
left join person as receiver on receiver.shard = $1 and receiver.id = received_by`

const ONE = statement(
  'document.one',
  `${SELECT}
where document.shard between $1 and $1 + 1023 and document.shard = $2 and document.id = $3`,
)
const OF_BYTES = statement('document.of-bytes', 'select id from document where shard = $1 and sha256 = $2')
const PAGE = statement(
  'document.page',
  `${SELECT}
where document.shard between $1 and $1 + 1023 and document.state = $2 and (document.shard, document.id) > ($3, $4)
order by document.shard, document.id
limit $5`,
)
const OF_EXCEPTION = statement(
  'document.of-exception',
  `${SELECT}
where document.shard between $1 and $1 + 1023 and exception_shard = $2 and exception_id = $3 and document.state = 'attached'
order by attached_at, document.shard, document.id
limit 200`,
)
const KINDS_OF_EXCEPTION = statement(
  'document.kinds-of-exception',
  `
select distinct kind
from document
where shard between $1 and $1 + 1023 and exception_shard = $2 and exception_id = $3 and state = 'attached'`,
)

/** Adds a document that waits for its case, and gives its number; undefined where the same bytes came before. The caller holds the lock of its bucket. */
export async function insertDocument(tx: pg.ClientBase, of: NewDocument): Promise<number | undefined> {
  const row = await rowOf<{ id: number }>(tx, INSERT, [
    ...[of.shard, of.sha256, of.sizeBytes, of.name, of.kind, of.sender, of.reference],
    ...[of.account?.shard ?? null, of.account?.id ?? null, of.cameOn, of.receivedAt.toString(), of.receivedBy],
  ])
  return row?.id
}

/** The number of the document that has these bytes; undefined where there is none. */
export async function documentOfBytes(
  run: Runner,
  of: { readonly shard: number; readonly sha256: Uint8Array },
): Promise<number | undefined> {
  return (await rowOf<{ id: number }>(run, OF_BYTES, [of.shard, of.sha256]))?.id
}

/** Attaches what waits. The caller holds the locks of its bucket and of the exception's. */
export async function attachDocument(
  tx: pg.ClientBase,
  of: DocumentKey,
  to: AttachedTo,
  at: Temporal.Instant,
): Promise<void> {
  const where = [to.shard, to.exceptionId, at.toString(), to.by ?? null, to.letter ?? null]
  changed(await changedBy(tx, ATTACH, [of.shard, of.id, ...where]), of)
}

/** Lets it wait again, with whoever took it off. The caller holds both locks, as above. */
export async function detachDocument(tx: pg.ClientBase, of: DocumentKey, by: number): Promise<void> {
  changed(await changedBy(tx, DETACH, [of.shard, of.id, by]), of)
}

/** What waits lies with somebody else from now on. The caller holds the lock of its bucket. */
export async function handOverDocument(tx: pg.ClientBase, of: DocumentKey, to: number): Promise<void> {
  changed(await changedBy(tx, HAND_OVER, [of.shard, of.id, to]), of)
}

/** What waits belongs to no case. The caller holds the lock of its bucket. */
export async function endDocument(
  tx: pg.ClientBase,
  of: DocumentKey,
  said: { readonly by: number; readonly why: string; readonly at: Temporal.Instant },
): Promise<void> {
  changed(await changedBy(tx, END, [of.shard, of.id, said.at.toString(), said.by, said.why]), of)
}

function changed(rows: number, { shard, id }: DocumentKey): void {
  invariant(rows === 1, `document ${shard}-${id} was changed under the lock of its bucket`)
}

/** One document of an institution; undefined where there is none of this number. */
export async function documentByKey(
  run: Runner,
  orgShard: number,
  of: DocumentKey,
): Promise<StoredDocument | undefined> {
  const row = await rowOf<Row>(run, ONE, [orgShard, of.shard, of.id])
  return row === undefined ? undefined : documentOfRow(row)
}

/** Documents in one state, in the order of their numbers, those behind one first. */
export async function pageDocuments(
  run: Runner,
  orgShard: number,
  of: { readonly state: DocumentState; readonly after: DocumentKey | undefined; readonly limit: number },
): Promise<readonly StoredDocument[]> {
  const { shard, id } = of.after ?? { shard: 0, id: 0 }
  return (await rowsOf<Row>(run, PAGE, [orgShard, of.state, shard, id, of.limit])).map(documentOfRow)
}

const PAGE_ROWS = 2_000

/** Everything that waits for its case, page by page: memory stays flat however much there is. */
export async function* waitingDocuments(run: Runner, orgShard: number): AsyncGenerator<readonly StoredDocument[]> {
  let after: DocumentKey | undefined
  for (;;) {
    const rows = await pageDocuments(run, orgShard, { state: 'waiting', after, limit: PAGE_ROWS })
    if (rows.length > 0) yield rows
    after = rows.at(-1)
    if (rows.length < PAGE_ROWS) return
  }
}

/** What an exception is: where it lies, and in which institution. */
interface OfException {
  readonly orgShard: number
  readonly shard: number
  readonly exceptionId: number
}

/** Everything that came for an exception and is attached to it, the first first. */
export async function documentsOfException(run: Runner, of: OfException): Promise<readonly StoredDocument[]> {
  return (await rowsOf<Row>(run, OF_EXCEPTION, [of.orgShard, of.shard, of.exceptionId])).map(documentOfRow)
}

/** Of which kinds something is attached to an exception. */
export async function kindsAttached(run: Runner, of: OfException): Promise<ReadonlySet<DocumentKind>> {
  const rows = await rowsOf<{ kind: DocumentKind }>(run, KINDS_OF_EXCEPTION, [of.orgShard, of.shard, of.exceptionId])
  return new Set(rows.map(row => row.kind))
}

interface Row {
  shard: number
  id: number
  sha256: Buffer
  size_bytes: number
  name: string
  kind: DocumentKind
  sender: string
  reference: string
  account_shard: number | null
  account_id: number | null
  came_on: string
  received_at: Date
  received_by: number
  state: DocumentState
  owner_id: number
  owner_name: string | null
  receiver_name: string | null
  exception_shard: number | null
  exception_id: number | null
  attached_at: Date | null
  attached_by: number | null
  letter: string | null
  ended_why: string | null
}

function documentOfRow(row: Row): StoredDocument {
  const { shard, id, sha256, name, kind, sender, reference, state } = row
  const account =
    row.account_shard === null || row.account_id === null ? undefined : { shard: row.account_shard, id: row.account_id }
  return {
    ...{ shard, id, sha256, name, kind, sender, reference, state, account },
    ...{ sizeBytes: row.size_bytes, cameOn: row.came_on, receivedAt: instantOf(row.received_at) },
    ...{ receivedBy: row.received_by, receivedByName: row.receiver_name ?? '' },
    owner: { id: row.owner_id, name: row.owner_name ?? '' },
    attached: attachedOf(row),
    endedWhy: row.ended_why ?? undefined,
  }
}

function attachedOf(row: Row): StoredDocument['attached'] {
  const { exception_shard: shard, exception_id: exceptionId, attached_at: at, attached_by: by, letter } = row
  if (shard === null || exceptionId === null || at === null) return undefined
  return { shard, exceptionId, at: instantOf(at), by: by ?? undefined, letter: letter ?? undefined }
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
