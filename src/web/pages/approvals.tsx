import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Approval } from '../../contract/approval.ts'
import { ACTS } from '../../core/authority/act.ts'
import { approvalBesideQuery, approvalPages, hasBeside } from '../data/approvals.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { AnsweredBar, type AnsweredNow } from '../panels/answered.tsx'
import { ApprovalPanel } from '../panels/approval.tsx'
import { BulkWaitingPanel, useRecentBulks } from '../panels/bulk-waiting.tsx'
import { ReviewsPanel } from '../panels/reviews.tsx'
import { holds } from '../shell/pages.ts'
import { Amount } from '../ui/amount.tsx'
import { countText, momentText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { useTitle } from '../ui/use-title.ts'

/** What waits for a second person: first what one may answer oneself, by deadline and amount; one of them whole; and what counts already and is looked at afterwards. */
export function ApprovalsPage() {
  useTitle('Approvals')
  const query = useInfiniteQuery(approvalPages())
  const session = useQuery(sessionQuery).data
  const bulks = useRecentBulks()
  const all = query.data?.pages.flatMap(({ data }) => data)
  const isReading = useFirstDrawn(all, bulks.isPending || query.isPending)
  const [last, setLast] = useState<AnsweredNow>()
  return (
    <>
      <header className="page-head">
        <h1>Approvals</h1>
      </header>
      {last !== undefined && <AnsweredBar last={last} />}
      <div className="stacked">
        {!isReading && <BulkWaitingPanel all={bulks.data?.data ?? []} />}
        {isReading ? (
          <div className="waiting" aria-busy="true">
            <Lines count={16} />
          </div>
        ) : (
          <Loaded query={query} skeleton={<Lines count={16} />}>
            {() => (
              <Approvals
                all={all ?? []}
                readMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
                answered={setLast}
              />
            )}
          </Loaded>
        )}
        {session !== undefined && !isReading && holds(session, ACTS.review.roles) && <ReviewsPanel />}
      </div>
    </>
  )
}

/** Whether what is shown first is still being read, with all that is said of it: drawn bit by bit it would move what stands below. */
function useFirstDrawn(all: readonly Approval[] | undefined, isPending: boolean): boolean {
  const [isDrawn, setDrawn] = useState(false)
  const { decision } = useSearch({ from: '/approvals' })
  const first = all && (all.find(one => one.decision === decision) ?? inTurn(all)[0])
  const { isLoading } = useQuery({ ...approvalBesideQuery(first?.decision ?? ''), enabled: hasBeside(first) })
  const isReading = !isDrawn && (isPending || isLoading)
  if (!isReading && !isDrawn) setDrawn(true)
  return isReading
}

/** What one may answer first. */
function inTurn(all: readonly Approval[]): readonly Approval[] {
  return all.toSorted((a, b) => Number(isYours(b)) - Number(isYours(a)))
}

function isYours({ may }: Approval): boolean {
  return may === 'approve' || may === 'key'
}

interface ApprovalsProps {
  readonly all: readonly Approval[]
  /** Undefined where all of it was read. */
  readonly readMore: (() => void) | undefined
  readonly answered: (last: AnsweredNow) => void
}

function Approvals({ all, readMore, answered }: ApprovalsProps) {
  const zone = useZone()
  const { decision } = useSearch({ from: '/approvals' })
  const open = all.filter(isYours)
  const rest = all.filter(one => !isYours(one))
  const [shown, follow] = useShown(all, decision)
  const chosen = all.find(one => one.decision === shown)
  return (
    <div className="approvals">
      <Panel
        title="Waiting"
        aside={
          <span className="quiet">
            {countText(open.length)}
            {readMore === undefined ? '' : ' or more'} for you
          </span>
        }
      >
        <Table
          label="What waits for a second person"
          rows={open}
          keyOf={one => one.decision}
          columns={[...columnsOf(zone), YOURS]}
          empty={rest.length === 0 ? 'Nothing waits for a second person.' : 'Nothing waits for you as a second person.'}
        />
        {rest.length === 0 && <ShowMore read={readMore} />}
      </Panel>
      {chosen !== undefined && (
        <ApprovalPanel
          key={chosen.decision}
          one={chosen}
          answered={last => {
            answered(last)
            follow()
          }}
        />
      )}
      {chosen === undefined && shown !== undefined && (
        <p className="notice" role="status">
          {readMore === undefined
            ? 'What you looked at does not wait any more: somebody else answered it, or its maker took it back. Choose another.'
            : 'It is not among those that are shown so far, or does not wait any more. Show more, or choose another.'}
        </p>
      )}
      {rest.length > 0 && (
        <Panel title="Not for you to approve" aside={<span className="quiet">{countText(rest.length)}</span>}>
          <Table
            label="What somebody else has to approve"
            rows={rest}
            keyOf={one => one.decision}
            columns={[...columnsOf(zone), WHY_NOT]}
          />
          <ShowMore read={readMore} />
        </Panel>
      )}
    </div>
  )
}

/**
 * Which proposal is shown: the one of the address, else the first that one may answer, else the first. It stays while others come
 * before it and also when it goes, so that no button ever stands under a hand for another proposal than the one that was read; after one’s own answer the next one follows.
 */
function useShown(all: readonly Approval[], decision: string | undefined): readonly [string | undefined, () => void] {
  const [kept, setKept] = useState<Kept>({ of: decision, shown: decision, answered: undefined })
  const isOfAnother = kept.of !== decision
  const shown =
    (isOfAnother ? decision : kept.shown) ?? inTurn(all).find(one => one.decision !== kept.answered)?.decision
  if (isOfAnother || shown !== kept.shown) setKept({ ...kept, of: decision, shown })
  return [shown, () => setKept({ of: decision, shown: undefined, answered: shown })]
}

/** Decisions by their numbers: of the address, the one that is shown, and the last that was answered here. */
interface Kept {
  readonly of: string | undefined
  readonly shown: string | undefined
  readonly answered: string | undefined
}

function columnsOf(zone: string): readonly TableColumn<Approval>[] {
  return [
    {
      title: 'what',
      head: true,
      cell: one => (
        <Link to="/approvals" search={{ decision: one.decision }}>
          {one.title}
        </Link>
      ),
    },
    { title: 'amount', right: true, unbroken: true, cell: one => <Amount minor={one.amount_minor} /> },
    { title: 'by', wideOnly: true, cell: one => one.maker.name },
    {
      title: 'due',
      wideOnly: true,
      unbroken: true,
      cell: one => (one.due_at === null ? '' : momentText(one.due_at, zone)),
    },
  ]
}

const YOURS: TableColumn<Approval> = {
  title: 'you',
  cell: one => `${one.may === 'key' ? 'key it unseen' : 'approve or return'}${one.stale ? ', stale' : ''}`,
}

/** One's own, or why somebody else has to: the first reason, the proposal itself tells all. */
const WHY_NOT: TableColumn<Approval> = {
  title: 'why',
  cell: one =>
    `${one.may === 'withdraw' ? 'Yours: you may withdraw it.' : (one.why_not[0] ?? '')}${one.stale ? ' Stale.' : ''}`,
}
