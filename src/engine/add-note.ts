import { shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { type MaskedValue, maskWords } from '../core/note/mask-words.ts'
import type { Note } from '../core/note/note.ts'
import { lockShards } from '../store/bucket.ts'
import { casesByKeys } from '../store/case-facts.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents } from '../store/event.ts'
import { insertNote, notesOf } from '../store/note.ts'
import { namesOf } from '../store/person-name.ts'
import { inReadRequest } from '../store/read-request.ts'
import { sealNote } from '../store/seal.ts'
import { caseOfException } from '../store/work-case.ts'
import type { Engine } from './engine.ts'
import { maskedValuesOfCase } from './mask-case-words.ts'
import { maskedValuesOf } from './masked-values.ts'
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

/** A note with its words as somebody sees them. */
export interface ShownNote extends Note {
  readonly shown: string
}

/**
 * The notes of an item and of its case, with what their authors are called. `open`: to whom the item's masked data was opened. What a
 * note about the case says of its other items stays masked for them too.
 */
export async function readNotes(
  engine: Engine,
  story: ItemStory,
  how: 'open' | 'masked',
): Promise<{ readonly notes: readonly ShownNote[]; readonly names: ReadonlyMap<number, string> }> {
  const { item, exception } = story
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const inCase = exception === undefined ? undefined : await caseOfException(tx, exception)
    const notes = await notesOf(tx, { item, inCase })
    const names = await namesOf(
      tx,
      shardOf(orgId, 0),
      notes.map(note => note.authorId),
    )
    const ofCase = notes.some(note => note.about === 'case') ? await valuesOfCase(engine, tx, inCase) : []
    const own = maskedValuesOf(story)
    const ofOthers = ofCase.filter(one => !own.some(({ value }) => value === one.value))
    const shown = ({ about, words }: Note) =>
      maskWords(words, [...(how === 'open' ? [] : own), ...(about === 'case' ? ofOthers : [])])
    return { notes: notes.map(note => ({ ...note, shown: shown(note) })), names }
  })
}

/** The notes about a case alone, masked as those of its items are; undefined where there is no such case. */
export async function readCaseNotes(
  engine: Engine,
  key: { readonly caseShard: number; readonly caseId: number },
): Promise<{ readonly notes: readonly ShownNote[]; readonly names: ReadonlyMap<number, string> } | undefined> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const orgShard = shardOf(orgId, 0)
    const [of] = await casesByKeys(tx, orgShard, [key])
    if (of === undefined) return undefined
    const notes = await notesOf(tx, { item: undefined, inCase: { shard: key.caseShard, id: key.caseId } })
    const authors = notes.map(note => note.authorId)
    const values = notes.length === 0 ? [] : await maskedValuesOfCase(engine, tx, key)
    const shown = notes.map(note => ({ ...note, shown: maskWords(note.words, values) }))
    return { notes: shown, names: await namesOf(tx, orgShard, authors) }
  })
}

async function valuesOfCase(
  engine: Engine,
  tx: Transaction,
  of: { readonly shard: number; readonly id: number } | undefined,
): Promise<readonly MaskedValue[]> {
  return of === undefined ? [] : maskedValuesOfCase(engine, tx, { caseShard: of.shard, caseId: of.id })
}
