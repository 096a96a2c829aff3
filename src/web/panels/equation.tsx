import { Link } from '@tanstack/react-router'
import type { Equation, EquationTerm, Tally } from '../../contract/tally.ts'
import type { Today } from '../../contract/today.ts'
import { Amount } from '../ui/amount.tsx'
import { countText, words } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

const TERMS: readonly EquationTerm[] = [
  'posted',
  'returned',
  'adjusted',
  'forwarded',
  'rejected',
  'in_work',
  'suspended',
]

/** The completeness equation of the day: big, with each term a way to its items, and by source below. */
export function EquationPanel({ today }: { readonly today: Today }) {
  const { equation, sources, day } = today
  return (
    <section className="panel equation" aria-labelledby="equation-title">
      <header className="panel-head">
        <h2 id="equation-title">Everything received is somewhere</h2>
        <div>
          <HoldsMark equation={equation} />
        </div>
      </header>
      <div className="terms">
        <Link to="/receipts" search={{ day }} className="term term-received">
          <Term name="received" tally={equation.received} />
        </Link>
        {TERMS.map((state, index) => (
          <Link
            key={state}
            to="/items"
            search={{ day, ...itemsOf(state) }}
            className={`term term-${state}${equation.terms[state].count === 0 ? ' term-none' : ''}`}
          >
            <span className="operator" aria-hidden="true">
              {index === 0 ? '=' : '+'}
            </span>
            <Term name={words(state)} tally={equation.terms[state]} />
          </Link>
        ))}
      </div>
      <details>
        <summary>By source ({sources.length})</summary>
        <SourceTable sources={sources} day={day} />
      </details>
    </section>
  )
}

/** The items that a term counts: what is in work is suspended too. */
function itemsOf(term: EquationTerm) {
  if (term === 'in_work') return { state: 'suspended', in_work: 'yes' }
  return term === 'suspended' ? { state: term, in_work: 'no' } : { state: term }
}

function HoldsMark({ equation }: { readonly equation: Equation }) {
  if (equation.waiting > 0) return <Mark tone="wait">{`${countText(equation.waiting)} being processed`}</Mark>
  return equation.holds ? <Mark tone="good">holds</Mark> : <Mark tone="bad">does not hold</Mark>
}

function Term({ name, tally }: { readonly name: string; readonly tally: Tally }) {
  return (
    <>
      <span className="term-name">{name}</span>
      <span className="term-count">{countText(tally.count)}</span>
      <span className="term-amount">
        <abbr title="debits">Dr</abbr> <Amount minor={tally.debit_minor} />
      </span>
      <span className="term-amount">
        <abbr title="credits">Cr</abbr> <Amount minor={tally.credit_minor} />
      </span>
    </>
  )
}

function SourceTable({ sources, day }: { readonly sources: Today['sources']; readonly day: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label="The equation by source, scrolls where it is wide">
      <Table
        label="The equation by source"
        columns={sourceColumns(day)}
        rows={sources}
        keyOf={one => one.source}
        empty="Nothing came from any source on this day."
      />
    </section>
  )
}

function sourceColumns(day: string): readonly TableColumn<Today['sources'][number]>[] {
  return [
    {
      title: 'source',
      head: true,
      cell: ({ source }) => (
        <Link to="/receipts" search={{ day, source }}>
          {source}
        </Link>
      ),
    },
    { title: 'received', right: true, cell: ({ equation }) => countText(equation.received.count) },
    ...TERMS.map(
      (state): TableColumn<Today['sources'][number]> => ({
        title: words(state),
        right: true,
        cell: ({ source, equation }) =>
          equation.terms[state].count === 0 ? (
            <span className="zero">0</span>
          ) : (
            <Link to="/items" search={{ day, source, ...itemsOf(state) }}>
              {countText(equation.terms[state].count)}
            </Link>
          ),
      }),
    ),
    { title: 'debits', right: true, cell: ({ equation }) => <Amount minor={equation.received.debit_minor} /> },
    { title: 'credits', right: true, cell: ({ equation }) => <Amount minor={equation.received.credit_minor} /> },
    { title: 'holds', cell: ({ equation }) => <HoldsMark equation={equation} /> },
  ]
}
