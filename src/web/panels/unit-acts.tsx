import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Exception } from '../../contract/exception.ts'
import { type Resolution, titleOfWay } from '../../core/exception.ts'
import { candidatesQuery, heldDecided, type Wanted } from '../data/desk.ts'
import { type FormDraft, useFormDraft } from '../data/drafts.ts'
import { sessionQuery } from '../data/session.ts'
import { type Acting, useAct } from '../data/use-act.ts'
import { useUndo } from '../data/use-undo.ts'
import { decides } from '../shell/pages.ts'
import { Amount } from '../ui/amount.tsx'
import { Why } from '../ui/why.tsx'
import { Seen, WhyNot } from './acts.tsx'
import { UndoList } from './effect.tsx'

interface UnitActsProps {
  readonly exception: Exception
  /** Why nothing can be decided here now; undefined when it can. */
  readonly frozen?: string | undefined
  /** Of the claim by which its case is worked on. */
  readonly fence?: number | undefined
  /** Told when it is held no more, or waits for a second person. */
  readonly done?: (() => void) | undefined
}

/** What may be done about a held batch or file as a whole: each tried on all of its items first, then taken as it was seen. */
export function UnitActs({ exception, frozen, fence, done }: UnitActsProps) {
  const session = useQuery(sessionQuery).data
  if (session === undefined || !decides(session)) return null
  if (exception.state !== 'open')
    return UNDONE[exception.closed_as ?? ''] === undefined ? null : <Undo exception={exception} />
  return <Ways exception={exception} frozen={frozen} fence={fence} done={done} />
}

function Ways({ exception, frozen, fence, done = () => {} }: UnitActsProps) {
  const { id, resolutions } = exception
  // Only a customer's claim is denied, and only a customer's claim has no bank that sent it.
  const party = resolutions.includes('deny') ? 'customer' : 'sender'
  const [asked, setAsked] = useState<string>()
  const [wanted, setWanted] = useState<Wanted>()
  const draft = useFormDraft(`unit/${id}`)
  const acting = useAct(heldDecided(id, fence), ({ state, effect }) => {
    setWanted(undefined)
    setAsked(undefined)
    draft.forget()
    if (state === 'proposed' || effect.exception === 'closed') done()
  })
  const look = (resolution: Wanted) => {
    setWanted(resolution)
    acting.look(resolution)
  }
  if (acting.preview !== undefined && wanted !== undefined)
    return (
      <div className="unit-acts">
        <Seen acting={acting} wanted={wanted} after="Decide" back={acting.back} />
      </div>
    )
  return (
    <div className="unit-acts">
      <p className="act-buttons">
        {resolutions.map(one => (
          <button
            key={one}
            type="button"
            disabled={acting.isBusy || frozen !== undefined}
            onClick={() => (ASKING.includes(one) ? setAsked(one) : look({ resolution: one }))}
          >
            {titleOfWay(one as Resolution, exception.scope)}
          </button>
        ))}
      </p>
      {acting.isBusy && <p role="status">It is tried on every item; nothing is changed by that.</p>}
      {asked === 'correct' && <MatchClaim id={id} acting={acting} draft={draft} look={look} />}
      {asked === 'refer' && (
        <InWords
          acting={acting}
          draft={draft}
          name="refer"
          title={`What the ${party} is asked`}
          look={words => look({ resolution: 'refer', to: party, words })}
        />
      )}
      {asked === 'deny' && (
        <InWords
          acting={acting}
          draft={draft}
          name="deny"
          title="What was found, as the customer is told it"
          look={words => look({ resolution: 'deny', words })}
        />
      )}
      <WhyNot acting={acting} />
    </div>
  )
}

/** Those that are given with words, or with what they are about. */
const ASKING: readonly string[] = ['refer', 'deny', 'correct']

interface InWordsProps {
  readonly acting: Acting
  /** Where what is typed is kept until it was sent, and under which name. */
  readonly draft: FormDraft
  readonly name: string
  readonly title: string
  readonly look: (words: string) => void
}

/** What somebody is asked or told. */
function InWords({ acting, draft, name, title, look }: InWordsProps) {
  const typed = draft.field(name)
  const field = useKeyboard<HTMLTextAreaElement>()
  return (
    <ActForm acting={acting} given={() => look(typed.value)}>
      <label>
        {title}
        <textarea ref={field} rows={2} maxLength={4000} required {...typed} />
      </label>
    </ActForm>
  )
}

interface MatchClaimProps {
  readonly id: number
  readonly acting: Acting
  readonly draft: FormDraft
  readonly look: (wanted: Wanted) => void
}

/** Which posted debit a claim means: those that are near it, each with what is otherwise, or any other by its number. */
function MatchClaim({ id, acting, draft, look }: MatchClaimProps) {
  const typed = draft.field('item')
  const field = useKeyboard<HTMLInputElement>()
  const { data: near } = useQuery(candidatesQuery(id))
  const choose = (item: number) => typed.onChange({ target: { value: String(item) } })
  return (
    <ActForm acting={acting} given={() => look({ resolution: 'correct', fields: { item: typed.value } })}>
      {near !== undefined && near.length > 0 && (
        <fieldset>
          <legend>Debits that it may mean</legend>
          {near.map(one => (
            <label key={one.item} className="choice">
              <input
                type="radio"
                name="candidate"
                checked={typed.value === String(one.item)}
                onChange={() => choose(one.item)}
              />
              <span>
                <Amount minor={one.amount_minor} /> on {one.posted_on}, item {one.item}, account {one.account}:{' '}
                {one.why}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {near?.length === 0 && <p className="quiet">No debit that posted is near it.</p>}
      <label>
        Number of the item that it means
        <input ref={field} type="text" inputMode="numeric" autoComplete="off" required maxLength={20} {...typed} />
      </label>
    </ActForm>
  )
}

/** The one field that a form asks for has the keyboard as soon as it is there. */
function useKeyboard<Field extends HTMLInputElement | HTMLTextAreaElement>() {
  const field = useRef<Field>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}

interface ActFormProps {
  readonly acting: Acting
  readonly given: () => void
  readonly children: ReactNode
}

/** What is asked for before an act, up to its preview. */
function ActForm({ acting, given, children }: ActFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    given()
  }
  return (
    <form className="act-form" onSubmit={submit}>
      {children}
      <p className="act-buttons">
        <button type="submit" disabled={acting.isBusy}>
          Preview
        </button>
      </p>
    </form>
  )
}

/** What is taken back as a whole, in words; what was released or matched is decided item by item. */
const UNDONE: Readonly<Record<string, { readonly back: string; readonly did: string }>> = {
  rejected: { back: 'Undo: hold it again', did: 'rejected it' },
  denied: { back: 'Undo: open the claim again', did: 'denied it' },
}

function Undo({ exception: { id, closed_as: closedAs } }: { readonly exception: Exception }) {
  const unit = heldDecided(id)
  const undoing = useUndo(unit)
  const door = useQuery({ queryKey: ['way-back', id], queryFn: unit.wayBack }).data
  const said = UNDONE[closedAs ?? '']
  if (door === undefined || door === null || said === undefined) return null
  return (
    <div className="unit-acts">
      <p className="act-buttons">
        <button type="button" disabled={door.standing === 'shut' || undoing.isBusy} onClick={() => undoing.take(door)}>
          {said.back}
        </button>
        <span className="quiet">
          {door.maker} {said.did}.
        </span>
      </p>
      <UndoList door={door} />
      {door.why_not.length > 0 && <p className="quiet">{door.why_not.join(' ')}</p>}
      <Why error={undoing.why} />
    </div>
  )
}
