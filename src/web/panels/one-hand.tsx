import { Link } from '@tanstack/react-router'
import type { OneHandJson, PersonStory } from '../../contract/people.ts'
import { momentText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

type OneHandProps = NonNullable<PersonStory['one_hand']> & { readonly zone: string }

/** What two accounts decided as two people, before it was said that they are one person’s; nothing where there is none. */
export function OneHandPanel({ count, newest, zone }: OneHandProps) {
  if (count === 0) return null
  return (
    <Panel title="Decided by both accounts">
      <p>
        Two accounts of this person were the two people of {count === 1 ? 'this decision' : `these ${count} decisions`},
        before it was said whose they are. What was decided stands: somebody else looks at it, and takes back what is
        wrong.
      </p>
      <Table
        label="Decided by both accounts"
        columns={columnsOf(zone)}
        rows={newest}
        keyOf={one => one.decision + one.gave}
      />
      {count > newest.length && <p className="quiet">and {count - newest.length} more, in the audit log</p>}
    </Panel>
  )
}

function columnsOf(zone: string): readonly TableColumn<OneHandJson>[] {
  return [
    { title: 'decision', head: true, cell: one => <DecisionLink {...one} /> },
    { title: 'by', cell: one => one.first },
    { title: 'and', cell: one => `${one.gave} by ${one.second}` },
    { title: 'when', unbroken: true, cell: one => momentText(one.at, zone) },
  ]
}

function DecisionLink({ decision, item }: Pick<OneHandJson, 'decision' | 'item'>) {
  if (item < 0) return <>{decision}, of what was held whole</>
  return (
    <Link to="/items/$item" params={{ item: String(item) }}>
      {decision} of item {item}
    </Link>
  )
}
