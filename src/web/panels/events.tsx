import type { Event } from '../../contract/item.ts'
import { useZone } from '../data/use-zone.ts'
import { clockText, momentText, words } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

/** What happened to the item and its file, each with its place in the audit chain. */
export function EventsPanel({ events }: { readonly events: readonly Event[] }) {
  const zone = useZone()
  return (
    <Panel title="Events" aside={<span className="quiet">each under a hash of the audit chain</span>}>
      <Table
        label="Events"
        columns={columnsOf(zone)}
        rows={events}
        keyOf={event => `${event.shard}/${event.n}`}
        empty="Nothing is on record of it, which cannot be: tell whoever runs Clearday."
      />
    </Panel>
  )
}

function columnsOf(zone: string): readonly TableColumn<Event>[] {
  return [
    {
      title: 'at',
      cell: event => (
        <>
          <span className="nowrap">{momentText(event.at, zone).slice(0, 10)}</span> {clockText(event.at, zone)}
        </>
      ),
    },
    { title: 'what', head: true, cell: event => words(event.kind) },
    { title: 'by', wideOnly: true, cell: event => event.actor_name ?? event.actor },
    { title: 'chain', unbroken: true, cell: event => `${event.shard}/${event.n}` },
    { title: 'link’s hash', wideOnly: true, cell: event => <code>{event.hash}</code> },
  ]
}
