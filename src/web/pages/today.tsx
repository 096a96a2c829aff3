import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { pathTo } from '../../contract/paths.ts'
import type { Today } from '../../contract/today.ts'
import { todayQuery } from '../data/queries.ts'
import { ArrivalsPanel } from '../panels/arrivals.tsx'
import { BatchesPanel } from '../panels/batches.tsx'
import { CutoffsPanel } from '../panels/cutoffs.tsx'
import { EquationPanel } from '../panels/equation.tsx'
import { DuePanel, KindsPanel } from '../panels/exceptions.tsx'
import { clockText, dayText, momentText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Mark, type Tone } from '../ui/mark.tsx'
import { useTitle } from '../ui/use-title.ts'

/** The day on one page. Every number leads to what it counts. */
export function TodayPage() {
  useTitle('Today')
  const { day } = useSearch({ from: '/' })
  const query = useQuery(todayQuery(day))
  return (
    <>
      <header className="page-head">
        <h1>Today</h1>
        {query.data !== undefined && <HeadOfDay today={query.data} />}
      </header>
      <Loaded query={query} skeleton={<Skeleton />}>
        {today => (
          <>
            {today.accounts === 'missing' && <AccountsMissing />}
            {today.days.length === 0 ? <Nothing /> : <Panels today={today} />}
          </>
        )}
      </Loaded>
    </>
  )
}

/** Which day is shown, and how it stands. */
function HeadOfDay({ today }: { readonly today: Today }) {
  return (
    <>
      <DayChoice today={today} />
      <span className="page-aside">
        <ClosingMark today={today} />
        <ClosedList today={today} />
        <ProvedMark today={today} />
      </span>
    </>
  )
}

function Panels({ today }: { readonly today: Today }) {
  return (
    <div className="today">
      <EquationPanel today={today} />
      <DuePanel today={today} />
      <div className="today-side">
        <CutoffsPanel today={today} />
        <BatchesPanel today={today} />
        <ArrivalsPanel today={today} />
      </div>
      <KindsPanel today={today} />
    </div>
  )
}

function DayChoice({ today }: { readonly today: Today }) {
  const navigate = useNavigate()
  const days = today.days.includes(today.day) ? today.days : [today.day, ...today.days]
  return (
    <label className="choice">
      Received on
      <select value={today.day} onChange={event => void navigate({ to: '/', search: { day: event.target.value } })}>
        {days.map(day => (
          <option key={day} value={day}>
            {dayText(day)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** How the books of the shown day stand, with the way to its close. */
function ClosingMark({ today: { closing, day, institution } }: { readonly today: Today }) {
  const { state, by, at, closed_with: closedWith } = closing
  const when = at === null ? '' : `, ${momentText(at, institution.zone)}`
  const who = by === null ? '' : ` by ${by}`
  const other = closedWith === null ? '' : ` with ${dayText(closedWith)}`
  return (
    <Link to="/day-close" search={{ day }} className="proved">
      <Mark tone={CLOSINGS[state].tone}>{`${CLOSINGS[state].says}${other}${who}${when}`}</Mark>
    </Link>
  )
}

const CLOSINGS = {
  open: { tone: 'plain', says: 'books open' },
  closing: { tone: 'warn', says: 'being closed' },
  closed: { tone: 'good', says: 'closed' },
  reopened: { tone: 'warn', says: 'opened again' },
} as const satisfies Readonly<Record<Today['closing']['state'], { tone: Tone; says: string }>>

/** The signed list with which the shown day was closed. */
function ClosedList({ today: { closing, day } }: { readonly today: Today }) {
  if (closing.list_sha256 === null) return null
  return (
    <a href={pathTo('dayCloseList', { day })} download>
      the signed list
    </a>
  )
}

function ProvedMark({ today }: { readonly today: Today }) {
  const { proved } = today
  if (proved === null) return <Link to="/proof">Prove it</Link>
  const at = clockText(proved.at, today.institution.zone)
  return (
    <Link to="/proof" className="proved">
      {proved.holds ? (
        <Mark tone={proved.current ? 'good' : 'wait'}>
          {proved.current ? `proved at ${at}` : `proved at ${at}, changed since`}
        </Mark>
      ) : (
        <Mark tone="bad">{`the proof of ${at} does not hold`}</Mark>
      )}
    </Link>
  )
}

function Nothing() {
  return (
    <p className="notice">
      Nothing was received yet. Put a file into the folder <code>in</code> of the data directory, or give it to{' '}
      <code>clearday receive</code>; it shows here at once.
    </p>
  )
}

function AccountsMissing() {
  return (
    <p className="notice notice-bad">
      No accounts were loaded for this institution, so nothing is decided or posted; what was received waits. Load{' '}
      <code>accounts.csv</code> with <code>clearday run</code>.
    </p>
  )
}

function Skeleton() {
  return (
    <div className="today">
      <div className="panel equation skeleton-equation" />
      <div className="panel due-panel">
        <Lines count={10} />
      </div>
      <div className="today-side">
        <div className="panel">
          <Lines count={9} />
        </div>
        <div className="panel">
          <Lines count={6} />
        </div>
        <div className="panel">
          <Lines count={14} />
        </div>
      </div>
      <div className="panel kinds-panel">
        <Lines count={20} />
      </div>
    </div>
  )
}
