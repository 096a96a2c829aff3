import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { QueueNow } from '../../contract/queues.ts'
import { queuesQuery, type Skip, skipsQuery } from '../data/queues.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { HandOverPanel } from '../panels/hand-over.tsx'
import { holds, leadsWork } from '../shell/pages.ts'
import { Amount } from '../ui/amount.tsx'
import { countText, dayText, momentText } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Every queue as it stands; for those who lead the ways into it. */
export function QueuesPage() {
  useTitle('Queues')
  const query = useQuery(queuesQuery)
  const session = useQuery(sessionQuery).data
  const zone = useZone()
  const isLead = session !== undefined && leadsWork(session)
  return (
    <>
      <header className="page-head">
        <h1>Queues</h1>
      </header>
      <div className="stacked">
        <Panel title="Queues as they stand">
          <Loaded query={query} skeleton={<PanelLines count={14} />}>
            {({ order, data }) => (
              <>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
                <section className="scroll" tabIndex={0} aria-label="The queues, scrolls where they are wide">
                  <Table
                    label="Queues"
                    columns={columnsOf(zone, isLead)}
                    rows={data}
                    keyOf={one => one.queue}
                    empty="No pack has a queue."
                  />
                </section>
                <p className="quiet">{order}</p>
              </>
            )}
          </Loaded>
        </Panel>
        {session !== undefined && !query.isPending && <HandOverPanel session={session} />}
        {session !== undefined && !query.isPending && holds(session, ['supervisor']) && <SkipsPanel />}
      </div>
    </>
  )
}

const COUNTED_MAX = 10_000

function countCell(count: number) {
  if (count >= COUNTED_MAX) return `${countText(COUNTED_MAX)} or more`
  return count === 0 ? <span className="zero">0</span> : countText(count)
}

function columnsOf(zone: string, isLead: boolean): readonly TableColumn<QueueNow>[] {
  const link = (one: QueueNow, state: 'ready' | 'leased' | 'parked' | 'pended') =>
    isLead && one[state] > 0 ? (
      <Link to="/queues/$queue" params={{ queue: one.queue }} search={{ state }}>
        {countCell(one[state])}
      </Link>
    ) : (
      countCell(one[state])
    )
  return [
    {
      title: 'queue',
      head: true,
      cell: one =>
        isLead ? (
          <Link to="/queues/$queue" params={{ queue: one.queue }}>
            {one.title}
          </Link>
        ) : (
          one.title
        ),
    },
    { title: 'ready', right: true, cell: one => link(one, 'ready') },
    {
      title: 'due soon',
      right: true,
      cell: one => (one.due_soon === 0 ? countCell(0) : <Mark tone="warn">{countText(one.due_soon)}</Mark>),
    },
    { title: 'worked on', right: true, cell: one => link(one, 'leased') },
    { title: 'put aside', right: true, cell: one => link(one, 'parked') },
    { title: 'waits', right: true, cell: one => link(one, 'pended') },
    {
      title: 'first leaves by',
      unbroken: true,
      cell: one => (one.first_due_at === null ? '' : momentText(one.first_due_at, zone)),
    },
    {
      title: 'oldest since',
      unbroken: true,
      cell: one => (one.oldest_at === null ? '' : momentText(one.oldest_at, zone)),
    },
    { title: 'worth', right: true, cell: one => <Amount minor={one.value_minor} /> },
    {
      title: 'asks for',
      cell: one =>
        [one.least_role.toUpperCase(), one.skill, ...(one.credential === null ? [] : [one.credential])].join(', '),
    },
    { title: 'people', right: true, unbroken: true, cell: one => <People of={one} /> },
  ]
}

/** Who could take its cases, and who of them is here: nobody there for what is ready is told. */
function People({ of }: { readonly of: QueueNow }) {
  const text = `${of.people_here} of ${of.people_able} here`
  return of.people_here === 0 && of.ready > 0 ? <Mark tone="bad">{text}</Mark> : text
}

function SkipsPanel() {
  const query = useQuery(skipsQuery)
  return (
    <Panel
      title="Passed over today"
      aside={query.data !== undefined && <span className="quiet">{dayText(query.data.day)}</span>}
    >
      <Loaded query={query} skeleton={<PanelLines count={3} />}>
        {({ data }) => (
          <Table
            label="Passed over on the day"
            columns={SKIP_COLUMNS}
            rows={data}
            keyOf={one => `${one.person.id}/${one.queue}/${one.reason}`}
            empty="Nobody passed anything over, or gave it back."
          />
        )}
      </Loaded>
    </Panel>
  )
}

const SKIP_COLUMNS: readonly TableColumn<Skip>[] = [
  { title: 'who', head: true, cell: one => one.person.name },
  { title: 'queue', cell: one => one.queue },
  { title: 'why', cell: one => one.sentence },
  { title: 'times', right: true, cell: one => countText(one.skips) },
  { title: 'cases', right: true, cell: one => countText(one.cases) },
]
