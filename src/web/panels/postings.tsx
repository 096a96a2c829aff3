import type { Posting } from '../../contract/item.ts'
import { Amount } from '../ui/amount.tsx'
import { dayText, words } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

/** The legs that the item has in the books: each moves one amount from one account to another. */
export function PostingsPanel({ postings }: { readonly postings: readonly Posting[] }) {
  return (
    <Panel title="Postings">
      <Table
        label="Postings"
        columns={COLUMNS}
        rows={postings}
        keyOf={one => `${one.entry}/${one.day}/${one.account}/${one.amount_minor}`}
        empty="It moves no money of its own: it is worth nothing, or its batch or file holds its value in suspense."
      />
    </Panel>
  )
}

const COLUMNS: readonly TableColumn<Posting>[] = [
  { title: 'day', cell: one => dayText(one.day) },
  { title: 'entry', wideOnly: true, cell: one => words(one.kind) },
  { title: 'from', cell: one => <Account name={isBackwards(one) ? one.account : one.contra} /> },
  { title: 'to', cell: one => <Account name={isBackwards(one) ? one.contra : one.account} /> },
  { title: 'amount', right: true, cell: one => <Amount minor={Math.abs(one.amount_minor)} /> },
]

/** `settlement.checks` may go on in a new line after its point. */
function Account({ name }: { readonly name: string }) {
  const [first, ...others] = name.split('.')
  return (
    <>
      {first}
      {others.map(part => (
        <span key={part}>
          .<wbr />
          {part}
        </span>
      ))}
    </>
  )
}

/** A negative amount is one that moves the other way. */
function isBackwards(posting: Posting): boolean {
  return posting.amount_minor < 0
}
