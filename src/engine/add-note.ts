import { shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import type { Note } from '../core/note/note.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents } from '../store/event.ts'
import { insertNote, notesOfItem } from '../store/note.ts'
import { namesOf } from '../store/person-name.ts'
import { inReadRequest } from '../store/read-request.ts'
import { sealNote } from '../store/seal.ts'
import { caseOfException } from '../store/work-case.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import type { ItemStory } from './read-item.ts'
import { personActor } from './sign-in-event.ts'

/**
 * Adds a note, inside a transaction, with its event in the chain of the item's or case's bucket and its seal. The event holds no
 * word of it: what people may not see of an item they may not see in the log either, and the seal stands for the words.
 */
export async function addNoteWithin(
  engine: Engine,
  tx: Transaction,
  note: Omit<Note, 'id' | 'writtenAt'>,
): Promise<Note> {
  const { shard, about, subjectId, authorId, evidence } = note
  await lockShards(tx, [shard])
  const writtenAt = engine.now()
  const id = await insertNote(tx, { ...note, writtenAt })
  const pointsAt = evidence === undefined ? {} : { pointsAt: `${evidence.of} ${evidence.ref}`.trim() }
  const body = { note: id, about, ...pointsAt }
  const event = { kind: 'note_added', actor: personActor(authorId), subject: subjectId, body } as const
  const seal = await sealNote(tx, { shard, id })
  await insertEvents(tx, new Map([[shard, [event, seal]]]), { day: dayNumber(today(engine)), at: writtenAt })
  return { ...note, id, writtenAt }
}

/** The notes of an item and of its case as they were written, with what their authors are called. */
export async function readNotes(
  engine: Engine,
  { item, exception }: Pick<ItemStory, 'item' | 'exception'>,
): Promise<{ readonly notes: readonly Note[]; readonly names: ReadonlyMap<number, string> }> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const inCase = exception === undefined ? undefined : await caseOfException(tx, exception)
    const notes = await notesOfItem(tx, { shard: item.shard, id: item.id, inCase })
    const names = await namesOf(
      tx,
      shardOf(orgId, 0),
      notes.map(note => note.authorId),
    )
    return { notes, names }
  })
}
