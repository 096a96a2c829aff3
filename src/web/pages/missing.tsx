import { Link } from '@tanstack/react-router'
import { useTitle } from '../ui/use-title.ts'

/** There is no such page. */
export function MissingPage() {
  useTitle('No such page')
  return (
    <>
      <header className="page-head">
        <h1>No such page</h1>
      </header>
      <p className="notice">
        Nothing is at this address. <Link to="/">Today</Link> shows the day.
      </p>
    </>
  )
}
