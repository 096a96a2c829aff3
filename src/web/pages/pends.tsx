import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { QueuedCase } from '../../contract/queues.ts'
import type { DeskCase } from '../../contract/work.ts'
import { deskQuery } from '../data/desk.ts'
import { pendPages, takeBack, wakeNow } from '../data/queues.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { leadsWork, takesWork } from '../shell/pages.ts'
import { momentText } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { type Column, RowList } from '../ui/row-list.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { useTitle } from '../ui/use-title.ts'
import { Why } from '../ui/why.tsx'

/** What waits: one's own with the way back to it, and for those who lead everybody's. */
export function PendsPage() {
  useTitle('Pends')
  const session = useQuery(sessionQuery).data
  return (
    <>
      <header className="page-head">
        <h1>Pends</h1>
      </header>
      {session !== undefined && takesWork(session) && <Mine />}
      {session !== undefined && leadsWork(session) && <Everybodys />}
    </>
  )
}

function Mine() {
  const query = useQuery(deskQuery)
  const acts = usePendActs()
  const zone = useZone()
  return (
    <Panel title="Yours" className="pends">
      <Loaded query={query} skeleton={<PanelLines count={4} />}>
        {desk => (
          <Table
            label="What you let wait"
            columns={mineColumns(zone, acts)}
            rows={desk.data.filter(one => one.state === 'pended')}
            keyOf={one => one.case.case}
            empty={
              <>
                Nothing of yours waits. What you let wait at the <Link to="/work">workbench</Link> is here until it
                wakes.
              </>
            }
          />
        )}
      </Loaded>
      <Why error={acts.why} />
    </Panel>
  )
}

interface PendActs {
  readonly isBusy: boolean
  readonly why: Error | undefined
  wake(id: string): void
  back(id: string): void
}

function usePendActs(): PendActs {
  const client = useQueryClient()
  const navigate = useNavigate()
  const again = () => {
    for (const queryKey of [['desk'], ['list', 'workPends'], ['queues']]) void client.invalidateQueries({ queryKey })
  }
  const woken = useMutation({ mutationFn: wakeNow, onSettled: again })
  const taken = useMutation({
    mutationFn: takeBack,
    onSettled: again,
    onSuccess: () => navigate({ to: '/work' }),
  })
  return {
    isBusy: woken.isPending || taken.isPending,
    why: woken.error ?? taken.error ?? undefined,
    wake: woken.mutate,
    back: taken.mutate,
  }
}

function mineColumns(zone: string, acts: PendActs): readonly TableColumn<DeskCase>[] {
  return [
    {
      title: 'case',
      head: true,
      cell: ({ case: of }) => (
        <>
          {of.title} <span className="quiet">{of.queue_title}</span>
        </>
      ),
    },
    { title: 'waits for', cell: one => one.waiting_for },
    { title: 'until', unbroken: true, cell: one => momentText(one.wakes_at ?? '', zone) },
    { title: 'woken by', wideOnly: true, cell: one => wakeText(one.wakes_on) },
    {
      title: 'leaves by',
      wideOnly: true,
      unbroken: true,
      cell: one => (one.case.ours_at === null ? 'no clock' : momentText(one.case.ours_at, zone)),
    },
    {
      title: 'do',
      cell: ({ case: { case: id, title } }) => (
        <span className="act-buttons">
          <button type="button" disabled={acts.isBusy} aria-label={`Take back: ${title}`} onClick={() => acts.back(id)}>
            Take back
          </button>
          <button type="button" disabled={acts.isBusy} aria-label={`Wake now: ${title}`} onClick={() => acts.wake(id)}>
            Wake now
          </button>
        </span>
      ),
    },
  ]
}

function wakeText(on: string | null): string {
  const words: Readonly<Record<string, string>> = {
    date: 'its day',
    file: 'a file',
    mail: 'mail',
    ledger: 'the ledger',
    approval: 'an approval',
    answer: 'an answer',
    party: 'its party',
    acknowledgement: 'its recipient',
  }
  return words[on ?? ''] ?? on ?? ''
}

function Everybodys() {
  const query = useInfiniteQuery(pendPages())
  const acts = usePendActs()
  const zone = useZone()
  return (
    <>
      <h2 className="list-title">Everybody’s</h2>
      <Why error={acts.why} />
      <RowList
        label="Everything that waits, the first to wake first"
        query={query}
        columns={allColumns(zone, acts)}
        keyOf={one => one.case.case}
        empty="Nothing waits for anybody."
      />
    </>
  )
}

function allColumns(zone: string, acts: PendActs): readonly Column<QueuedCase>[] {
  return [
    { title: 'wakes by', width: 21, narrow: 'lead', cell: one => momentText(one.ready_at, zone) },
    { title: 'whose', width: 19, cut: true, cell: one => one.holder?.name ?? one.case.queue_title },
    { title: 'waits for', cut: true, narrow: 'under', cell: one => one.waiting_for },
    { title: 'case', width: 34, cut: true, roomy: true, cell: one => one.case.title },
    { title: 'woken by', width: 15, roomy: true, cell: one => wakeText(one.wakes_on) },
    {
      title: 'leaves by',
      width: 21,
      cell: one => (one.case.ours_at === null ? 'no clock' : momentText(one.case.ours_at, zone)),
    },
    {
      title: 'do',
      width: 13,
      narrow: 'end',
      cell: one => (
        <button
          type="button"
          className="row-button"
          disabled={acts.isBusy}
          aria-label={`Wake now: ${one.case.title} of ${one.holder?.name ?? one.case.queue_title}`}
          onClick={() => acts.wake(one.case.case)}
        >
          Wake now
        </button>
      ),
    },
  ]
}
