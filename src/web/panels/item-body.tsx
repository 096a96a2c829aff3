import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Exception } from '../../contract/exception.ts'
import type { ItemRecord, ItemStory } from '../../contract/item.ts'
import { useZone } from '../data/use-zone.ts'
import { dayText, momentText } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { ClaimPanel } from './claim.tsx'
import { DeadlinePanel } from './deadline.tsx'
import { DocumentsPanel } from './documents.tsx'
import { EventsPanel } from './events.tsx'
import { ExceptionPanel } from './exception.tsx'
import { FieldsPanel } from './fields.tsx'
import { HoldPanel } from './hold.tsx'
import { LettersPanel } from './letters.tsx'
import { NotesPanel } from './notes.tsx'
import { NoPicturePanel, PicturePanel } from './picture.tsx'
import { PostingsPanel } from './postings.tsx'
import { ProcedurePanel } from './procedure.tsx'
import { RecordPanel } from './record.tsx'
import { SideBySidePanel } from './side-by-side.tsx'

interface ItemBodyProps {
  readonly story: ItemStory
  readonly record: UseQueryResult<ItemRecord>
  /** What may be done about it, under why it is here; the list of ways out where nothing can be done here. */
  readonly acts?: ReactNode
  /** What stands below the acts waits for them, so that nothing moves when they come. */
  readonly actsAre?: 'read' | 'on their way'
}

/** The whole story of an item: first why it is here, what may be done and by when, then its evidence, then what happened. */
export function ItemBody({ story, record, acts, actsAre = 'read' }: ItemBodyProps) {
  return (
    <div className={`item${story.exception === null ? ' item-clear' : ''}${actsAre === 'read' ? '' : ' item-waits'}`}>
      {story.exception !== null && (
        <div className="item-column">
          <ExceptionPanel
            story={story}
            exception={story.exception}
            doors={acts === undefined ? 'shown' : 'elsewhere'}
          />
          {story.hold !== null && !hasCome(story, story.hold.awaits) && (
            <HoldPanel story={story} hold={story.hold} mayEnd={acts !== undefined} />
          )}
          {acts}
          {actsAre === 'read' && <Below story={story} exception={story.exception} />}
        </div>
      )}
      <div className="item-column">
        {story.earlier !== null && <SideBySidePanel story={story} beside={story.earlier} />}
        <Pictures story={story} />
        <Evidence story={story} record={record} />
      </div>
    </div>
  )
}

/** What it was held for is there: the checklist says so. */
function hasCome({ documents }: ItemStory, awaits: string): boolean {
  return documents.some(one => one.kind === awaits)
}

/** Of a check whose bytes cannot be read nobody knows whether it has any. */
function Pictures({ story: { item, pack, images, unreadable } }: { readonly story: ItemStory }) {
  if (images.length > 0) return <PicturePanel item={item.id} sides={images} />
  return pack === 'checks' && unreadable === null ? <NoPicturePanel /> : null
}

function Below({ story, exception }: { readonly story: ItemStory; readonly exception: Exception }) {
  return (
    <>
      {story.deadline !== null && (
        <DeadlinePanel deadline={story.deadline} state={exception.state} outbound={story.outbound} />
      )}
      {story.procedure !== null && <ProcedurePanel procedure={story.procedure} />}
    </>
  )
}

/** What stands below the record waits for it, so that nothing moves when it comes. */
function Evidence({ story, record }: Pick<ItemBodyProps, 'story' | 'record'>) {
  if (record.isPending) return <PanelLines count={30} />
  return (
    <>
      {story.unreadable !== null && (
        <div className="notice notice-bad" role="alert">
          {story.unreadable}
        </div>
      )}
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
      {story.claimable && <ClaimPanel item={story.item.id} />}
      {story.exception !== null && <DocumentsPanel story={story} />}
      {story.exception !== null && <LettersPanel item={story.item.id} />}
      <NotesPanel item={story.item.id} />
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

/** Its place while it is read. */
export function ItemSkeleton() {
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
