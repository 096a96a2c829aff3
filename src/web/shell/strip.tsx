import { Link } from '@tanstack/react-router'
import type { Today } from '../../contract/today.ts'
import type { Connection } from '../data/live.ts'
import { dayText, leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { useNow } from '../ui/now.ts'
import { ThemeButton } from './theme-button.tsx'

/** What everybody must see at all times, always in the same place: the business day, the next cutoff, the connection. */
export function Strip({ today, connection }: { readonly today: Today | undefined; readonly connection: Connection }) {
  return (
    <div className="strip-line">
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
      <span className="strip-bank">{today?.institution.name ?? '\u00a0'}</span>
      <span className="strip-day">
        <span className="strip-name">Business day</span> {today === undefined ? '\u00a0' : dayText(today.business_day)}
      </span>
      <NextCutoff today={today} />
      <span className="strip-end">
        <ConnectionMark connection={connection} />
        <ThemeButton />
      </span>
    </div>
  )
}

function NextCutoff({ today }: { readonly today: Today | undefined }) {
  const now = useNow(today?.now)
  const next = today?.cutoffs.find(cutoff => Date.parse(cutoff.at) > now)
  const zone = today?.institution.zone ?? 'UTC'
  return (
    <span className="strip-cutoff">
      <span className="strip-name">Next cutoff</span>{' '}
      {next === undefined ? (
        today === undefined ? (
          '\u00a0'
        ) : (
          'none today'
        )
      ) : (
        <>
          {next.title}, <time dateTime={next.at}>{momentText(next.at, zone)}</time>{' '}
          <span className="strip-left">in {leftText(Date.parse(next.at) - now)}</span>
        </>
      )}
    </span>
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
