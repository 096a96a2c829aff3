import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { DayCloseStory } from '../../contract/day-close.ts'
import { ACTS } from '../../core/authority/act.ts'
import { dayCloseQuery, drawersQuery, todayQuery } from '../data/queries.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { ActOnDayPanel } from '../panels/act-on-day.tsx'
import { AgainstClosingPanel } from '../panels/against-closing.tsx'
import { DrawersPanel } from '../panels/drawers.tsx'
import { OpenTotalsPanel, StayedOpenPanel } from '../panels/open-totals.tsx'
import { TriesPanel } from '../panels/tries.tsx'
import { holds } from '../shell/pages.ts'
import { dayText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Mark, type Tone } from '../ui/mark.tsx'
import { useTitle } from '../ui/use-title.ts'

/** How a day ends: what stands against closing it, what stays open, the drawers, and who closed it. */
export function DayClosePage() {
  useTitle('Day close')
  const { day: wanted } = useSearch({ from: '/day-close' })
  const today = useQuery(todayQuery()).data
  const day = wanted ?? today?.business_day ?? ''
  const query = useQuery({ ...dayCloseQuery(day), enabled: day !== '' })
  return (
    <>
      <header className="page-head">
        <h1>Day close</h1>
        <DayChoice day={day} days={[today?.business_day ?? day, ...(today?.days ?? [])]} />
        <span className="page-aside">{query.data !== undefined && <StateMark state={query.data.state} />}</span>
      </header>
      <Loaded query={query} skeleton={<Lines count={16} />}>
        {story => <Body story={story} />}
      </Loaded>
    </>
  )
}

function Body({ story }: { readonly story: DayCloseStory }) {
  const zone = useZone()
  const session = useQuery(sessionQuery).data
  const whose = session !== undefined && holds(session, ACTS.oversee.roles) ? 'everybody' : 'mine'
  // Shown together, so that nothing moves.
  if (useQuery(drawersQuery(story.day, whose)).isPending) return <Lines count={16} />
  return (
    <div className="day-close">
      {story.against !== null && <AgainstClosingPanel against={story.against} day={story.day} dueBy={story.due_by} />}
      <ActOnDayPanel key={`${story.day}/${story.state}`} story={story} />
      <Open story={story} />
      <DrawersPanel day={story.day} whose={whose} />
      <TriesPanel story={story} zone={zone} />
    </div>
  )
}

/** What is open now, or what stayed open when the day was closed; of one that was closed with another, that one’s page tells it. */
function Open({ story: { open, tries } }: { readonly story: DayCloseStory }) {
  if (open !== null) return <OpenTotalsPanel open={open} />
  const stayed = tries.find(one => one.state === 'closed')?.open ?? null
  return stayed === null ? null : <StayedOpenPanel open={stayed} />
}

function DayChoice({ day, days }: { readonly day: string; readonly days: readonly string[] }) {
  const navigate = useNavigate()
  return (
    <label className="choice">
      Banking day
      <select value={day} onChange={event => void navigate({ to: '/day-close', search: { day: event.target.value } })}>
        {[...new Set([day, ...days])].map(one => (
          <option key={one} value={one}>
            {one === '' ? '' : dayText(one)}
          </option>
        ))}
      </select>
    </label>
  )
}

const STATES = {
  open: ['wait', 'open'],
  closing: ['warn', 'being closed'],
  closed: ['good', 'closed'],
} as const satisfies Readonly<Record<DayCloseStory['state'], readonly [Tone, string]>>

function StateMark({ state }: { readonly state: DayCloseStory['state'] }) {
  const [tone, word] = STATES[state]
  return <Mark tone={tone}>{word}</Mark>
}
