import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { QueuedCase } from '../../contract/queues.ts'
import { queueCasePages, queuesQuery, reassign } from '../data/queues.ts'
import { useZone } from '../data/use-zone.ts'
import { Ask } from '../panels/case-bar.tsx'
import { ReasonChoice } from '../panels/hand-over.tsx'
import { PersonField } from '../panels/person-field.tsx'
import { Amount } from '../ui/amount.tsx'
import { countText, momentText } from '../ui/format.ts'
import { Lines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { type Column, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'
import { Why } from '../ui/why.tsx'

const STATES = [
  ['ready', 'ready'],
  ['leased', 'worked on'],
  ['parked', 'put aside'],
  ['pended', 'waiting'],
] as const

/** The cases of one queue in the order in which they are handed out; each can be given to somebody by name. */
export function QueuePage() {
  const { queue } = useParams({ from: '/queues/$queue' })
  const { state = 'ready' } = useSearch({ from: '/queues/$queue' })
  const zone = useZone()
  const queues = useQuery(queuesQuery).data
  const own = queues?.data.find(one => one.queue === queue)
  const title = own?.title ?? queue
  useTitle(title)
  const query = useInfiniteQuery(queueCasePages(queue, state))
  const [chosen, setChosen] = useState<QueuedCase>()
  return (
    <>
      <header className="page-head">
        <h1>{title}</h1>
        <nav className="states" aria-label="Cases that are">
          {STATES.map(([name, said]) => (
            <Link
              key={name}
              to="/queues/$queue"
              params={{ queue }}
              search={{ state: name }}
              aria-current={state === name ? 'page' : undefined}
            >
              {said}
            </Link>
          ))}
        </nav>
        <Link to="/exceptions" search={{ queue }}>
          its exceptions
        </Link>
      </header>
      {/* There from the start, so that nothing moves. */}
      <details>
        <summary>Its order and clocks</summary>
        {queues === undefined ? <Lines count={3} /> : <Terms order={queues.order} clocks={own?.clocks ?? []} />}
      </details>
      {chosen !== undefined && <Reassign key={chosen.case.case} of={chosen} done={() => setChosen(undefined)} />}
      <RowList
        label="Cases of the queue"
        query={query}
        columns={columnsOf(zone, setChosen)}
        keyOf={one => one.case.case}
        empty={`No case of this queue is ${STATES.find(([name]) => name === state)?.[1] ?? state}.`}
      />
    </>
  )
}

function Terms({ order, clocks }: { readonly order: string; readonly clocks: readonly string[] }) {
  return (
    <>
      <p>{order}</p>
      {clocks.length === 0 ? (
        <p>No kind is raised into it any more.</p>
      ) : (
        <ul aria-label="Clocks of what lies here">
          {clocks.map(one => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </>
  )
}

function columnsOf(zone: string, choose: (one: QueuedCase) => void): readonly Column<QueuedCase>[] {
  return [
    {
      title: 'leaves by',
      width: 21,
      narrow: 'lead',
      cell: one => (one.case.ours_at === null ? 'no clock' : momentText(one.case.ours_at, zone)),
    },
    { title: 'case', cut: true, narrow: 'under', cell: one => <CaseLink of={one} /> },
    { title: 'items', width: 9, right: true, roomy: true, cell: one => countText(one.case.value.count) },
    {
      title: 'worth',
      width: 17,
      right: true,
      cell: one => <Amount minor={one.case.value.debit_minor + one.case.value.credit_minor} />,
    },
    { title: 'for', width: 7, roomy: true, cell: one => one.for_role.toUpperCase() },
    { title: 'skips', width: 8, right: true, roomy: true, cell: one => (one.skips === 0 ? '' : countText(one.skips)) },
    { title: 'who', width: 26, cut: true, cell: one => whoText(one) },
    { title: 'since, or wakes', width: 21, roomy: true, cell: one => momentText(one.ready_at, zone) },
    {
      title: 'do',
      width: 13,
      narrow: 'end',
      cell: one => (
        <button
          type="button"
          className="row-button"
          aria-label={`Give to somebody: ${one.case.title} ${one.case.case}`}
          onClick={() => choose(one)}
        >
          Give to
        </button>
      ),
    },
  ]
}

function whoText({ holder, offered_to: offered }: QueuedCase): string {
  if (holder !== null) return holder.name
  return offered === null ? '' : `given to ${offered.name}`
}

/** To its first item; what holds a whole batch or file has none. */
function CaseLink({ of: { case: of } }: { readonly of: QueuedCase }) {
  const item = of.exceptions.find(id => id > 0)
  if (item === undefined) return of.title
  return (
    <Link to="/items/$item" params={{ item: String(item) }}>
      {of.title}
    </Link>
  )
}

function Reassign({ of, done }: { readonly of: QueuedCase; readonly done: () => void }) {
  const client = useQueryClient()
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const asked = useMutation({
    mutationFn: reassign,
    onSuccess: () => {
      done()
      return client.invalidateQueries()
    },
  })
  const held = of.holder === null ? '' : ` ${of.holder.name} has it now, and loses it.`
  return (
    <Panel title={`Give to somebody: ${of.case.title}`}>
      <Ask
        isBusy={asked.isPending}
        send={() => asked.mutate({ case: of.case.case, to: to.trim(), reason })}
        leave={done}
        does="Give it"
      >
        <p>It is handed to them before all else, once their skills and role allow it.{held}</p>
        <PersonField label="To whom? (login)" value={to} set={setTo} />
        <ReasonChoice reason={reason} set={setReason} />
      </Ask>
      <Why error={asked.error} />
    </Panel>
  )
}
