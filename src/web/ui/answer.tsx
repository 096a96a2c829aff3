import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { AskFailed } from '../data/ask.ts'

/** Shows what was read; before that a skeleton of the same size (after a moment), or why it could not be read and what next. */
export function Answer<Data>({
  query,
  skeleton,
  children,
}: {
  readonly query: UseQueryResult<Data>
  readonly skeleton: ReactNode
  readonly children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <Failure error={query.error} again={() => void query.refetch()} />
  return (
    <div className="waiting" aria-busy="true">
      <span className="hidden-text">Reading.</span>
      {skeleton}
    </div>
  )
}

export function Failure({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const request = error instanceof AskFailed ? error.request : ''
  return (
    <div className="notice notice-bad" role="alert">
      <p>
        {error instanceof AskFailed
          ? error.message
          : 'This page has a fault. Reload it; if it stays, tell whoever runs Clearday.'}
      </p>
      {request !== '' && <p className="quiet">Request {request}</p>}
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  )
}

/** Nothing to show, and why, and what next. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="notice">{children}</p>
}

/** Grey lines where text will stand. */
export function Lines({ count, height = 24 }: { readonly count: number; readonly height?: number }) {
  return (
    <div className="lines" aria-hidden="true">
      {Array.from({ length: count }, (_, line) => line).map(line => (
        <span key={line} className="line" style={{ height: height - 10, margin: '5px 0' }} />
      ))}
    </div>
  )
}
