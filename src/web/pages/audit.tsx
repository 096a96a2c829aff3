import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AuditEvent, AuditHead } from '../../contract/audit.ts'
import { exceptionWords } from '../../core/exception-words.ts'
import { ITEMS_PER_RECEIPT_MAX } from '../../core/item.ts'
import { auditHeadQuery, eventPages } from '../data/audit.ts'
import { todayQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { AuditExport } from '../panels/audit-export.tsx'
import { Filters } from '../ui/filters.tsx'
import { clockText, counted, datedText, momentText, words } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { type Column, LONG_LEAD, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Everything that happened, by day, actor, kind and what it is about; and where the chains end. */
export function AuditPage() {
  useTitle('Audit')
  const search = useSearch({ from: '/audit' })
  const zone = useZone()
  const query = useInfiniteQuery(eventPages(search))
  // Shown together, so that nothing moves: what stands below the ends of the chains follows them.
  const head = useQuery(auditHeadQuery)
  return (
    <>
      <header className="page-head">
        <h1>Audit</h1>
        <Filters to="/audit" search={search} zone={zone} />
      </header>
      {head.isPending ? (
        <PanelLines count={24} />
      ) : (
        <>
          <div className="stacked">
            <Loaded query={head} skeleton={null}>
              {ends => <HeadPanel head={ends} />}
            </Loaded>
            <AuditExport />
            <Panel title="Which events">
              <EventFilter key={JSON.stringify(search)} search={search} kinds={head.data?.kinds ?? []} />
            </Panel>
          </div>
          <h2 className="list-title">Events, the newest first</h2>
          <RowList
            label="Events, the newest first"
            query={query}
            columns={columnsOf(zone)}
            rows={LONG_LEAD}
            keyOf={one => `${one.shard}/${one.n}`}
            empty={
              search.subject === undefined
                ? 'No event is like this. Take a limit off, or name another day.'
                : 'No event is like this. Take a limit off. An item is found by its own number, which its page has, not by its trace.'
            }
          />
        </>
      )}
    </>
  )
}

function HeadPanel({ head }: { readonly head: AuditHead }) {
  return (
    <Panel title="Where the chains end">
      <p>
        {counted(head.events, 'event')} under {counted(head.links, 'link')} of {counted(head.chains, 'chain')}. All ends
        together are <code className="file-name">{head.sha256}</code>.
      </p>
      <p className="quiet">
        Checked anywhere without this server: <code>clearday audit export --out FILE</code> writes them, and{' '}
        <code>clearday audit verify FILE --key audit/key.pub.pem</code> names the first place that was changed.
      </p>
    </Panel>
  )
}

type Search = Readonly<Partial<Record<'day' | 'actor' | 'kind' | 'subject', string>>>

function EventFilter({ search, kinds }: { readonly search: Search; readonly kinds: readonly string[] }) {
  const navigate = useNavigate()
  const today = useQuery(todayQuery()).data?.day
  const [values, setValues] = useState<Search>(search)
  const set = (name: keyof Search, value: string) => setValues({ ...values, [name]: value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = Object.entries(values).filter(([, value]) => value !== undefined && value.trim() !== '')
    void navigate({ to: '/audit', search: Object.fromEntries(given) })
  }
  return (
    <form className="row-form" onSubmit={submit}>
      <label>
        Day
        <input type="date" value={values.day ?? ''} max={today} onChange={event => set('day', event.target.value)} />
      </label>
      <label>
        Who (a login, or engine)
        <input value={values.actor ?? ''} autoCapitalize="none" onChange={event => set('actor', event.target.value)} />
      </label>
      <label>
        What
        <select value={values.kind ?? ''} onChange={event => set('kind', event.target.value)}>
          <option value="">anything</option>
          {kinds.map(kind => (
            <option key={kind} value={kind}>
              {words(kind)}
            </option>
          ))}
        </select>
      </label>
      <label>
        About (a login, or a number)
        <input
          value={values.subject ?? ''}
          autoCapitalize="none"
          maxLength={100}
          title="The login of a person; or the number of an item, a receipt or a case, as its own page has it"
          onChange={event => set('subject', event.target.value)}
        />
      </label>
      <button type="submit" className="primary">
        Look
      </button>
    </form>
  )
}

/** What it is about, with the page of it where there is one. Items have numbers above all others, batches and files below zero. */
function Subject({ of: { kind, subject, about_person: person } }: { readonly of: AuditEvent }) {
  if (person !== null)
    return (
      <Link to="/people/$login" params={{ login: person.login }} title={person.name}>
        {person.login}
      </Link>
    )
  if (OF_RECEIPTS.test(kind) && subject > 0)
    return (
      <Link to="/receipts/$receipt" params={{ receipt: String(subject) }}>
        {subject}
      </Link>
    )
  if (kind.startsWith('bulk_'))
    return (
      <Link to="/bulk/$bulk" params={{ bulk: String(subject) }}>
        {subject}
      </Link>
    )
  if (subject < 0)
    return (
      <Link to="/receipts/$receipt" params={{ receipt: String(Math.floor(-subject / ITEMS_PER_RECEIPT_MAX)) }}>
        {exceptionWords(subject)}
      </Link>
    )
  if (OF_ITEMS.test(kind) && subject >= ITEMS_PER_RECEIPT_MAX)
    return (
      <Link to="/items/$item" params={{ item: String(subject) }}>
        {subject}
      </Link>
    )
  return subject
}

const OF_RECEIPTS = /^(file|part)_|^batches_/
const OF_ITEMS = /^(exception|decision|item|case|question|letter|claim|entry|notice|note|return|data)_|^limit_refused$/

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** What an event says, as people read it: `personId` is `person`, with who that is, and moments are on the institution's clock. */
function factText({ name, value, person }: AuditEvent['facts'][number], zone: string): string {
  const title = words(name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`))
  if (person !== null) return `${title.replace(/ id$/, '')} ${person.name} (${person.login})`
  return `${title} ${MOMENT.test(value) ? datedText(value, zone) : value}`
}

function columnsOf(zone: string): readonly Column<AuditEvent>[] {
  return [
    {
      title: 'at',
      width: 23,
      narrow: 'end',
      cell: one => `${momentText(one.at, zone).slice(0, 10)} ${clockText(one.at, zone)}`,
    },
    { title: 'what', width: 25, narrow: 'lead', cell: one => words(one.kind) },
    { title: 'by', width: 25, cut: true, narrow: 'under', cell: one => one.actor_name ?? one.actor },
    { title: 'about', width: 19, cut: true, right: true, roomy: true, cell: one => <Subject of={one} /> },
    { title: 'says', cut: true, cell: one => one.facts.map(fact => factText(fact, zone)).join(', ') },
    { title: 'chain', width: 15, roomy: true, right: true, cell: one => `${one.shard}/${one.n}` },
  ]
}
