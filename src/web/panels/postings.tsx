import type { Posting } from '../../contract/item.ts'
import { amountText, dayText, words } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'

/** The legs that the item has in the books: each moves one amount from one account to another. */
export function PostingsPanel({ postings }: { readonly postings: readonly Posting[] }) {
  if (postings.length === 0) {
    return (
      <Panel title="Postings">
        <p className="notice">
          It moves no money of its own: it is worth nothing, or its batch or file holds its value in suspense.
        </p>
      </Panel>
    )
  }
  return (
    <Panel title="Postings">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">day</th>
            <th scope="col" className="wide-only">
              entry
            </th>
            <th scope="col">from</th>
            <th scope="col">to</th>
            <th scope="col" className="right">
              amount
            </th>
          </tr>
        </thead>
        <tbody>
          {postings.map(posting => (
            <Leg key={`${posting.entry}/${posting.day}/${posting.account}/${posting.amount_minor}`} posting={posting} />
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

/** A negative amount is one that moves the other way. */
function Leg({ posting }: { readonly posting: Posting }) {
  const [from, to] = posting.amount_minor < 0 ? [posting.account, posting.contra] : [posting.contra, posting.account]
  return (
    <tr>
      <td className="nowrap">{dayText(posting.day)}</td>
      <td className="wide-only">{words(posting.kind)}</td>
      <td>{from}</td>
      <td>{to}</td>
      <td className="right">{amountText(Math.abs(posting.amount_minor))}</td>
    </tr>
  )
}
