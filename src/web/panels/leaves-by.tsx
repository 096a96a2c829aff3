import type { Exception } from '../../contract/exception.ts'
import { useServerNow } from '../data/server-now.ts'
import { useZone } from '../data/use-zone.ts'
import { leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'

const SOON_MS = 4 * 3_600_000

/** The one moment that counts for whoever works on it: when it has to leave here, and the time that is left. */
export function LeavesBy({ exception }: { readonly exception: Exception }) {
  const zone = useZone()
  const now = useServerNow()
  const at = exception.ours_at ?? exception.due_at
  if (at === null) return <p>No clock runs.</p>
  const left = Date.parse(at) - now
  return (
    <p className="leaves-by">
      {leavesText({ ours_at: at, due_at: exception.due_at })} <b>{momentText(at, zone)}</b> <LeftMark left={left} />
    </p>
  )
}

/** Where nothing leaves by a window what is due is an act of ours, as the answer to a claim, and is due when it is due. */
export function leavesText({ ours_at: ours, due_at: due }: Pick<Exception, 'ours_at' | 'due_at'>): string {
  return ours === due ? 'Due by' : 'Has to leave here by'
}

/** Time left, or how late it is, in milliseconds; `bare` where the head of the column says left. */
export function LeftMark({ left, bare }: { readonly left: number; readonly bare?: true }) {
  if (left < 0) return <Mark tone="bad">{`${leftText(left)} late`}</Mark>
  return <Mark tone={left < SOON_MS ? 'warn' : 'wait'}>{`${leftText(left)}${bare === true ? '' : ' left'}`}</Mark>
}
