import { Link } from '@tanstack/react-router'
import type { DayCloseStory, DayCloseTry } from '../../contract/day-close.ts'
import { pathTo } from '../../contract/paths.ts'
import { countText, dayText, momentText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table } from '../ui/table.tsx'

interface TriesProps {
  readonly story: DayCloseStory
  readonly zone: string
}

/** Who closed the day, what became of it, and who opened it again. */
export function TriesPanel({ story: { day, tries, closed_with: closedWith }, zone }: TriesProps) {
  const hasList = tries.some(one => one.list_sha256 !== null)
  return (
    <Panel
      title="History"
      aside={
        hasList && (
          <a href={pathTo('dayCloseList', { day })} download>
            the signed list
          </a>
        )
      }
    >
      <Table
        label="Tries at closing the day"
        columns={[
          { title: 'try', head: true, cell: one => one.no },
          { title: 'by', cell: one => one.by.name },
          { title: 'at', unbroken: true, cell: one => momentText(one.closed_at ?? one.begun_at, zone) },
          { title: 'became', cell: one => became(one, zone) },
          { title: 'open', right: true, cell: one => (one.open === null ? '' : countText(one.open.count)) },
          {
            title: 'SHA-256 of the list',
            wideOnly: true,
            cell: one => <code>{one.list_sha256?.slice(0, 16) ?? ''}</code>,
          },
        ]}
        rows={tries}
        keyOf={one => String(one.no)}
        empty={closedWith === null ? 'Nobody set out to close it yet.' : <ClosedWith day={closedWith} />}
      />
    </Panel>
  )
}

function ClosedWith({ day }: { readonly day: string }) {
  return (
    <>
      Nobody closed it by itself: its books are shut with those of{' '}
      <Link to="/day-close" search={{ day }}>
        {dayText(day)}
      </Link>
      , whose page has what came of that.
    </>
  )
}

function became({ state, reopened }: DayCloseTry, zone: string): string {
  if (reopened === null) return state
  return `closed, and opened again by ${reopened.by.name} at ${momentText(reopened.at, zone)}: ${reopened.reason}`
}
