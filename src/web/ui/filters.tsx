import { Link } from '@tanstack/react-router'
import { dayText, momentText, words } from './format.ts'

/** What a list is limited to, each with a way to take it off. */
export function Filters({
  to,
  search,
  zone,
}: {
  readonly to: string
  readonly search: Readonly<Record<string, string | undefined>>
  readonly zone: string
}) {
  const set = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (set.length === 0) return null
  return (
    <ul className="filters" aria-label="Limited to">
      {set.map(([name, value]) => (
        <li key={name}>
          <Link
            to={to}
            search={without(search, name)}
            aria-label={`Take off: ${words(name)} ${shown(name, value, zone)}`}
          >
            {words(name)} <b>{shown(name, value, zone)}</b> <span aria-hidden="true">×</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function without(
  search: Readonly<Record<string, string | undefined>>,
  name: string,
): Record<string, string | undefined> {
  return { ...search, [name]: undefined }
}

function shown(name: string, value: string, zone: string): string {
  if (name === 'day' || name === 'exit_by') return dayText(value)
  if (name === 'due_by' || name === 'due_from') return momentText(value, zone)
  // Logins are shown as they are written.
  if (name === 'actor' || name === 'subject') return value
  if (name === 'fate') return value === 'quarantine' ? 'held' : 'processed'
  return name === 'batch' ? String(Number(value) + 1) : words(value)
}
