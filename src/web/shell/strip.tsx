import { Link } from '@tanstack/react-router'
import type { Today } from '../../contract/today.ts'
import type { Connection } from '../data/live.ts'
import { useServerNow } from '../data/server-now.ts'
import { dayText, leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { ThemeButton } from './theme-button.tsx'

interface StripProps {
  readonly today: Today | undefined
  readonly connection: Connection
}

/**
 * What everybody must see at all times, always in the same place: the business day, the next cutoff, the connection. Each stands
 * in a place of one size, so that nothing moves when it comes.
 */
export function Strip({ today, connection }: StripProps) {
  return (
    <>
      <Link to="/" className="brand" aria-label="Clearday, today">
        <svg viewBox="0 0 32 32" width="18" height="18" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="currentColor" />
          <path
            d="M8 16.5l5 5L24 10.5"
            fill="none"
            stroke="var(--page)"
            strokeWidth="3.4"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        Clearday
      </Link>
      <span className="strip-day">
        {today !== undefined && (
          <>
            <span className="strip-name">Business day</span> {dayText(today.business_day)}
          </>
        )}
      </span>
      <span className="strip-cutoff">{today !== undefined && <NextCutoff today={today} />}</span>
      <span className="strip-bank">
        {today !== undefined && `${today.institution.name}, amounts in ${today.institution.currency}`}
      </span>
      <span className="strip-end">
        <ConnectionMark connection={connection} />
        <ThemeButton />
      </span>
    </>
  )
}

function NextCutoff({ today }: { readonly today: Today }) {
  const now = useServerNow()
  const next = today.cutoffs.find(cutoff => Date.parse(cutoff.at) > now)
  return (
    <>
      <span className="strip-name">Next cutoff</span>{' '}
      {next === undefined ? (
        'none today'
      ) : (
        <>
          {next.title}, <time dateTime={next.at}>{momentText(next.at, today.institution.zone)}</time>{' '}
          <span className="strip-left">in {leftText(Date.parse(next.at) - now)}</span>
        </>
      )}
    </>
  )
}

function ConnectionMark({ connection }: { readonly connection: Connection }) {
  return (
    <span role="status" className="strip-connection">
      {connection.at === 'live' && <Mark tone="good">live</Mark>}
      {connection.at === 'connecting' && <Mark tone="wait">connecting</Mark>}
      {connection.at === 'lost' && <Mark tone="bad">no connection</Mark>}
    </span>
  )
}
