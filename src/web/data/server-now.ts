import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { todayQuery } from './queries.ts'

const TICK_MS = 1000

/**
 * The server's time in milliseconds, ticking: that of its last answer, and what passed here since it came. Whatever clock the
 * machine before the screen has, the first that is drawn is right already; it is that machine's only until the first answer.
 */
export function useServerNow(): number {
  const { data, dataUpdatedAt } = useQuery(todayQuery())
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return data === undefined ? now : Date.parse(data.now) + Math.max(0, now - dataUpdatedAt)
}
