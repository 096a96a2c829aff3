import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { todayQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { instantIn, localIn } from '../ui/zoned.ts'
import { Ask } from './case-bar.tsx'

/** Until when a case waits, and for what. */
export interface PendAsked {
  readonly until: string
  readonly waiting_for: string
  readonly wake?: { readonly on: string; readonly key: string }
}

const WAKES = [
  ['', 'nothing earlier'],
  ['file', 'a file of this source'],
  ['mail', 'mail about this'],
  ['ledger', 'this event of the ledger'],
] as const

interface PendFormProps {
  readonly isBusy: boolean
  readonly send: (until: PendAsked) => void
  readonly leave: () => void
}

/** What is waited for, until when at the latest, and what wakes it earlier. */
export function PendForm({ isBusy, send, leave }: PendFormProps) {
  const zone = useZone()
  const now = useQuery(todayQuery()).data?.now
  const [waitingFor, setWaitingFor] = useState('')
  const [until, setUntil] = useState(() => nextMorning(zone, now === undefined ? Date.now() : Date.parse(now)))
  const [wake, setWake] = useState('')
  const [key, setKey] = useState('')
  const given = () =>
    send({
      until: instantIn(zone, until),
      waiting_for: waitingFor.trim(),
      ...(wake === '' ? {} : { wake: { on: wake, key: key.trim() } }),
    })
  return (
    <Ask isBusy={isBusy} send={given} leave={leave} does="Let it wait">
      <label>
        What does it wait for?
        <input value={waitingFor} required maxLength={200} onChange={event => setWaitingFor(event.target.value)} />
      </label>
      <label>
        Until when at the latest? ({zone})
        <input type="datetime-local" value={until} required onChange={event => setUntil(event.target.value)} />
      </label>
      <label>
        What wakes it earlier?
        <select value={wake} onChange={event => setWake(event.target.value)}>
          {WAKES.map(([name, said]) => (
            <option key={name} value={name}>
              {said}
            </option>
          ))}
        </select>
      </label>
      {wake !== '' && (
        <label>
          {wake === 'file' ? 'The source that sends it' : 'Its reference'}
          <input value={key} required maxLength={200} onChange={event => setKey(event.target.value)} />
        </label>
      )}
    </Ask>
  )
}

/** Nine o'clock on the day after. */
function nextMorning(zone: string, ms: number): string {
  return `${localIn(zone, ms + 24 * 3_600_000).slice(0, 10)}T09:00`
}
