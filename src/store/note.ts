import type pg from 'pg'
import { invariant } from '../core/invariant.ts'
import type { Note } from '../core/note/note.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'
import { storableJson } from './storable-text.ts'

const INSERT = statement(
  'note.insert',
  `
insert into note (shard, about, subject_id, author_id, written_at, words, evidence)
values ($1, $2, $3, $4, $5, $6, $7)
returning id`,
)
const OF_ITEM = statement(
  'note.of-item',
  `
-- those of the item, and those of the case that its exception belongs to
select shard, id, about, subject_id, author_id, written_at, words, evidence
from note
where (shard = $1 and subject_id = $2 and about = 'item') or (shard = $3 and subject_id = $4 and about = 'case')
order by written_at, shard, id
limit 500`,
)

/** Adds a note, and gives its id. The caller holds the lock of its bucket. */
export async function insertNote(tx: pg.ClientBase, note: Omit<Note, 'id'>): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT, [
    note.shard,
    note.about,
    note.subjectId,
    note.authorId,
    note.writtenAt.toString(),
    note.words.toWellFormed(),
    note.evidence === undefined ? null : storableJson(note.evidence),
  ])
  invariant(row !== undefined, 'a note that was inserted has an id')
  return row.id
}

/** The notes of an item, of a case, or of both, as they stand: whoever shows them masks them. The first first. */
export async function notesOf(
  run: Runner,
  of: {
    readonly item: { readonly shard: number; readonly id: number } | undefined
    readonly inCase: { readonly shard: number; readonly id: number } | undefined
  },
): Promise<readonly Note[]> {
  const rows = await rowsOf<{
    shard: number
    id: number
    about: Note['about']
    subject_id: number
    author_id: number
    written_at: Date
    words: string
    evidence: Note['evidence'] | null
  }>(run, OF_ITEM, [of.item?.shard ?? null, of.item?.id ?? null, of.inCase?.shard ?? null, of.inCase?.id ?? null])
  return rows.map(row => ({
    shard: row.shard,
    id: row.id,
    about: row.about,
    subjectId: row.subject_id,
    authorId: row.author_id,
    writtenAt: Temporal.Instant.fromEpochMilliseconds(row.written_at.getTime()),
    words: row.words,
    evidence: row.evidence ?? undefined,
  }))
}
