import { useInfiniteQuery, useMutation, useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ActOffered } from '../../contract/acts.ts'
import { examplesOf, notForAll, offeredForAll, previewBulk } from '../data/bulk.ts'
import { actsQuery, type Wanted } from '../data/desk.ts'
import { type Draft, useDraft } from '../data/drafts.ts'
import { exceptionPages } from '../data/queries.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { ActForm } from '../panels/act-form.tsx'
import { Choices } from '../panels/acts.tsx'
import { Filters } from '../ui/filters.tsx'
import { counted, countText } from '../ui/format.ts'
import { Failure, PanelLines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { useTitle } from '../ui/use-title.ts'
import { Why } from '../ui/why.tsx'

/** One act on all exceptions that match: which, and what is to become of them. What it would do of each is shown before it is done. */
export function BulkNewPage() {
  useTitle('Act on all that match')
  const search = useSearch({ from: '/bulk/new' })
  const zone = useZone()
  const query = useInfiniteQuery(exceptionPages(search))
  const found = query.data?.pages.flatMap(page => page.data)
  const count = found === undefined ? '' : `${countText(found.length)}${query.hasNextPage ? ' and more' : ''}`
  return (
    <>
      <header className="page-head">
        <h1>Act on all that match</h1>
        <Link to="/exceptions" search={search}>
          The list
        </Link>
        <Filters to="/bulk/new" search={search} zone={zone} />
      </header>
      {found === undefined && query.error === null && <PanelLines count={8} />}
      {query.error !== null && <Failure error={query.error} again={() => void query.refetch()} />}
      {found !== undefined && (
        <Ways
          key={JSON.stringify(search)}
          matching={search}
          examples={examplesOf(found)}
          all={query.hasNextPage ? `all ${count}` : counted(found.length, 'exception')}
        />
      )}
    </>
  )
}

interface WaysProps {
  readonly matching: Readonly<Record<string, string | undefined>>
  readonly examples: readonly number[]
  readonly all: string
}

function Ways({ matching, examples, all }: WaysProps) {
  const person = useQuery(sessionQuery).data?.person.id
  const acts = useQueries({ queries: examples.map(actsQuery) })
  const draft = useDraft(person, 'bulk')
  const failed = acts.find(one => one.error !== null)
  if (examples.length === 0)
    return <p className="notice">Nothing that a person decides one by one matches. Take a limit off to see others.</p>
  if (failed?.error != null) return <Failure error={failed.error} again={() => void failed.refetch()} />
  const read = acts.flatMap(one => (one.data === undefined ? [] : [one.data]))
  if (read.length < acts.length || person === undefined) return <PanelLines count={8} />
  return <Ask matching={matching} offered={offeredForAll(read)} left={notForAll(read)} all={all} draft={draft} />
}

interface AskProps {
  readonly matching: WaysProps['matching']
  readonly offered: readonly ActOffered[]
  /** What cannot be done to many, and why. */
  readonly left: readonly ActOffered[]
  readonly all: string
  readonly draft: Draft
}

const ACT = 'act'

/** Which way out, and what it needs; the draft keeps it through a reload, a session that ended and a look at the dry run. */
function Ask({ matching, offered, left, all, draft }: AskProps) {
  const [chosen, setChosen] = useState(draft.values[ACT] ?? '')
  const look = useLook(matching)
  const act = offered.find(one => one.resolution === chosen)
  const choose = (resolution: string) => {
    look.reset()
    setChosen(resolution)
    draft.set(ACT, resolution)
    if (offered.find(one => one.resolution === resolution)?.asks.length === 0) look.mutate({ resolution })
  }
  return (
    <Panel title={act === undefined ? `What is to become of ${all}` : act.title} className="acts">
      {act === undefined ? (
        <Choices
          open={offered}
          shut={left}
          why={look.isPending ? 'It is being looked at.' : undefined}
          choose={choose}
        />
      ) : (
        <ActForm
          key={act.resolution}
          act={act}
          draft={draft}
          start={`${act.resolution}/`}
          isBusy={look.isPending}
          look={look.mutate}
          leave={() => choose('')}
        />
      )}
      {look.isPending && <p role="status">It is tried on every one of them; nothing is changed by that.</p>}
      <Why error={look.error} />
    </Panel>
  )
}

/** A dry run, and the way to its page. */
function useLook(matching: WaysProps['matching']) {
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (wanted: Wanted) => previewBulk(matching, wanted),
    onSuccess: ({ bulk }) => void navigate({ to: '/bulk/$bulk', params: { bulk: String(bulk) } }),
  })
}
