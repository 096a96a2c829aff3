import { useQuery } from '@tanstack/react-query'
import type { Drawer, TeamDrawer } from '../../contract/day-close.ts'
import { drawersQuery } from '../data/queries.ts'
import { Amount } from '../ui/amount.tsx'
import { countText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

interface DrawersProps {
  readonly day: string
  readonly whose: 'mine' | 'everybody'
}

/** What people and their teams had and got, and what became of it: a line each, and below them every case that is off. */
export function DrawersPanel({ day, whose }: DrawersProps) {
  const query = useQuery(drawersQuery(day, whose))
  return (
    <Panel title={whose === 'mine' ? 'Your drawer' : 'Drawers'}>
      <Loaded query={query} skeleton={<Lines count={4} />}>
        {({ data, teams }) => (
          <>
            <Table
              label="Drawers of the day"
              columns={COLUMNS}
              rows={data}
              keyOf={drawer => String(drawer.person.id)}
              empty="Nobody had anything on this day."
            />
            {teams.length > 0 && (
              <Table
                label="Drawers of the teams"
                columns={TEAM_COLUMNS}
                rows={teams}
                keyOf={drawer => String(drawer.team.id)}
                empty=""
              />
            )}
            <Differences drawers={[...data, ...teams]} />
          </>
        )}
      </Loaded>
    </Panel>
  )
}

type Sides = Omit<Drawer, 'person'>

const SIDES: readonly TableColumn<Sides>[] = [
  { title: 'had and got', right: true, cell: one => countText(one.got.cases) },
  { title: 'decided, handed on', right: true, wideOnly: true, cell: one => countText(one.gone.cases) },
  { title: 'kept', right: true, cell: one => countText(one.kept.cases) },
  { title: 'debits', right: true, wideOnly: true, cell: one => <Amount minor={one.got.value.debit_minor} /> },
  { title: 'credits', right: true, wideOnly: true, cell: one => <Amount minor={one.got.value.credit_minor} /> },
  {
    title: 'proves',
    unbroken: true,
    cell: one => (one.differences.length === 0 ? <Mark tone="good">to zero</Mark> : <Mark tone="bad">is off</Mark>),
  },
]
const COLUMNS: readonly TableColumn<Drawer>[] = [
  { title: 'person', head: true, cell: one => one.person.name },
  ...SIDES,
]
/** What its people handed to each other stands apart: with it a team’s row is the sum of theirs. */
const TEAM_COLUMNS: readonly TableColumn<TeamDrawer>[] = [
  { title: 'team', head: true, cell: one => one.team.name },
  { title: 'within', right: true, wideOnly: true, cell: one => countText(one.within.cases) },
  ...SIDES,
]

function Differences({ drawers }: { readonly drawers: readonly Sides[] }) {
  const all = drawers.flatMap(drawer => drawer.differences)
  if (all.length === 0) return null
  return (
    <ul className="notice notice-bad">
      {all.map(difference => (
        <li key={difference}>{difference}</li>
      ))}
    </ul>
  )
}
