import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Exception } from '../../contract/exception.ts'
import { RESOLUTIONS, type Resolution } from '../../core/exception.ts'
import { heldDecided, type Wanted } from '../data/desk.ts'
import { sessionQuery } from '../data/session.ts'
import { type Acting, useAct } from '../data/use-act.ts'
import { useUndo } from '../data/use-undo.ts'
import { decides } from '../shell/pages.ts'
import { Why } from '../ui/why.tsx'
import { Seen, WhyNot } from './acts.tsx'
import { UndoList } from './effect.tsx'

interface UnitActsProps {
  readonly exception: Exception
  /** Why nothing can be decided here now; undefined when it can. */
  readonly frozen?: string | undefined
  /** Of the claim by which its case is worked on. */
  readonly fence?: number | undefined
  /** Told when it is held no more. */
  readonly done?: (() => void) | undefined
}

/** What may be done about a held batch or file as a whole: each tried on all of its items first, then taken as it was seen. */
export function UnitActs({ exception, frozen, fence, done }: UnitActsProps) {
  const session = useQuery(sessionQuery).data
  if (session === undefined || !decides(session)) return null
  if (exception.state !== 'open') return exception.closed_as === 'rejected' ? <Undo exception={exception} /> : null
  return <Ways exception={exception} frozen={frozen} fence={fence} done={done} />
}

function Ways({ exception, frozen, fence, done = () => {} }: UnitActsProps) {
  const { id, resolutions } = exception
  const [asked, setAsked] = useState(false)
  const [wanted, setWanted] = useState<Wanted>()
  const acting = useAct(heldDecided(id, fence), ({ effect }) => {
    setWanted(undefined)
    setAsked(false)
    if (effect.exception === 'closed') done()
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
            onClick={() => (one === 'refer' ? setAsked(true) : look({ resolution: one }))}
          >
            {RESOLUTIONS[one as Resolution]}
          </button>
        ))}
      </p>
      {acting.isBusy && <p role="status">It is tried on every item; nothing is changed by that.</p>}
      {asked && <AskSender acting={acting} look={look} />}
      <WhyNot acting={acting} />
    </div>
  )
}

/** What its sender is asked. */
function AskSender({ acting, look }: { readonly acting: Acting; readonly look: (wanted: Wanted) => void }) {
  const words = useRef<HTMLTextAreaElement>(null)
  useEffect(() => words.current?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    look({ resolution: 'refer', to: 'sender', words: words.current?.value ?? '' })
  }
  return (
    <form className="act-form" onSubmit={submit}>
      <label>
        What the sender is asked
        <textarea ref={words} rows={2} maxLength={4000} required />
      </label>
      <p className="act-buttons">
        <button type="submit" disabled={acting.isBusy}>
          Preview
        </button>
      </p>
    </form>
  )
}

function Undo({ exception: { id } }: { readonly exception: Exception }) {
  const unit = heldDecided(id)
  const undoing = useUndo(unit)
  const door = useQuery({ queryKey: ['way-back', id], queryFn: unit.wayBack }).data
  if (door === undefined || door === null) return null
  const isShut = door.standing === 'shut' || door.standing === 'approval'
  return (
    <div className="unit-acts">
      <p className="act-buttons">
        <button type="button" disabled={isShut || undoing.isBusy} onClick={() => undoing.take(door)}>
          Undo: hold it again
        </button>
        <span className="quiet">{door.maker} rejected it.</span>
      </p>
      <UndoList door={door} />
      {door.why_not.length > 0 && <p className="quiet">{door.why_not.join(' ')}</p>}
      <Why error={undoing.why} />
    </div>
  )
}
