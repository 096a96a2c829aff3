import { useId } from 'react'
import type { BulkAct } from '../../contract/bulk.ts'
import { counted, countText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { BulkOutcomes } from './bulk-tallies.tsx'

/** How far an act is that runs: by itself, whether or not anybody looks, and after a stop of the server as well. */
export function BulkRunning({ act: { bulk, now } }: { readonly act: BulkAct }) {
  const id = useId()
  const { waiting, done, proposed, refused } = now
  const all = waiting.count + done.count + proposed.count + refused.count
  const past = all - waiting.count
  return (
    <Panel title="It runs" className="bulk-running">
      <p id={id}>
        {countText(past)} of {counted(all, 'item')} looked at. You can leave this page: it goes on by itself, also after
        the server was stopped, and does none twice.
      </p>
      <progress aria-labelledby={id} value={past} max={all} />
      <BulkOutcomes
        bulk={bulk}
        label="What became of them so far"
        rows={[
          { state: 'done', says: 'done', tally: done },
          { state: 'proposed', says: 'wait for a second person', tally: proposed },
          { state: 'refused', says: 'not done', tally: refused },
          { state: 'waiting', says: 'still to do', tally: waiting },
        ]}
      />
    </Panel>
  )
}
