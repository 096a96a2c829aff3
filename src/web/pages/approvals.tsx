import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Approval } from '../../contract/approval.ts'
import { approvalsQuery } from '../data/approvals.ts'
import { useZone } from '../data/use-zone.ts'
import { ApprovalPanel } from '../panels/approval.tsx'
import { Amount } from '../ui/amount.tsx'
import { countText, momentText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { useTitle } from '../ui/use-title.ts'

/** What waits for a second person: first what one may answer oneself, by deadline and amount; one of them whole. */
export function ApprovalsPage() {
  useTitle('Approvals')
  const query = useQuery(approvalsQuery)
  return (
    <>
      <header className="page-head">
        <h1>Approvals</h1>
      </header>
      <Loaded query={query} skeleton={<Lines count={16} />}>
        {({ data }) => <Approvals all={data} />}
      </Loaded>
    </>
  )
}

function Approvals({ all }: { readonly all: readonly Approval[] }) {
  const zone = useZone()
  const { decision } = useSearch({ from: '/approvals' })
  const own = all.filter(one => one.may === 'approve' || one.may === 'key').length
  const chosen = all.find(one => one.decision === decision) ?? all[0]
  return (
    <div className="approvals">
      <Panel title="Waiting" aside={<span className="quiet">{countText(own)} for you</span>}>
        <Table
          label="What waits for a second person"
          rows={all}
          keyOf={one => one.decision}
          columns={columnsOf(zone)}
          empty="Nothing waits for a second person."
        />
      </Panel>
      {chosen !== undefined && <ApprovalPanel key={chosen.decision} one={chosen} />}
    </div>
  )
}

const MAY = {
  approve: 'approve or return',
  key: 'key it unseen',
  withdraw: 'yours',
  nothing: 'not by you',
} as const satisfies Record<Approval['may'], string>

function columnsOf(zone: string): readonly TableColumn<Approval>[] {
  return [
    {
      title: 'what',
      head: true,
      cell: one => (
        <Link to="/approvals" search={{ decision: one.decision }}>
          {one.title}
        </Link>
      ),
    },
    { title: 'amount', right: true, unbroken: true, cell: one => <Amount minor={one.amount_minor} /> },
    { title: 'by', wideOnly: true, cell: one => one.maker.name },
    {
      title: 'due',
      wideOnly: true,
      unbroken: true,
      cell: one => (one.due_at === null ? '' : momentText(one.due_at, zone)),
    },
    { title: 'you', cell: one => (one.stale ? `${MAY[one.may]}, stale` : MAY[one.may]) },
  ]
}
