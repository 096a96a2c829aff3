import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { queryClient } from '../data/query-client.ts'
import { Failure } from '../ui/loaded.tsx'
import { useTitle } from '../ui/use-title.ts'

/** A page that could not be drawn: what the browser says of it, and the ways to go on. */
export function FaultyPage({ error: thrown, reset }: ErrorComponentProps) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  useTitle('This page has a fault')
  const router = useRouter()
  const again = () => {
    // What it could not draw it would not draw now either: what only this page had read is read again.
    queryClient.removeQueries({ type: 'inactive' })
    reset()
    void router.invalidate()
  }
  return (
    <>
      <header className="page-head">
        <h1>This page cannot be shown</h1>
      </header>
      <Failure error={error} again={again} />
      <p className="notice">
        The browser says of it: {error.message} <Link to="/">Today</Link> shows the day.
      </p>
    </>
  )
}
