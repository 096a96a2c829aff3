import type { NoteJson } from '../contract/note.ts'
import type { QUESTION_ROUTES } from '../contract/question-routes.ts'
import type { Note } from '../core/note/note.ts'
import type { Evidence } from '../core/question/evidence.ts'
import { addNoteWithin, readCaseNotes, readNotes } from '../engine/add-note.ts'
import { evidenceOf } from '../engine/draft-escalation.ts'
import { readCase } from '../engine/read-desk.ts'
import { type ItemStory, readItem } from '../engine/read-item.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { caseKeyOf } from './work-json.ts'
import { noCase } from './work-refusal.ts'

type Routes = typeof QUESTION_ROUTES

/** What people write down about items and cases. */
export function noteHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    itemNotes: async ({ params, query, as }) => {
      const story = await readItem(engine, Number(params.item))
      if (story === undefined) return noItem(params.item)
      const isOpen =
        query.pass !== undefined && parts.reveals.allows({ item: story.item.id, session: as.session }, query.pass)
      return { data: notesJson(await readNotes(engine, story, isOpen ? 'open' : 'masked')) }
    },
    caseNotes: async ({ params }) => {
      const found = await readCaseNotes(engine, caseKeyOf(params.case))
      return found === undefined ? noCase(params.case) : { data: notesJson(found) }
    },
    addItemNote: async asked => {
      const { words, evidence } = asked.body
      const story = await readItem(engine, Number(asked.params.item))
      if (story === undefined) return noItem(asked.params.item)
      const { id: subjectId, shard } = story.item
      const refused = missing(evidence, story)
      if (refused !== undefined) return refused
      const note = { shard, about: 'item', subjectId, authorId: asked.as.person.id, words, evidence } as const
      return answerOnce(parts, 'itemNotes', asked, async tx => keptJson(await addNoteWithin(engine, tx, note)))
    },
    addCaseNote: async asked => {
      const { words, evidence } = asked.body
      const key = caseKeyOf(asked.params.case)
      const facts = await readCase(engine, key)
      if (facts === undefined) return noCase(asked.params.case)
      const isOfCase = evidence !== undefined && facts.exceptions.includes(evidence.item)
      const story = isOfCase ? await readItem(engine, evidence.item) : undefined
      const refused = missing(evidence, story)
      if (refused !== undefined) return refused
      const about = { shard: key.caseShard, about: 'case', subjectId: key.caseId } as const
      const note = { ...about, authorId: asked.as.person.id, words, evidence }
      return answerOnce(parts, 'caseNotes', asked, async tx => keptJson(await addNoteWithin(engine, tx, note)))
    },
  } satisfies { readonly [Name in 'itemNotes' | 'caseNotes' | 'addItemNote' | 'addCaseNote']: Handler<Routes[Name]> }
}

function notesJson({ notes, names }: Awaited<ReturnType<typeof readNotes>>): NoteJson[] {
  return notes.map(note => {
    return {
      id: idOf(note),
      about: note.about,
      by: { id: note.authorId, name: names.get(note.authorId) ?? '' },
      at: note.writtenAt.toString(),
      words: note.shown,
      masked: note.shown !== note.words,
      evidence: note.evidence === undefined ? null : { ...note.evidence },
    }
  })
}

function idOf({ shard, id }: Note): string {
  return `${shard}-${id}`
}

function keptJson(note: Note) {
  return { id: idOf(note), at: note.writtenAt.toString() }
}

function missing(evidence: Evidence | undefined, story: ItemStory | undefined): Refusal | undefined {
  if (evidence === undefined) return undefined
  const there = story === undefined || story.item.id !== evidence.item ? [] : evidenceOf(story)
  if (there.some(one => one.of === evidence.of && one.ref === evidence.ref)) return undefined
  return refuse('evidence_not_found', `Item ${evidence.item} has no ${evidence.of} ${evidence.ref}: look at its page.`)
}

function noItem(item: string): Refusal {
  return refuse(
    'item_not_found',
    `There is no item ${item}. The lists of exceptions and of a receipt’s items show the numbers that there are.`,
  )
}
