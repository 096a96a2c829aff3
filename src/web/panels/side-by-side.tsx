import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Exception } from '../../contract/exception.ts'
import type { ItemStory } from '../../contract/item.ts'
import { pathTo } from '../../contract/paths.ts'
import type { SideBySide } from '../../contract/side-by-side.ts'
import { heldEarlierQuery } from '../data/queries.ts'
import { counted } from '../ui/format.ts'
import { Lines } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

type Side = 'front' | 'back'
type Field = SideBySide['fields'][number]

/** A duplicate beside the item that came before it: what became of that, both pictures, and every field of both. */
export function SideBySidePanel({ story, beside }: { readonly story: ItemStory; readonly beside: SideBySide }) {
  const { earlier } = beside
  const sides = (['front', 'back'] as const).filter(side => [story, earlier].some(one => one.images.includes(side)))
  return (
    <Panel title="Side by side" aside={<span className="quiet">personal data is masked</span>}>
      <Became earlier={earlier} />
      {sides.map(side => (
        <div key={side} className="beside-pictures">
          <Picture of="this one" side={side} item={story.item.id} has={story.images} />
          <Picture of="the earlier one" side={side} item={earlier.item} has={earlier.images} />
        </div>
      ))}
      <BesideFields fields={beside.fields} />
    </Panel>
  )
}

/** The same of a held batch; nothing of one that repeats none. */
export function HeldEarlier({ exception }: { readonly exception: Exception }) {
  const repeats = exception.kind === 'duplicate-batch'
  const { data } = useQuery({ ...heldEarlierQuery(exception.id), enabled: repeats })
  if (!repeats || data === null) return null
  if (data === undefined) return <Lines count={8} />
  return (
    <section aria-label="Side by side">
      <Became earlier={data.earlier} />
      <BesideFields fields={data.fields} />
    </section>
  )
}

function Became({ earlier: { item, receipt, batch, is, became } }: Pick<SideBySide, 'earlier'>) {
  const receiptText = String(receipt)
  return (
    <p>
      {item === null ? (
        <Link to="/receipts/$receipt" params={{ receipt: receiptText }}>
          Receipt {receipt}
        </Link>
      ) : (
        <Link to="/items/$item" params={{ item: String(item) }}>
          Item {item}
        </Link>
      )}
      {batch !== null && (
        <>
          ,{' '}
          <Link to="/items" search={{ receipt: receiptText, batch: String(batch) }}>
            batch {batch + 1}
          </Link>
        </>
      )}{' '}
      came before: {is}. <b>{became}</b>
    </p>
  )
}

interface PictureProps {
  readonly of: string
  readonly side: Side
  readonly item: number | null
  readonly has: readonly Side[]
}

/** Covered, as everywhere: it is opened on the item's own page. */
function Picture({ of, side, item, has }: PictureProps) {
  const [failed, setFailed] = useState(false)
  return (
    <figure>
      {item === null || failed || !has.includes(side) ? (
        <p className="notice">{failed ? 'Cannot be shown covered.' : `No picture of its ${side}.`}</p>
      ) : (
        <img
          src={pathTo('itemImage', { item, side })}
          alt={`The ${side} of ${of}, covered`}
          onError={() => setFailed(true)}
        />
      )}
      <figcaption>
        {of}, {side}
      </figcaption>
    </figure>
  )
}

/** What differs and what is known of every item stand open; what agrees of the records is there on request. */
function BesideFields({ fields }: Pick<SideBySide, 'fields'>) {
  const differing = fields.filter(one => !one.agrees)
  const open = fields.filter(one => !one.agrees || one.record === null)
  const others = fields.filter(one => !open.includes(one))
  return (
    <>
      <p>
        {counted(fields.length - differing.length, 'fact')} of {fields.length} agree
        {differing.length === 0
          ? '.'
          : `; what differs is marked: ${[...new Set(differing.map(one => one.title))].join(', ')}.`}
      </p>
      <Table label="Side by side" className="beside" columns={COLUMNS} rows={open} keyOf={keyOf} classOf={classOf} />
      {others.length > 0 && (
        <details>
          <summary>{counted(others.length, 'field')} of the records, which agree</summary>
          <Table label="What agrees" className="beside" columns={COLUMNS} rows={others} keyOf={keyOf} />
        </details>
      )}
    </>
  )
}

const keyOf = ({ name, record, here, earlier }: Field) => `${record}/${name}/${here}/${earlier}`
const classOf = ({ agrees }: Field) => (agrees ? '' : 'faulty')

const COLUMNS: readonly TableColumn<Field>[] = [
  {
    title: 'field',
    head: true,
    cell: ({ title, agrees }) => (
      <>
        {title} {!agrees && <Mark tone="warn">differs</Mark>}
      </>
    ),
  },
  { title: 'this one', cell: ({ here }) => <Value value={here} /> },
  { title: 'the earlier one', cell: ({ earlier }) => <Value value={earlier} /> },
]

function Value({ value }: { readonly value: string | null }) {
  if (value === null) return <span className="quiet">not there</span>
  return value === '' ? <span className="quiet">blank</span> : <code>{value}</code>
}
