import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import type { LetterJson } from '../../contract/letter-routes.ts'
import { ACTS } from '../../core/authority/act.ts'
import { lettersOfItemQuery } from '../data/queries.ts'
import { useDo } from '../data/questions.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { holds } from '../shell/pages.ts'
import { Amount } from '../ui/amount.tsx'
import { momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Why } from './notes.tsx'

/** The letters about an item, or about what is held as a whole by its exception: what each says, which rule asks for it, by when, and what became of it. */
export function LettersPanel({ item }: { readonly item: number }) {
  const letters = useQuery(lettersOfItemQuery(item)).data?.data ?? []
  if (letters.length === 0) return null
  return (
    <Panel title="Letters">
      <Letters item={item} />
    </Panel>
  )
}

/** The same without a panel of their own; nothing where there are none. */
export function Letters({ item }: { readonly item: number }) {
  const letters = useQuery(lettersOfItemQuery(item)).data?.data ?? []
  if (letters.length === 0) return null
  return (
    <ol className="notes" aria-label="Letters, the first first">
      {letters.map(one => (
        <li key={one.letter}>
          <Letter one={one} />
        </li>
      ))}
    </ol>
  )
}

function Letter({ one }: { readonly one: LetterJson }) {
  return (
    <>
      <span className="quiet">
        to the {one.to}, <Amount minor={one.amount_minor} />, in {one.language}
        {one.rule !== null && `: ${one.rule.act} (${one.rule.citation})`}
        {one.corrects !== null && `; corrects letter ${one.corrects}`}
      </span>
      <p>{one.words}</p>
      <LetterState one={one} />
    </>
  )
}

/** Where it stands in words, and where it is still to be written the way to say that it went out. */
function LetterState({ one }: { readonly one: LetterJson }) {
  const zone = useZone()
  if (one.sent !== null)
    return (
      <>
        <span>
          <Mark tone="good">sent</Mark> on {one.sent.on}, says {one.sent.by.name}
        </span>{' '}
        {one.answered === null ? (
          <Told one={one} what="answered" />
        ) : (
          <span>
            <Mark tone="good">answered</Mark> on {one.answered.on}, says {one.answered.by.name}
          </span>
        )}
      </>
    )
  if (one.state === 'cancelled') return <Mark tone="plain">cancelled: what asked for it was undone</Mark>
  if (one.state === 'overtaken')
    return (
      <>
        <span>
          <Mark tone="plain">overtaken</Mark> need not go out: document {one.overtaken_by}, for which it asks, is here
        </span>{' '}
        <Told one={one} what="sent" />
      </>
    )
  const due = one.due_at === null ? 'no clock' : momentText(one.due_at, zone)
  return (
    <>
      {one.overdue ? <Mark tone="bad">{`overdue since ${due}`}</Mark> : <span>has to go by: {due}</span>}{' '}
      <Told one={one} what="sent" />
    </>
  )
}

const TELLING = {
  sent: {
    path: 'letterSent',
    field: 'sent_on',
    asks: 'Went out on',
    day: 'Day on which',
    did: 'went out',
    does: 'It was sent',
  },
  answered: {
    path: 'letterAnswered',
    field: 'answered_on',
    asks: 'Answered on',
    day: 'Day of the answer to',
    did: '',
    does: 'Its answer came',
  },
} as const

/** Says on which day it went out, or its answer came. */
function Told({ one, what }: { readonly one: LetterJson; readonly what: keyof typeof TELLING }) {
  const { path, field: body, asks, day, did, does } = TELLING[what]
  const session = useQuery(sessionQuery).data
  const field = useRef<HTMLInputElement>(null)
  const saying = useDo()
  if (session === undefined || !holds(session, ACTS.contact.roles)) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const on = field.current?.value ?? ''
    if (on !== '') saying.do({ path, holes: { letter: one.letter }, body: { [body]: on } })
  }
  return (
    <form className="letter-sent" onSubmit={submit}>
      <label>
        {asks} <input ref={field} type="date" required aria-label={`${day} letter ${one.letter} ${did}`.trim()} />
      </label>
      <button type="submit" disabled={saying.isBusy}>
        {does}
      </button>
      {saying.why !== undefined && <Why text={saying.why} />}
    </form>
  )
}
