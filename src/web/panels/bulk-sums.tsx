import type { BulkAct } from '../../contract/bulk.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount } from '../ui/amount.tsx'
import { counted, countText, momentText, words } from '../ui/format.ts'
import { Facts, Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

type Shown = BulkAct['shown']

/** What moves, goes out and is written of all that is done or proposed, added up; nothing where nothing does. */
export function BulkSums({ shown }: { readonly shown: Shown }) {
  const lines = useLines(shown)
  if (shown.legs.length === 0 && lines.length === 0) return null
  return (
    <Panel title="What moves, goes out and is written">
      {shown.legs.length > 0 && (
        <Table
          label="What moves between which accounts"
          rows={shown.legs}
          keyOf={leg => `${leg.from} ${leg.to}`}
          columns={LEG_COLUMNS}
        />
      )}
      {lines.length > 0 && <Facts rows={lines} />}
      {shown.proposed.count > 0 && (
        <p className="quiet">
          With what needs a second person, {counted(shown.proposed.count, 'item')}: it moves once they agree.
        </p>
      )}
    </Panel>
  )
}

const LEG_COLUMNS: readonly TableColumn<Shown['legs'][number]>[] = [
  { title: 'from', head: true, cell: leg => words(leg.from) },
  { title: 'to', cell: leg => words(leg.to) },
  { title: 'postings', right: true, cell: leg => countText(leg.count) },
  { title: 'amount', right: true, cell: leg => <Amount minor={leg.amount_minor} /> },
]

function useLines({ answers, notices, letters, stops }: Shown): readonly (readonly [string, string])[] {
  const zone = useZone()
  const none = [
    [stops.answers, 'return'],
    [stops.notices, 'notice'],
    [stops.letters, 'letter'],
  ] as const
  return [
    ...answers.map(
      ({ code, count, first_due_at: due }) =>
        [`code ${code}`, `${counted(count, 'return')}, the first has to leave by ${momentText(due, zone)}`] as const,
    ),
    ...(notices === 0 ? [] : [['senders', `${counted(notices, 'sender')} told what to write next time`] as const]),
    ...letters.map(({ to, count }) => [`to the ${to}`, counted(count, 'letter')] as const),
    ...none.flatMap(([count, noun]) => (count === 0 ? [] : [[`not sent any more`, counted(count, noun)] as const])),
  ]
}
