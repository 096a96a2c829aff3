import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { AskFailed } from '../data/ask.ts'

/** Shows what was read; before that a skeleton of the same size (after a moment), or why it could not be read and what next. */
export function Loaded<Data>({
  query,
  skeleton,
  instead,
  children,
}: {
  readonly query: UseQueryResult<Data>
  readonly skeleton: ReactNode
  /** Where to go on when the server knows no such thing. */
  readonly instead?: ReactNode
  readonly children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <Failure error={query.error} again={() => void query.refetch()} instead={instead} />
  return (
    <div className="waiting" aria-busy="true">
      <span className="hidden-text">Reading.</span>
      {skeleton}
    </div>
  )
}

interface FailureProps {
  readonly error: Error
  readonly again: () => void
  readonly instead?: ReactNode
}

/** Why something could not be read, and what next: asking again, unless the server will say no again. */
export function Failure({ error, again, instead }: FailureProps) {
  if (error instanceof AskFailed && error.status >= 400 && error.status < 500) {
    return (
      <div className="notice" role="alert">
        <p>
          {error.message} {instead}
        </p>
      </div>
    )
  }
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

/** A panel whose text is on its way. */
export function PanelLines({ count }: { readonly count: number }) {
  return (
    <div className="panel waiting" aria-busy="true">
      <span className="hidden-text">Reading.</span>
      <Lines count={count} />
    </div>
  )
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
