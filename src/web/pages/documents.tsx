import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { DocumentJson } from '../../contract/document.ts'
import { ACTS } from '../../core/authority/act.ts'
import { HOLD_REASONS } from '../../core/hold.ts'
import { documentPages } from '../data/documents.ts'
import { useDo } from '../data/questions.ts'
import { sessionQuery } from '../data/session.ts'
import { SavePaper } from '../panels/documents.tsx'
import { Why } from '../panels/notes.tsx'
import { PaperForm } from '../panels/paper-form.tsx'
import { holds } from '../shell/pages.ts'
import { Panel } from '../ui/panel.tsx'
import { type Column, LONG_LEAD, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

const STATES = { waiting: 'waiting for their case', attached: 'attached', ended: 'of no case' } as const

/** Papers that came: those that wait for their case and with whom, and beneath them the places to receive one and to say where it belongs. */
export function DocumentsPage() {
  const { state = 'waiting' } = useSearch({ from: '/documents' })
  const query = useInfiniteQuery(documentPages(state))
  const session = useQuery(sessionQuery).data
  const may = session !== undefined && holds(session, ACTS.contact.roles)
  useTitle('Documents')
  return (
    <>
      <header className="page-head">
        <h1>Documents</h1>
        <nav aria-label="State" className="tabs">
          {Object.entries(STATES).map(([name, title]) => (
            <Link key={name} to="/documents" search={{ state: name }} data-chosen={name === state ? true : undefined}>
              {title}
            </Link>
          ))}
        </nav>
      </header>
      <RowList
        label={`Documents: ${STATES[state as keyof typeof STATES] ?? state}`}
        query={query}
        columns={COLUMNS}
        rows={LONG_LEAD}
        keyOf={one => one.document}
        empty={EMPTY[state as keyof typeof EMPTY] ?? 'There is none.'}
      />
      {/* What stands below the list follows its end: drawn with it, so that nothing moves. */}
      {may && state === 'waiting' && !query.isPending && (
        <Places waiting={query.data?.pages.flatMap(page => page.data) ?? []} />
      )}
    </>
  )
}

const EMPTY = {
  waiting:
    'None waits. What comes for a case is attached to it by itself where that is certain; the rest is listed here.',
  attached: 'None is attached to an item yet.',
  ended: 'None ended without a case.',
} as const satisfies Readonly<Record<keyof typeof STATES, string>>

/** A place to receive a paper, and one to say where those that wait belong. */
function Places({ waiting }: { readonly waiting: readonly DocumentJson[] }) {
  return (
    <div className="questions below-list">
      <Panel title="A document that came">
        <PaperForm />
      </Panel>
      {waiting.length > 0 && (
        <Panel title="Where it belongs">
          <PlaceForm waiting={waiting} />
        </Panel>
      )}
    </div>
  )
}

const COLUMNS: readonly Column<DocumentJson>[] = [
  { title: 'document', width: 16, narrow: 'underEnd', cell: one => one.document },
  { title: 'is', width: 40, cut: true, narrow: 'lead', cell: one => HOLD_REASONS[one.kind] },
  { title: 'from', cut: true, narrow: 'end', cell: one => one.sender },
  { title: 'quotes', width: 28, cut: true, roomy: true, cell: one => one.reference },
  { title: 'account', width: 16, roomy: true, cell: one => one.account ?? '' },
  { title: 'came', width: 12, roomy: true, cell: one => one.came_on },
  { title: 'stands', width: 26, cut: true, narrow: 'under', cell: one => <Standing one={one} /> },
]

function Standing({ one }: { readonly one: DocumentJson }) {
  if (one.item !== null)
    return (
      <Link to="/items/$item" params={{ item: String(one.item) }}>
        item {one.item}
      </Link>
    )
  return one.state === 'ended' ? one.ended_why : `with ${one.owner.name}`
}

const DOES = {
  attach: { title: 'is about an item', asks: 'Number of the item', field: 'item' },
  hand_over: { title: 'is seen to by somebody else', asks: 'Their login', field: 'login' },
  end: { title: 'belongs to no case', asks: 'What became of it', field: 'why' },
} as const

/** Says of a paper that waits which item it is about, who sees to it, or that it belongs to none. */
function PlaceForm({ waiting }: { readonly waiting: readonly DocumentJson[] }) {
  const [does, setDoes] = useState<keyof typeof DOES>('attach')
  const [chosen, setChosen] = useState('')
  const of = waiting.find(one => one.document === chosen) ?? waiting[0]
  const placing = useDo()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const said = String(given.get('said') ?? '').trim()
    const body = { does, [DOES[does].field]: does === 'attach' ? Number(said) : said }
    placing.do({ path: 'documentPlace', holes: { document: String(given.get('document')) }, body })
  }
  return (
    <form className="question-form" onSubmit={submit} aria-label="Say where a document belongs">
      <label>
        Document
        <select name="document" value={of?.document} onChange={event => setChosen(event.target.value)}>
          {waiting.map(one => (
            <option key={one.document} value={one.document}>
              {one.document}, from {one.sender}
            </option>
          ))}
        </select>
      </label>
      {of !== undefined && (
        <span>
          <SavePaper one={of} />
        </span>
      )}
      <label>
        It
        <select value={does} onChange={event => setDoes(event.target.value as keyof typeof DOES)}>
          {Object.entries(DOES).map(([name, { title }]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        {DOES[does].asks}
        <input
          name="said"
          required
          maxLength={500}
          autoComplete="off"
          {...(does === 'attach' ? { pattern: '[0-9]{1,15}' } : {})}
        />
      </label>
      <button type="submit" disabled={placing.isBusy}>
        Say so
      </button>
      <Why text={placing.why} />
    </form>
  )
}
