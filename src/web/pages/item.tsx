import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { ItemRecord, ItemStory } from '../../contract/item.ts'
import { actsQuery } from '../data/desk.ts'
import { useDraft } from '../data/drafts.ts'
import { itemQuery, itemRecordQuery } from '../data/queries.ts'
import { sessionQuery } from '../data/session.ts'
import { ActsPanel, type DecidedNow } from '../panels/acts.tsx'
import { DecisionsPanel } from '../panels/decisions.tsx'
import { ItemBody, ItemSkeleton } from '../panels/item-body.tsx'
import { UndoBar } from '../panels/undo-bar.tsx'
import { decides } from '../shell/pages.ts'
import { Amount } from '../ui/amount.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { StateMark } from '../ui/mark.tsx'
import { useTitle } from '../ui/use-title.ts'

/** The whole story of an item, and what somebody who opens it directly may decide about it. */
export function ItemPage() {
  const { item } = useParams({ from: '/items/$item' })
  useTitle(`Item ${item}`)
  const query = useQuery(itemQuery(item))
  const record = useQuery(itemRecordQuery(item))
  const session = useQuery(sessionQuery).data
  return (
    <>
      <header className="page-head">
        <h1>Item {item}</h1>
        {query.data !== undefined && <ItemHead story={query.data} />}
      </header>
      <Loaded query={query} skeleton={<ItemSkeleton />} instead={<Link to="/exceptions">All exceptions</Link>}>
        {story =>
          session !== undefined && decides(session) && story.exception !== null ? (
            <Decidable story={story} record={record} person={session.person.id} />
          ) : (
            <ItemBody story={story} record={record} />
          )
        }
      </Loaded>
    </>
  )
}

interface DecidableProps {
  readonly story: ItemStory
  readonly record: UseQueryResult<ItemRecord>
  readonly person: number
}

/** For those who decide; everybody else sees the ways out as a list. */
function Decidable({ story, record, person }: DecidableProps) {
  const item = story.item.id
  const draft = useDraft(person, `item/${item}`)
  const [last, setLast] = useState<DecidedNow>()
  const { data: standing, isPending } = useQuery(actsQuery(item))
  // Below, what was decided can be taken back as well.
  const isGone = standing?.decisions.some(one => one.decision === last?.decision && one.state === 'undone')
  const acts = (
    <>
      {last !== undefined && isGone !== true && (
        <UndoBar key={last.decision} last={last} done={() => setLast(undefined)} />
      )}
      <ActsPanel item={item} draft={draft} after="Decide" done={setLast} />
      <DecisionsPanel item={item} />
    </>
  )
  return <ItemBody story={story} record={record} acts={acts} actsAre={isPending ? 'on their way' : 'read'} />
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
