import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { AskFailed } from '../data/ask.ts'
import { HEARTBEAT_MS, renewLease } from '../data/desk.ts'

/**
 * Keeps the case that somebody has in hand while they look something up on another page: a case is theirs as long as they are at it,
 * not as long as one page is open. The page Work tells more, and does it itself.
 */
export function useLeaseKept(takesWork: boolean): void {
  const isElsewhere = useRouterState({ select: state => state.location.pathname !== '/work' })
  const isOn = takesWork && isElsewhere
  useEffect(() => {
    if (!isOn) return undefined
    void beat()
    const timer = setInterval(() => void beat(), HEARTBEAT_MS)
    return () => clearInterval(timer)
  }, [isOn])
}

/** A server that does not answer is told of by the strip; a case that is lost by its notice. */
async function beat(): Promise<void> {
  await renewLease().catch((error: unknown) => {
    if (!(error instanceof AskFailed)) throw error
  })
}
