import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { DayCloseStory } from '../../contract/day-close.ts'
import { actOnDay } from '../data/day-close.ts'
import { demoPeopleQuery, sessionQuery } from '../data/session.ts'
import { dayText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'

/** Closing the day, or opening it again: with the password once more, by a supervisor. */
export function ActOnDayPanel({ story }: { readonly story: DayCloseStory }) {
  const session = useQuery(sessionQuery).data
  const demo = useQuery(demoPeopleQuery).data?.data ?? []
  const isClosed = story.state === 'closed'
  const act = useAct(story)
  const isSupervisor = session?.roles.some(({ role }) => role === 'supervisor') === true
  const isDemo = demo.some(one => one.login === session?.person.login)
  if (!isSupervisor)
    return (
      <Panel title={isClosed ? 'Open it again' : 'Close the day'}>
        <p className="notice">Supervisors close a day, and another one than who closed it opens it again.</p>
      </Panel>
    )
  return (
    <Panel title={isClosed ? 'Open it again' : 'Close the day'}>
      <form className="act-on-day" onSubmit={act.submit}>
        {isClosed && (
          <label>
            Why
            <input name="reason" type="text" maxLength={500} required />
          </label>
        )}
        {!isDemo && (
          <label>
            Your password
            <input name="password" type="password" autoComplete="current-password" required />
          </label>
        )}
        <button type="submit" disabled={act.isBusy || story.state === 'closing'}>
          {isClosed ? `Open ${dayText(story.day)} again` : `Close ${dayText(story.day)}`}
        </button>
        <p role="alert">{act.why}</p>
      </form>
    </Panel>
  )
}

function useAct(story: DayCloseStory) {
  const client = useQueryClient()
  // One key for one wish: a second press of the button is the same request.
  const [key, setKey] = useState(newKey)
  const asked = useMutation({
    mutationFn: actOnDay,
    onSettled: (_, error) => {
      if (error !== null) setKey(newKey())
      void client.invalidateQueries()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? '')
    const reason = story.state === 'closed' ? { reason: text('reason') } : {}
    asked.mutate({ day: story.day, key, password: text('password'), ...reason })
  }
  return { submit, isBusy: asked.isPending, why: asked.error?.message }
}

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
