import { Link } from '@tanstack/react-router'
import type { ReturnedUndo } from '../../contract/work.ts'
import { receiptOfHeld } from '../../core/item.ts'
import { useZone } from '../data/use-zone.ts'
import { countText, momentText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'

/** What came back from a second person and has no case that could be handed out: it is told here until its maker says what becomes of it. */
export function ReturnedUndos({ all }: { readonly all: readonly ReturnedUndo[] }) {
  const zone = useZone()
  if (all.length === 0) return null
  return (
    <Panel title="Came back to you" aside={<span className="quiet">{countText(all.length)}</span>}>
      <ul className="reviews">
        {all.map(one => (
          <li key={one.decision}>
            {one.by.name} does not want it taken back ({one.resolution}), {momentText(one.at, zone)}: {one.why}{' '}
            <Where item={one.item} />
          </li>
        ))}
      </ul>
      <p className="quiet">What was decided stands. Ask for it anew there, or write in a note why it stays.</p>
    </Panel>
  )
}

function Where({ item }: Pick<ReturnedUndo, 'item'>) {
  if (item >= 0)
    return (
      <Link to="/items/$item" params={{ item: String(item) }}>
        item {item}
      </Link>
    )
  const receipt = String(receiptOfHeld(item))
  return (
    <Link to="/receipts/$receipt" params={{ receipt }}>
      receipt {receipt}
    </Link>
  )
}
