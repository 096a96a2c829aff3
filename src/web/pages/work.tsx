import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Command } from '../commands/command.ts'
import { CommandButton } from '../commands/command-button.tsx'
import { useCommands, useKeys } from '../commands/use-commands.ts'
import type { Note } from '../data/desk.ts'
import { sessionQuery } from '../data/session.ts'
import { type DeskOfMine, useDesk } from '../data/use-desk.ts'
import type { DecidedNow } from '../panels/acts.tsx'
import { CallForm } from '../panels/call-form.tsx'
import { CaseAtHand } from '../panels/case-at-hand.tsx'
import { DeskStack } from '../panels/desk-stack.tsx'
import { NothingComes } from '../panels/nothing-comes.tsx'
import { PresenceChoice } from '../panels/presence-choice.tsx'
import { ReturnedUndos } from '../panels/returned-undos.tsx'
import { UndoBar } from '../panels/undo-bar.tsx'
import { useCall } from '../shell/use-call.ts'
import { Failure, PanelLines } from '../ui/loaded.tsx'
import { useTitle } from '../ui/use-title.ts'

/** The workbench: the next case, why it came, what may be done, and the one after it. */
export function WorkPage() {
  useTitle('Work')
  const desk = useDesk()
  const session = useQuery(sessionQuery).data
  const [last, setLast] = useState<DecidedNow>()
  const heading = useRef<HTMLHeadingElement>(null)
  const { atHand } = desk
  const { call } = useSearch({ from: '/work' })
  const navigate = useNavigate()
  const note = useRef<() => Note>(nowhere)
  const leaveCall = () => void navigate({ to: '/work', search: {}, replace: true })
  const id = atHand?.work.case.case
  // With the next case, and where one was let go, the keyboard is at the top: the keys work at once.
  const known = useRef(id)
  useEffect(() => {
    // A form that came with its draft has it already, in the field where it was left.
    const isInForm = document.activeElement?.closest('.act-form') != null
    if (id !== known.current && !isInForm) heading.current?.focus({ preventScroll: true })
    known.current = id
  }, [id])
  const decided = (one: DecidedNow) => {
    setLast(one)
    if (one.effect.exception !== 'open') desk.next()
  }
  return (
    <>
      <header className="page-head work-head">
        <h1 ref={heading} tabIndex={-1}>
          Work
        </h1>
        <WorkBar desk={desk} />
      </header>
      {last !== undefined && <UndoBar key={last.decision} last={last} done={() => setLast(undefined)} />}
      {desk.why !== undefined && (
        <p role="alert" className="notice notice-bad">
          {desk.why.message}
        </p>
      )}
      {call !== undefined && (
        <CallForm
          take={one => {
            desk.take(one, note.current())
            leaveCall()
          }}
          isBusy={desk.isBusy}
          hasCase={atHand !== undefined && atHand.lost === undefined}
          leave={leaveCall}
        />
      )}
      <ReturnedUndos all={desk.query.data?.returned ?? []} />
      {atHand === undefined || session === undefined ? (
        <Before desk={desk} />
      ) : (
        <CaseAtHand
          key={`${id}/${atHand.work.fence}`}
          desk={desk}
          atHand={atHand}
          person={session.person.id}
          decided={decided}
          noteNow={note}
        />
      )}
    </>
  )
}

function WorkBar({ desk }: { readonly desk: DeskOfMine }) {
  const { isOn, turn } = useKeys()
  const call = useCall()
  const { atHand, isBusy, query } = desk
  const when =
    atHand !== undefined && atHand.lost === undefined
      ? 'One case at a time: decide it, let it wait, put it aside or give it back.'
      : isBusy
        ? 'It is on its way.'
        : true
  const next: Command = { id: 'next', title: 'Get next', key: 'n', when, run: desk.next }
  useCommands([next])
  return (
    <div className="work-bar">
      <CommandButton command={next} className="primary" />
      <CommandButton command={call} />
      <PresenceChoice presence={query.data?.presence} />
      <button
        type="button"
        aria-pressed={isOn}
        onClick={turn}
        title="Single keys do something while nothing is written"
      >
        Keys {isOn ? 'on' : 'off'}
      </button>
    </div>
  )
}

/** Where somebody is who works on nothing. */
const nowhere = (): Note => ({ field: 'case', draft: {} })

/** Nothing is worked on: what lies on the desk, and why nothing came. */
function Before({ desk }: { readonly desk: DeskOfMine }) {
  const { query, nothing } = desk
  if (query.data === undefined)
    return query.error === null ? (
      <PanelLines count={8} />
    ) : (
      <Failure error={query.error} again={() => void query.refetch()} />
    )
  return (
    <div className="work-before">
      {nothing === undefined ? (
        <p className="notice">
          Get next hands you the most urgent case that you may take, by its legal deadline first. It is yours until you
          decide it or let it go.
        </p>
      ) : (
        <NothingComes why={nothing} />
      )}
      <DeskStack desk={query.data.data} why={desk.isBusy ? 'It is on its way.' : undefined} resume={desk.resume} />
    </div>
  )
}
