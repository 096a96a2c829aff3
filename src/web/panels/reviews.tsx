import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Review } from '../../contract/review-routes.ts'
import { receiptOfHeld } from '../../core/item.ts'
import { reviewPages } from '../data/approvals.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount } from '../ui/amount.tsx'
import { countText, momentText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import { useAnswer } from './approval.tsx'
import { EffectList } from './effect.tsx'

/** What people decided, approved or took back whose work is looked at afterwards: it counts already, and another says that they looked. */
export function ReviewsPanel() {
  const query = useInfiniteQuery(reviewPages())
  const more = query.hasNextPage ? ' or more' : ''
  const count = query.data?.pages.reduce((sum, { data }) => sum + data.length, 0)
  return (
    <Panel
      title="To look at afterwards"
      aside={count !== undefined && <span className="quiet">{countText(count) + more}</span>}
    >
      <Loaded query={query} skeleton={<Lines count={4} />}>
        {({ pages }) =>
          count === 0 ? (
            <p className="quiet">Nothing that counts already waits for a second look.</p>
          ) : (
            <ul className="reviews">
              {pages.flatMap(({ data }) => data.map(one => <Reviewable key={one.decision} one={one} />))}
            </ul>
          )
        }
      </Loaded>
      <ShowMore read={query.hasNextPage ? () => void query.fetchNextPage() : undefined} />
    </Panel>
  )
}

function Reviewable({ one }: { readonly one: Review }) {
  const zone = useZone()
  const sent = useAnswer(one.decision)
  return (
    <li>
      <details>
        <summary>
          {one.title}, <Amount minor={one.amount_minor} />, {DONE[one.of]} by {one.by.name},{' '}
          {momentText(one.done_at, zone)}
        </summary>
        <EffectList effect={one.effect} received={one.received} />
      </details>
      {one.why_not.length > 0 ? (
        <p className="quiet">{one.why_not.join(' ')}</p>
      ) : (
        <p className="act-buttons">
          <button
            type="button"
            disabled={sent.isBusy}
            aria-label={`I looked at it: ${one.title}, ${nameOf(one)}`}
            onClick={() => sent.send({ to: 'decisionReview' })}
          >
            I looked at it
          </button>
          {isHeld(one) ? (
            <Link to="/receipts/$receipt" params={{ receipt: String(receiptOfHeld(one.item)) }}>
              {nameOf(one)}, {toDo(one)}
            </Link>
          ) : (
            <Link to="/items/$item" params={{ item: String(one.item) }}>
              {nameOf(one)}, {toDo(one)}
            </Link>
          )}
        </p>
      )}
      <p className="why" role="alert">
        {sent.why}
      </p>
    </li>
  )
}

const DONE = {
  decision: 'decided',
  approval: 'approved',
  undoing: 'taken back',
} as const satisfies Record<Review['of'], string>

function toDo({ of }: Review): string {
  return of === 'undoing' ? 'to decide it again' : 'to undo it'
}

/** A batch or file that was decided as a whole has a number below zero, and is undone where its receipt is. */
function isHeld({ item }: Review): boolean {
  return item < 0
}

function nameOf(one: Review): string {
  return isHeld(one) ? `receipt ${receiptOfHeld(one.item)}` : `item ${one.item}`
}
