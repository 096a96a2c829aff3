import { Link } from '@tanstack/react-router'
import type { DayCloseStory, DayCloseTry } from '../../contract/day-close.ts'
import { Amount } from '../ui/amount.tsx'
import { countText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table } from '../ui/table.tsx'

type OpenNow = NonNullable<DayCloseStory['open']>
type Stayed = NonNullable<DayCloseTry['open']>

const STATES = {
  ready: 'in its queue',
  leased: 'being worked on',
  parked: 'put aside',
  pended: 'waiting',
  decided: 'decided, waits for its file',
  policy: 'decided by a policy, waits for its file',
} as const satisfies Readonly<Record<keyof OpenNow, string>>

/** What is open, by how it stands; the list that is signed has each of them with whose it is, why and until when. */
export function OpenTotalsPanel({ open }: { readonly open: OpenNow }) {
  const states = Object.keys(STATES) as readonly (keyof typeof STATES)[] // the keys of a constant
  return (
    <Panel title="What stays open" aside={<Link to="/exceptions">all of it</Link>}>
      <Table
        label="What stays open, by how it stands"
        columns={[
          { title: 'stands', head: true, cell: state => STATES[state] },
          { title: 'items', right: true, cell: state => countText(open[state].count) },
          { title: 'debits', right: true, cell: state => <Amount minor={open[state].debit_minor} /> },
          { title: 'credits', right: true, cell: state => <Amount minor={open[state].credit_minor} /> },
        ]}
        rows={states.filter(state => open[state].count > 0)}
        keyOf={state => state}
        empty="Nothing is open."
      />
    </Panel>
  )
}

/** What a closed day was closed with: the sums that its signed list ends with, whatever was decided since. */
export function StayedOpenPanel({ open }: { readonly open: Stayed }) {
  return (
    <Panel title="What stayed open">
      <Table
        label="What stayed open when the day was closed"
        columns={[
          { title: 'by the signed list', head: true, cell: () => 'all of it' },
          { title: 'items', right: true, cell: one => countText(one.count) },
          { title: 'debits', right: true, cell: one => <Amount minor={one.debit_minor} /> },
          { title: 'credits', right: true, cell: one => <Amount minor={one.credit_minor} /> },
        ]}
        rows={open.count > 0 ? [open] : []}
        keyOf={() => 'all'}
        empty="Nothing stayed open."
      />
    </Panel>
  )
}
