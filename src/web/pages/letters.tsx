import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { LetterJson } from '../../contract/letter-routes.ts'
import { letterPages } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount } from '../ui/amount.tsx'
import { momentText, words } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { type Column, LONG_LEAD, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

const STATES = { requested: 'to be written', sent: 'sent', overtaken: 'overtaken', cancelled: 'cancelled' } as const

/** What somebody has to write, the first to be due first; what was sent, and what is not needed any more. */
export function LettersPage() {
  const { state = 'requested' } = useSearch({ from: '/letters' })
  const zone = useZone()
  const query = useInfiniteQuery(letterPages({ state }))
  useTitle('Letters')
  return (
    <>
      <header className="page-head">
        <h1>Letters</h1>
        <nav aria-label="State" className="tabs">
          {Object.entries(STATES).map(([name, title]) => (
            <Link key={name} to="/letters" search={{ state: name }} data-chosen={name === state ? true : undefined}>
              {title}
            </Link>
          ))}
        </nav>
      </header>
      <RowList
        label={`Letters: ${STATES[state as keyof typeof STATES] ?? state}`}
        query={query}
        columns={columnsOf(zone)}
        rows={LONG_LEAD}
        keyOf={one => one.letter}
        empty="There is none. A decision that has somebody told or asked puts its letter here, and its item’s page says that it went out."
      />
    </>
  )
}

function columnsOf(zone: string): readonly Column<LetterJson>[] {
  return [
    { title: 'about', width: 19, narrow: 'end', cell: one => <About one={one} /> },
    { title: 'to', width: 10, cell: one => one.to },
    { title: 'says', cut: true, narrow: 'lead', cell: one => one.words },
    { title: 'asked for by', width: 26, cut: true, roomy: true, cell: one => one.rule?.act ?? words(one.resolution) },
    { title: 'amount', width: 15, right: true, roomy: true, cell: one => <Amount minor={one.amount_minor} /> },
    { title: 'language', width: 9, roomy: true, cell: one => one.language },
    { title: 'has to go by', width: 28, narrow: 'under', cell: one => <Standing one={one} zone={zone} /> },
  ]
}

function About({ one: { item, receipt } }: { readonly one: LetterJson }) {
  if (item !== null)
    return (
      <Link to="/items/$item" params={{ item: String(item) }}>
        item {item}
      </Link>
    )
  return (
    <Link to="/receipts/$receipt" params={{ receipt: String(receipt) }}>
      receipt {receipt}
    </Link>
  )
}

function Standing({ one, zone }: { readonly one: LetterJson; readonly zone: string }) {
  if (one.answered !== null) return <>answered {one.answered.on}</>
  if (one.sent !== null) return <>sent {one.sent.on}</>
  if (one.overtaken_by !== null) return <>document {one.overtaken_by} came</>
  const due = one.due_at === null ? 'no clock' : momentText(one.due_at, zone)
  return one.overdue ? <Mark tone="bad">{due}</Mark> : due
}
