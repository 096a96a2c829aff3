import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { BulkAct } from '../../contract/bulk.ts'
import { bulkQuery, bulkTitle } from '../data/bulk.ts'
import { useZone } from '../data/use-zone.ts'
import { BulkEnded } from '../panels/bulk-ended.tsx'
import { BulkMembers } from '../panels/bulk-members.tsx'
import { BulkRunning } from '../panels/bulk-running.tsx'
import { BulkShown } from '../panels/bulk-shown.tsx'
import { momentText, words } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { StateMark } from '../ui/mark.tsx'
import { Facts } from '../ui/panel.tsx'
import { useTitle } from '../ui/use-title.ts'

/** One act on many: what it would do, how far it is, what became of it; and each of the many. */
export function BulkPage() {
  const { bulk } = useParams({ from: '/bulk/$bulk' })
  const query = useQuery(bulkQuery(bulk))
  if (query.data !== undefined) return <Story key={bulk} act={query.data} />
  return (
    <>
      <header className="page-head">
        <h1>Act {bulk} on many</h1>
      </header>
      <Loaded
        query={query}
        skeleton={<PanelLines count={16} />}
        instead={<Link to="/bulk">Those that were begun are listed.</Link>}
      >
        {() => null}
      </Loaded>
    </>
  )
}

const STANDINGS = { shown: BulkShown, running: BulkRunning, ended: BulkEnded } as const

function Story({ act }: { readonly act: BulkAct }) {
  const title = bulkTitle(act)
  useTitle(title)
  const Standing = STANDINGS[act.state]
  return (
    <>
      <header className="page-head">
        <h1>{title}</h1>
        <StateMark state={act.state} />
        <Link to="/bulk">Acts on many</Link>
      </header>
      <div className="stacked">
        <Chosen act={act} />
        <Standing act={act} />
        <BulkMembers act={act} />
      </div>
    </>
  )
}

/** Which it is about, by whom, and when. */
function Chosen({ act }: { readonly act: BulkAct }) {
  const zone = useZone()
  const first = useQuery({ ...bulkQuery(String(act.of ?? '')), enabled: act.of !== null }).data
  const limits = Object.entries(act.matching ?? {}).filter(([name, value]) => `${name} ${value}` !== 'state unclosed')
  const rows: [string, React.ReactNode][] = [
    ['by', act.by],
    ['looked at', momentText(act.shown_at, zone)],
    ...(act.ended_at === null ? [] : [['ended', momentText(act.ended_at, zone)] satisfies [string, string]]),
  ]
  if (act.matching !== null)
    rows.unshift([
      'chosen by',
      <Link key="matching" to="/exceptions" search={Object.fromEntries(limits)}>
        {limits.length === 0
          ? 'everything that is not closed'
          : limits.map(([name, value]) => `${words(name)} ${words(value)}`).join(', ')}
      </Link>,
    ])
  if (act.of !== null)
    rows.unshift([
      act.act === 'approve' || act.act === 'return' ? 'proposed in' : 'done in',
      <Link key="of" to="/bulk/$bulk" params={{ bulk: String(act.of) }}>
        {first === undefined ? `act ${act.of}` : `${bulkTitle(first)}, by ${first.by}`}
      </Link>,
    ])
  return <Facts rows={rows} />
}
