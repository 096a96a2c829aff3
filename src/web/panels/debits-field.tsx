import { useQuery } from '@tanstack/react-query'
import { candidatesQuery } from '../data/desk.ts'
import { Amount } from '../ui/amount.tsx'

interface DebitsFieldProps {
  /** The exception of a claim that names no posted debit. */
  readonly claim: number
  readonly value: string
  readonly set: (item: string) => void
}

/** The posted debits that a claim may mean, each with what is otherwise: any other is named by its number. */
export function DebitsField({ claim, value, set }: DebitsFieldProps) {
  const { data: near } = useQuery(candidatesQuery(claim))
  if (near === undefined) return null
  if (near.length === 0) return <p className="quiet">No debit that posted is near it.</p>
  return (
    <fieldset>
      <legend>Debits that it may mean</legend>
      {near.map(one => (
        <label key={one.item} className="choice">
          <input
            type="radio"
            name={`debit of ${claim}`}
            checked={value === String(one.item)}
            onChange={() => set(String(one.item))}
          />
          <span>
            <Amount minor={one.amount_minor} /> on {one.posted_on}, item {one.item}, account {one.account}: {one.why}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
