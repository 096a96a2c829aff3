import { useEffect, useState } from 'react'

const TICK_MS = 1000

/** The server's time in milliseconds, ticking. `serverNow` is the moment that an answer carried when it came. */
export function useNow(serverNow: string | undefined): number {
  const [skew, setSkew] = useState(0)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (serverNow !== undefined) setSkew(Date.parse(serverNow) - Date.now())
  }, [serverNow])
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now + skew
}
