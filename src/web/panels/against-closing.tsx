import { Link } from '@tanstack/react-router'
import type { AgainstClosing } from '../../contract/day-close.ts'
import { receiptOfHeld } from '../../core/item.ts'
import { countText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { RestOfKind } from './rest-of-kind.tsx'

interface AgainstProps {
  readonly against: AgainstClosing
  readonly day: string
  /** The last moment of the day, an instant. */
  readonly dueBy: string
}

/** The checklist: each thing that stands against closing, by name, with the way to it and what ends it. */
export function AgainstClosingPanel({ against, day, dueBy }: AgainstProps) {
  return (
    <Panel
      title="What stands against closing"
      aside={
        against.total === 0 ? (
          <Mark tone="good">nothing but the proof</Mark>
        ) : (
          <Mark tone="bad">{countText(against.total)}</Mark>
        )
      }
    >
      {against.total === 0 && (
        <p className="notice">Nothing stands against it. The proof is made when the day is closed.</p>
      )}
      {against.kinds.map(({ kind, title, remedy, count, named }) => (
        <div key={kind} className="against">
          <h3>
            {title} ({countText(count)})
          </h3>
          <p className="quiet">{remedy}</p>
          <ul>
            {named.map(one => (
              <li key={`${one.is}/${one.id ?? one.name}/${one.sentence}`}>
                {one.sentence} <WayTo thing={one} day={day} />
              </li>
            ))}
          </ul>
          {count > named.length && <RestOfKind kind={kind} more={count - named.length} day={{ day, dueBy }} />}
        </div>
      ))}
    </Panel>
  )
}

type Thing = AgainstClosing['kinds'][number]['named'][number]

/** The exception of a batch or file has a number below zero that its receipt's is in, and is shown there. */
function receiptOf(is: Thing['is'], id: number | undefined): number | undefined {
  if (id === undefined || is === 'receipt') return id
  return (is === 'exception' || is === 'case') && id < 0 ? receiptOfHeld(id) : undefined
}

function WayTo({ thing: { is, id, name }, day }: { readonly thing: Thing; readonly day: string }) {
  const receipt = receiptOf(is, id)
  if (receipt !== undefined)
    return (
      <Link to="/receipts/$receipt" params={{ receipt: String(receipt) }}>
        receipt {receipt}
      </Link>
    )
  if ((is === 'item' || is === 'exception' || is === 'case') && id !== undefined && id > 0)
    return (
      <Link to="/items/$item" params={{ item: String(id) }}>
        item {id}
      </Link>
    )
  if (is === 'queue')
    return (
      <Link to="/exceptions" search={{ queue: name ?? '' }}>
        its exceptions
      </Link>
    )
  if (is === 'proof') return <Link to="/proof">the proof</Link>
  if (is === 'document') return <Link to="/documents">documents</Link>
  if (is === 'file') return <Link to="/returns">returns</Link>
  if (is === 'day')
    return (
      <Link to="/" search={{ day }}>
        the day
      </Link>
    )
  return null
}
