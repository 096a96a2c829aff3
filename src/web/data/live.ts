import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { pathTo } from '../../contract/paths.ts'
import { NEWS_KINDS, type NewsKind } from '../../core/work/news.ts'
import { isDeepList } from './queries.ts'
import { sessionQuery } from './session.ts'

/** How the connection is; `since` is the browser's moment in milliseconds at which it was lost. */
export type Connection =
  | { readonly at: 'connecting' }
  | { readonly at: 'live' }
  | { readonly at: 'lost'; readonly since: number }

/** Something that happened to this person's own work. */
export interface Notice {
  readonly no: number
  readonly kind: NewsKind
  /** The browser's moment in milliseconds at which it came. */
  readonly at: number
  /** The case that it is about, as 1101-7. */
  readonly case: string | null
  /** The item that it is about, where it is about one alone. */
  readonly item: number | null
}

export interface Live {
  readonly connection: Connection
  /** The last ones that were not put away, the first first. */
  readonly notices: readonly Notice[]
  readonly dismiss: (no: number) => void
}

const NOTICES_MAX = 3
const REFRESH_MS_MIN = 700
/** A browser tries again by itself after a broken connection, but not after an answer that is no stream, such as a proxy's. */
const AGAIN_MS = 3000
/** A stream that is open again by then was not lost: it ends with the session's old token, and a browser opens another after three seconds. */
const LOST_AFTER_MS = 5000

/** Reads what is shown again whenever the server says that something changed, as long as this person is signed in. Gives how the connection is, and what happened to this person's own work. */
export function useLive(person: number | undefined): Live {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>({ at: 'connecting' })
  const [notices, setNotices] = useState<readonly Notice[]>([])
  const dismiss = useCallback((no: number) => setNotices(all => all.filter(one => one.no !== no)), [])
  useEffect(() => {
    setNotices([])
    if (person === undefined) return undefined
    // Of one case the last is true: what was given is not given any more once it was taken away again.
    const told = (notice: Notice) =>
      setNotices(all =>
        [...all.filter(one => notice.case === null || one.case !== notice.case), notice].slice(-NOTICES_MAX),
      )
    return listen(client, setConnection, told)
  }, [client, person])
  return { connection, notices, dismiss }
}

/** Listens until the function that it gives is called. */
function listen(client: QueryClient, tell: (now: Connection) => void, told: (notice: Notice) => void): () => void {
  let no = 0
  let events: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined
  let telling: ReturnType<typeof setTimeout> | undefined
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
    events.onopen = () => {
      if (telling !== undefined) refresh()
      clearTimeout(telling)
      telling = undefined
      tell({ at: 'live' })
    }
    events.onerror = () => {
      const since = Date.now()
      telling ??= setTimeout(() => tell({ at: 'lost', since }), LOST_AFTER_MS)
      // What it was answered with a browser does not tell: the session may be over.
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      if (events.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS)
    }
    events.addEventListener('changed', refresh)
    for (const kind of NEWS_KINDS)
      events.addEventListener(kind, ({ data }) => {
        const about = JSON.parse(data) as Pick<Notice, 'case' | 'item'> // as the server writes it
        told({ no: ++no, kind, at: Date.now(), ...about })
        refresh()
      })
  }
  open()
  return () => {
    clearTimeout(waiting)
    clearTimeout(again)
    clearTimeout(telling)
    events.close()
  }
}
