import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { pathTo } from '../../contract/paths.ts'

export type Connection = 'connecting' | 'live' | 'lost'

const REFRESH_MS_MIN = 700

/** Reads what is shown again whenever the server says that something changed. Gives how the connection is. */
export function useLive(): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => {
    const events = new EventSource(pathTo('live'))
    let waiting: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      // A file of many parts changes many times a second: people read once.
      waiting ??= setTimeout(() => {
        waiting = undefined
        void client.invalidateQueries()
      }, REFRESH_MS_MIN)
    }
    events.onopen = () => {
      setConnection(before => {
        if (before === 'lost') refresh()
        return 'live'
      })
    }
    events.onerror = () => setConnection('lost')
    events.addEventListener('changed', refresh)
    return () => {
      clearTimeout(waiting)
      events.close()
    }
  }, [client])
  return connection
}
