import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { todayQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { instantIn, localIn } from '../ui/zoned.ts'
import { Ask } from './case-bar.tsx'
import { type WakeAsked, WakeField } from './wake-field.tsx'

/** Until when a case waits, and for what. */
export interface PendAsked {
  readonly until: string
  readonly waiting_for: string
  readonly wake?: WakeAsked
}

interface PendFormProps {
  readonly isBusy: boolean
  /** An item of the case, whose letters may be waited for; undefined for what is held as a whole. */
  readonly item: number | undefined
  readonly send: (until: PendAsked) => void
  readonly leave: () => void
}

/** What is waited for, until when at the latest, and what wakes it earlier. */
export function PendForm({ isBusy, item, send, leave }: PendFormProps) {
  const zone = useZone()
  const now = useQuery(todayQuery()).data?.now
  const [waitingFor, setWaitingFor] = useState('')
  const [until, setUntil] = useState(() => nextMorning(zone, now === undefined ? Date.now() : Date.parse(now)))
  const [wake, setWake] = useState<WakeAsked>()
  const given = () =>
    send({
      until: instantIn(zone, until),
      waiting_for: waitingFor.trim(),
      ...(wake === undefined ? {} : { wake }),
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
      <WakeField item={item} choose={setWake} />
    </Ask>
  )
}

/** Nine o'clock on the day after. */
function nextMorning(zone: string, ms: number): string {
  return `${localIn(zone, ms + 24 * 3_600_000).slice(0, 10)}T09:00`
}
