import { useInfiniteQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { peoplePages } from '../data/people.ts'

interface PersonFieldProps {
  readonly label: string
  readonly value: string
  readonly set: (login: string) => void
}

/** Somebody who works here, chosen by name or login from those that are listed; typed where there are more. For whoever may see the list. */
export function PersonField({ label, value, set }: PersonFieldProps) {
  const query = useInfiniteQuery(peoplePages())
  const id = useId()
  const people = (query.data?.pages ?? []).flatMap(({ data }) => data)
  return (
    <label>
      {label}
      <input value={value} required autoCapitalize="none" list={id} onChange={event => set(event.target.value)} />
      <datalist id={id}>
        {people
          .filter(one => one.kind === 'human' && one.state === 'active')
          .map(one => (
            <option key={one.id} value={one.login}>
              {one.name}
            </option>
          ))}
      </datalist>
    </label>
  )
}
