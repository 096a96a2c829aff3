import { useQuery } from '@tanstack/react-query'
import type { Exception } from '../../contract/exception.ts'
import { todayQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { useNow } from '../ui/now.ts'

const SOON_MS = 4 * 3_600_000

/** The one moment that counts for whoever works on it: when it has to leave here, and the time that is left. */
export function LeavesBy({ exception }: { readonly exception: Exception }) {
  const zone = useZone()
  const now = useNow(useQuery(todayQuery()).data?.now)
  const at = exception.ours_at ?? exception.due_at
  if (at === null) return <p>No clock runs.</p>
  const left = Date.parse(at) - now
  return (
    <p className="leaves-by">
      Has to leave here by <b>{momentText(at, zone)}</b> <LeftMark left={left} />
    </p>
  )
}

/** Time left, or how late it is, in milliseconds; `bare` where the head of the column says left. */
export function LeftMark({ left, bare }: { readonly left: number; readonly bare?: true }) {
  if (left < 0) return <Mark tone="bad">{`${leftText(left)} late`}</Mark>
  return <Mark tone={left < SOON_MS ? 'warn' : 'wait'}>{`${leftText(left)}${bare === true ? '' : ' left'}`}</Mark>
}
