import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { DayCloseStory } from '../../contract/day-close.ts'
import { AskFailed } from '../data/ask.ts'
import { actOnDay, type DayAct } from '../data/day-close.ts'
import { useFormDraft } from '../data/drafts.ts'
import { dayText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'

/** Closing the day, or opening it again: by a supervisor, who proves once more who it is. */
export function ActOnDayPanel({ story }: { readonly story: DayCloseStory }) {
  const isClosed = story.state === 'closed'
  const act = useAct(story)
  if (story.why_not !== null)
    return (
      <Panel title={isClosed ? 'Open it again' : 'Close the day'}>
        <p className="notice">
          {story.why_not} {story.closed_with !== null && <WayToDay day={story.closed_with} />}
        </p>
      </Panel>
    )
  return (
    <Panel title={isClosed ? 'Open it again' : 'Close the day'}>
      {story.state === 'open' && <ClosedBefore story={story} />}
      <form className="act-on-day" onSubmit={act.submit}>
        {isClosed && (
          <label>
            Why
            <input {...act.reason} type="text" maxLength={500} required />
          </label>
        )}
        <button type="submit" disabled={act.isBusy || story.state === 'closing'}>
          {isClosed ? `Open ${dayText(story.day)} again` : `Close ${dayText(story.day)}`}
        </button>
        <p role="alert">{act.why}</p>
      </form>
      {act.again !== undefined && <StepUp done={act.again} />}
    </Panel>
  )
}

/** One closing shuts the books of every day up to its own: nobody closes weeks and thinks that it is a day. */
function ClosedBefore({ story: { day, open_from: from } }: { readonly story: DayCloseStory }) {
  if (from === null)
    return (
      <p className="notice">
        No day was closed yet: every day before it is closed with it, and gets no list of its own.
      </p>
    )
  if (from >= day) return null
  return (
    <p className="notice">
      Every day before it that is open is closed with it, from <WayToDay day={from} /> on, and gets no list of its own.
    </p>
  )
}

function WayToDay({ day }: { readonly day: string }) {
  return (
    <Link to="/day-close" search={{ day }}>
      {dayText(day)}
    </Link>
  )
}

function useAct(story: DayCloseStory) {
  const client = useQueryClient()
  // One key for one wish: a second press of the button is the same request.
  const [key, setKey] = useState(newKey)
  const { field, forget } = useFormDraft(`reopen/${story.day}`)
  const reason = field('reason')
  const asked = useMutation({
    mutationFn: actOnDay,
    onSuccess: forget,
    onSettled: (_, error) => {
      if (needsProof(error)) return
      if (error !== null) setKey(newKey())
      void client.invalidateQueries()
    },
  })
  const { error, variables } = asked
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const act: DayAct = { day: story.day, key, ...(story.state === 'closed' ? { reason: reason.value } : {}) }
    asked.mutate(act)
  }
  const again = needsProof(error) && variables !== undefined ? () => asked.mutate(variables) : undefined
  return { submit, again, reason, isBusy: asked.isPending, why: needsProof(error) ? undefined : error?.message }
}

function needsProof(error: Error | null): boolean {
  return error instanceof AskFailed && error.refused === 'step_up_needed'
}

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
