import type { Event } from '../../contract/item.ts'
import { useZone } from '../data/use-zone.ts'
import { clockText, momentText, words } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'

/** What happened to the item and its file, each with its place in the audit chain. */
export function EventsPanel({ events }: { readonly events: readonly Event[] }) {
  const zone = useZone()
  return (
    <Panel title="Events" aside={<span className="quiet">each under a hash of the audit chain</span>}>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">at</th>
            <th scope="col">what</th>
            <th scope="col" className="wide-only">
              by
            </th>
            <th scope="col">chain</th>
            <th scope="col" className="wide-only">
              link’s hash
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map(event => (
            <tr key={`${event.shard}/${event.n}`}>
              <td>
                {momentText(event.at, zone).slice(0, 10)} {clockText(event.at, zone)}
              </td>
              <th scope="row">{words(event.kind)}</th>
              <td className="wide-only">{event.actor}</td>
              <td>
                {event.shard}/{event.n}
              </td>
              <td className="wide-only">
                <code>{event.hash}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
