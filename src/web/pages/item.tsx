import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ItemRecord, ItemStory } from '../../contract/item.ts'
import { itemQuery, itemRecordQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { DeadlinePanel } from '../panels/deadline.tsx'
import { EventsPanel } from '../panels/events.tsx'
import { ExceptionPanel } from '../panels/exception.tsx'
import { FieldsPanel } from '../panels/fields.tsx'
import { PicturePanel } from '../panels/picture.tsx'
import { PostingsPanel } from '../panels/postings.tsx'
import { ProcedurePanel } from '../panels/procedure.tsx'
import { RecordPanel } from '../panels/record.tsx'
import { Amount } from '../ui/amount.tsx'
import { dayText, momentText } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { StateMark } from '../ui/mark.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { useTitle } from '../ui/use-title.ts'

/** The whole story of an item: first why it is here, by when and what may be done, then its evidence, then what happened. */
export function ItemPage() {
  const { item } = useParams({ from: '/items/$item' })
  useTitle(`Item ${item}`)
  const query = useQuery(itemQuery(item))
  const record = useQuery(itemRecordQuery(item))
  return (
    <>
      <header className="page-head">
        <h1>Item {item}</h1>
        {query.data !== undefined && <ItemHead story={query.data} />}
      </header>
      <Loaded query={query} skeleton={<Skeleton />} instead={<Link to="/exceptions">All exceptions</Link>}>
        {story => <ItemBody story={story} record={record} />}
      </Loaded>
    </>
  )
}

function ItemHead({ story: { item, description } }: { readonly story: ItemStory }) {
  return (
    <>
      <span className="item-amount">
        <Amount minor={item.amount_minor} /> <span className="quiet">{item.direction}</span>
      </span>
      <StateMark state={item.state} />
      <span className="item-description">{description}</span>
    </>
  )
}

interface ItemBodyProps {
  readonly story: ItemStory
  readonly record: UseQueryResult<ItemRecord>
}

function ItemBody({ story, record }: ItemBodyProps) {
  return (
    <div className={story.exception === null ? 'item item-clear' : 'item'}>
      {story.exception !== null && (
        <div className="item-column">
          <ExceptionPanel story={story} exception={story.exception} />
          {story.deadline !== null && (
            <DeadlinePanel deadline={story.deadline} state={story.exception.state} outbound={story.outbound} />
          )}
          {story.procedure !== null && <ProcedurePanel procedure={story.procedure} />}
        </div>
      )}
      <div className="item-column">
        {story.images.length > 0 && <PicturePanel item={story.item.id} sides={story.images} />}
        <Evidence story={story} record={record} />
      </div>
    </div>
  )
}

/** What stands below the record waits for it, so that nothing moves when it comes. */
function Evidence({ story, record }: ItemBodyProps) {
  if (record.isPending) return <PanelLines count={30} />
  return (
    <>
      <Loaded query={record} skeleton={null}>
        {data => (
          <>
            {data.records.length > 0 && <RecordPanel record={data} />}
            <FieldsPanel record={data} />
          </>
        )}
      </Loaded>
      <OriginPanel story={story} />
      <PostingsPanel postings={story.postings} />
      <EventsPanel events={story.events} />
    </>
  )
}

function OriginPanel({ story: { receipt, batch, item, account } }: { readonly story: ItemStory }) {
  const zone = useZone()
  return (
    <Panel title="Where it comes from">
      <Facts
        rows={[
          [
            'receipt',
            <Link key="receipt" to="/receipts/$receipt" params={{ receipt: String(receipt.id) }}>
              {receipt.id}, {receipt.name}
            </Link>,
          ],
          [
            'batch',
            batch === null ? (
              'none'
            ) : (
              <Link key="batch" to="/items" search={{ receipt: String(receipt.id), batch: String(batch.ordinal) }}>
                {batch.ordinal + 1}, {batch.label}
              </Link>
            ),
          ],
          ['line', item.line],
          ['received', `${momentText(receipt.received_at, zone)} from ${receipt.source}`],
          ['posts on', dayText(item.day)],
          ['account', account === null ? 'none found' : `${account.number}, ${account.type}, ${account.status}`],
        ]}
      />
    </Panel>
  )
}

function Skeleton() {
  return (
    <div className="item">
      <div className="item-column">
        <PanelLines count={24} />
      </div>
      <div className="item-column">
        <PanelLines count={24} />
      </div>
    </div>
  )
}
