import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import type { NoteJson, NoteList } from '../../contract/note.ts'
import { useFormDraft } from '../data/drafts.ts'
import { caseNotesQuery, type Doing, notesQuery, useDo } from '../data/questions.ts'
import { useZone } from '../data/use-zone.ts'
import { momentText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'

/** A place to write something down about the item, and below it, so that nothing moves when it comes, what people wrote of it and its case. */
export function NotesPanel({ item }: { readonly item: number }) {
  const query = useQuery(notesQuery(item))
  return <Notes key={item} query={query} about={String(item)} adds={{ path: 'itemNotes', holes: { item } }} />
}

/** The same about a case of what is held as a whole. */
export function CaseNotesPanel({ id }: { readonly id: string }) {
  const query = useQuery(caseNotesQuery(id))
  return <Notes key={id} query={query} about={`case/${id}`} adds={{ path: 'caseNotes', holes: { case: id } }} />
}

function Notes({ query, ...form }: NoteFormProps & { readonly query: UseQueryResult<NoteList> }) {
  return (
    <Panel title="Notes" aside={<span className="quiet">kept for good, never changed</span>}>
      <NoteForm {...form} />
      <Loaded query={query} skeleton={<Lines count={2} />}>
        {({ data }) => <NoteLines notes={data} />}
      </Loaded>
    </Panel>
  )
}

function NoteLines({ notes }: { readonly notes: readonly NoteJson[] }) {
  const zone = useZone()
  if (notes.length === 0) return <p className="quiet">Nobody wrote anything down yet.</p>
  return (
    <ol className="notes" aria-label="Notes, the first first">
      {notes.map(note => (
        <li key={note.id}>
          <span className="quiet">
            {momentText(note.at, zone)}, {note.by.name}
            {note.about === 'case' && ', about its case'}
            {note.evidence !== null && `, about ${note.evidence.of} ${note.evidence.ref}`}
          </span>
          <p>{note.words}</p>
        </li>
      ))}
    </ol>
  )
}

interface NoteFormProps {
  readonly about: string
  readonly adds: Pick<Doing, 'path' | 'holes'>
}

/** What is typed is of this item or case and of no other, and stays until it is added. */
function NoteForm({ about, adds }: NoteFormProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const typed = useFormDraft(`note/${about}`)
  const note = typed.field('note')
  const adding = useDo(() => {
    typed.forget()
    field.current?.focus()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const words = note.value.trim()
    if (words !== '') adding.do({ ...adds, body: { words } })
  }
  return (
    <form className="question-form" onSubmit={submit}>
      <label>
        A note
        <textarea ref={field} {...note} rows={2} maxLength={4000} required />
      </label>
      <button type="submit" disabled={adding.isBusy}>
        Add the note
      </button>
      <Why text={adding.why} />
    </form>
  )
}

/** Why it was refused; a line whether something is said or not. */
export function Why({ text }: { readonly text: string | undefined }) {
  return (
    <p className="question-why" {...(text === undefined ? {} : { role: 'alert' })}>
      {text}
    </p>
  )
}
