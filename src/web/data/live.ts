import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { pathTo } from '../../contract/paths.ts'
import { isDeepList } from './queries.ts'
import { sessionQuery } from './session.ts'

/** How the connection is; `since` is the browser's moment in milliseconds at which it was lost. */
export type Connection =
  | { readonly at: 'connecting' }
  | { readonly at: 'live' }
  | { readonly at: 'lost'; readonly since: number }

const REFRESH_MS_MIN = 700
/** A browser tries again by itself after a broken connection, but not after an answer that is no stream, such as a proxy's. */
const AGAIN_MS = 3000

/** Reads what is shown again whenever the server says that something changed, as long as this person is signed in. Gives how the connection is. */
export function useLive(person: number | undefined): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>({ at: 'connecting' })
  useEffect(() => (person === undefined ? undefined : listen(client, setConnection)), [client, person])
  return connection
}

/** Listens until the function that it gives is called. */
function listen(client: QueryClient, tell: (change: (before: Connection) => Connection) => void): () => void {
  let events: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined
  const refresh = () => {
    // A file of many parts changes many times a second: people read once.
    waiting ??= setTimeout(() => {
      waiting = undefined
      void client.invalidateQueries({ predicate: query => !isDeepList(query) })
      void client.invalidateQueries({ predicate: isDeepList, refetchType: 'none' })
    }, REFRESH_MS_MIN)
  }
  const open = () => {
    events = new EventSource(pathTo('live'))
    events.onopen = () =>
      tell(before => {
        if (before.at === 'lost') refresh()
        return { at: 'live' }
      })
    events.onerror = () => {
      tell(before => (before.at === 'lost' ? before : { at: 'lost', since: Date.now() }))
      // What it was answered with a browser does not tell: the session may be over.
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      if (events.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS)
    }
    events.addEventListener('changed', refresh)
  }
  open()
  return () => {
    clearTimeout(waiting)
    clearTimeout(again)
    events.close()
  }
}
