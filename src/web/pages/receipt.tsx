import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReceiptStory } from '../../contract/receipt.ts'
import { batchPages, faultPages, receiptQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { BATCH_COLUMNS } from '../panels/batch-columns.tsx'
import { FAULT_COLUMNS } from '../panels/fault-columns.tsx'
import { HeldPanel, useHeld } from '../panels/held.tsx'
import { TALLY_COLUMNS, type TallyRow } from '../panels/tally-columns.tsx'
import { counted, countText, dayText, momentText, sizeText, words } from '../ui/format.ts'
import { Lines, Loaded, PanelLines } from '../ui/loaded.tsx'
import { Mark, StateMark } from '../ui/mark.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { RowList, TWO_LINES } from '../ui/row-list.tsx'
import { Table } from '../ui/table.tsx'
import { useTitle } from '../ui/use-title.ts'

/** One arrival: what it is, what became of its items, its batches and what was wrong in its bytes. */
export function ReceiptPage() {
  const { receipt } = useParams({ from: '/receipts/$receipt' })
  useTitle(`Receipt ${receipt}`)
  const query = useQuery(receiptQuery(receipt))
  return (
    <>
      <header className="page-head">
        <h1>Receipt {receipt}</h1>
        {query.data !== undefined && <ReceiptMark story={query.data} />}
      </header>
      <Loaded query={query} skeleton={<Lines count={14} />} instead={<Link to="/receipts">All receipts</Link>}>
        {story => <ReceiptBody story={story} />}
      </Loaded>
    </>
  )
}

function ReceiptMark({ story }: { readonly story: ReceiptStory }) {
  const { receipt } = story
  if (receipt.duplicate_of === null) return <StateMark state={receipt.state} />
  return (
    <>
      <Mark tone="plain">duplicate</Mark>
      <Link to="/receipts/$receipt" params={{ receipt: String(receipt.duplicate_of) }}>
        of receipt {receipt.duplicate_of}
      </Link>
    </>
  )
}

function ReceiptBody({ story }: { readonly story: ReceiptStory }) {
  const { receipt } = story
  return (
    <div className="receipt">
      {receipt.state === 'refused' && receipt.why !== null && <p className="lead">{receipt.why}</p>}
      <div className="receipt-top">
        <Arrival story={story} />
        {receipt.duplicate_of === null ? <Fates story={story} /> : <SameAs receipt={String(receipt.duplicate_of)} />}
      </div>
      {receipt.duplicate_of === null && <Contents receipt={receipt} />}
    </div>
  )
}

/** What is held, the batches and the faults: shown together when all of them were read, so that nothing moves. */
function Contents({ receipt: { id, batches, faults, why, state } }: Pick<ReceiptStory, 'receipt'>) {
  const receipt = String(id)
  const held = useHeld(receipt)
  const batchRows = useInfiniteQuery(batchPages({ receipt }))
  const faultRows = useInfiniteQuery(faultPages(receipt))
  if (held.isPending || batchRows.isPending || faultRows.isPending) return <PanelLines count={20} />
  return (
    <>
      <HeldPanel held={held} why={state === 'quarantined' ? why : null} batches={batchRows.data} />
      <Panel title="Batches" aside={<span className="quiet">{countText(batches)}</span>}>
        <RowList
          label="Batches of the file"
          query={batchRows}
          columns={BATCH_COLUMNS}
          keyOf={batch => batch.ordinal}
          empty="No batch of this file could be read."
        />
      </Panel>
      <Panel title="Faults in the bytes" aside={<span className="quiet">{countText(faults)}</span>}>
        <RowList
          label="Faults in the order of the file"
          query={faultRows}
          columns={FAULT_COLUMNS}
          rows={TWO_LINES}
          keyOf={fault => words(JSON.stringify(fault))}
          empty="Every byte is as its format says."
        />
      </Panel>
    </>
  )
}

function Arrival({ story: { receipt } }: { readonly story: ReceiptStory }) {
  const zone = useZone()
  return (
    <Panel title="Arrival">
      <Facts
        rows={[
          ['file', receipt.name],
          ['source', receipt.source],
          ['came by', receipt.channel],
          ['received', momentText(receipt.received_at, zone)],
          ['posts on', dayText(receipt.posting_on)],
          ['format', [receipt.format, receipt.variant].filter(text => text !== null).join(', ') || 'not known'],
          ['sender', receipt.sender ?? 'not known'],
          ['size', sizeText(receipt.size_bytes)],
          ['SHA-256', <code key="sha">{receipt.sha256}</code>],
        ]}
      />
    </Panel>
  )
}

/** Nothing became of a duplicate: what its bytes hold stands at the receipt that came first. */
function SameAs({ receipt }: { readonly receipt: string }) {
  return (
    <Panel title="What became of it">
      <p>
        Nothing: it was refused, and changed no account. Its items stand at{' '}
        <Link to="/receipts/$receipt" params={{ receipt }}>
          receipt {receipt}
        </Link>
        , which brought the same bytes first.
      </p>
    </Panel>
  )
}

function Fates({ story }: { readonly story: ReceiptStory }) {
  const { receipt, states, waiting } = story
  const search = { receipt: String(receipt.id) }
  const rows: readonly TallyRow[] = [
    ...states.map(({ state, tally }) => ({
      name: state,
      shown: <StateMark state={state} />,
      tally,
      count: (
        <Link to="/items" search={{ ...search, state }}>
          {countText(tally.count)}
        </Link>
      ),
    })),
    { name: 'lost', shown: <span className="quiet">could not be read</span>, tally: receipt.lost },
  ]
  return (
    <Panel
      title="What became of it"
      aside={waiting > 0 ? <Mark tone="wait">{`${countText(waiting)} being processed`}</Mark> : undefined}
    >
      <Table label="What became of it, by state" columns={TALLY_COLUMNS} rows={rows} keyOf={row => row.name} />
      <p className="quiet foot">
        <Link to="/exceptions" search={search}>
          {counted(story.exceptions_open, 'open exception')}
        </Link>
        , {counted(story.batches_unbalanced, 'batch', 'batches')} out of balance
      </p>
    </Panel>
  )
}
