import type { NextWork } from '../../contract/work.ts'
import { Panel } from '../ui/panel.tsx'

type Why = Extract<NextWork, { outcome: 'nothing' }>['why']

/** Why nothing came: every reason with its count and what would change it. */
export function NothingComes({ why }: { readonly why: Why }) {
  return (
    <Panel title="Nothing for you now, and why">
      <ul className="reasons" role="status">
        {why.map(one => (
          <li key={`${one.queue}/${one.why}`}>{one.sentence}</li>
        ))}
      </ul>
    </Panel>
  )
}
