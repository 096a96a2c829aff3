import { type Refusal, refuse } from './refusal.ts'
import { type NewsSince, openNewsTeller } from './tell-news.ts'

/**
 * Tells pages that something changed, and people what happened to their work, on their own pages alone. They read what they show
 * again; nothing of the day travels here but the ids of their cases.
 */
export interface Live {
  /** An event stream for one page of a session, which ends with it; undefined when too many listen already. */
  open(listener: Listener): ReadableStream<Uint8Array> | undefined
  close(): void
}

/** Whose page listens. */
export interface Listener {
  readonly session: string
  readonly personId: number
}

/** The answer to a page that waits for changes. */
export function liveAnswer(live: Live, listener: Listener): Response | Refusal {
  const stream = live.open(listener)
  if (stream === undefined)
    return refuse('not_ready', 'Too many pages wait for changes here. Close some, or read the day again now and then.')
  return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } })
}

export interface LiveFrom {
  /** Differs after a change; asked once a second for all pages together, and not at all while nobody listens. */
  readonly head: () => Promise<string>
  /** Of these sessions those that are over; asked as often. */
  readonly sessionsOver: (sessions: readonly string[]) => Promise<ReadonlySet<string>>
  /** What happened to people's work since `from`; asked after a change, and once before, to know from where on. */
  readonly news: NewsSince
  readonly clientsChanged: (count: number) => void
  readonly failed: (error: unknown) => void
  readonly intervalMs?: number
}

const CLIENTS_MAX = 500
const INTERVAL_MS = 1000
/** Proxies close what is silent for a minute. */
const BEAT_EVERY = 15
/** Messages that wait to be read by one page. */
const UNREAD_MAX = 100

export function openLive(from: LiveFrom): Live {
  const { head, sessionsOver, news, clientsChanged, failed, intervalMs = INTERVAL_MS } = from
  const clients: Clients = new Map()
  let timer: NodeJS.Timeout | undefined
  let last: string | undefined
  let ticks = 0
  /** Grows when nobody listens any more: a look that was on its way then is the last of its own. */
  let round = 0
  const send = (text: string, personId?: number) => sendTo(clients, { text, personId }, end)
  const drop = (client: Stream) => {
    if (!clients.delete(client)) return
    clientsChanged(clients.size)
    if (clients.size === 0) stop()
  }
  const end = (client: Stream) => {
    client.close()
    drop(client)
  }
  const teller = openNewsTeller(news, send)
  const tick = async () => {
    const own = round
    await endSessions(clients, sessionsOver, end).catch(failed)
    if (own !== round) return
    const now = await head().catch((error: unknown) => {
      failed(error)
      return last
    })
    if (own !== round) return
    ticks += 1
    if (now !== last) await teller.tell().catch(failed)
    if (own !== round) return
    if (now !== last && last !== undefined) send(`event: changed\nid: ${now}\ndata: ${now}\n\n`)
    else if (ticks % BEAT_EVERY === 0) send(': still here\n\n')
    last = now
    if (own === round) timer = setTimeout(tick, intervalMs)
  }
  const stop = () => {
    round += 1
    clearTimeout(timer)
    timer = undefined
    last = undefined
    teller.forget()
  }
  return {
    open(listener) {
      if (clients.size >= CLIENTS_MAX) return undefined
      let own: Stream
      return new ReadableStream({
        start(client) {
          own = client
          clients.set(client, listener)
          clientsChanged(clients.size)
          client.enqueue(ENCODER.encode('retry: 2000\n\n'))
          timer ??= setTimeout(tick, 0)
        },
        cancel() {
          drop(own)
        },
      })
    },
    close() {
      stop()
      for (const client of clients.keys()) client.close()
      clients.clear()
    },
  }
}

type Stream = ReadableStreamDefaultController<Uint8Array>
type Clients = Map<Stream, Listener>

const ENCODER = new TextEncoder()

/** Writes to the pages of one person, or to all. */
function sendTo(
  clients: Clients,
  { text, personId }: { readonly text: string; readonly personId: number | undefined },
  end: (client: Stream) => void,
): void {
  const bytes = ENCODER.encode(text)
  for (const [client, listener] of clients) {
    if (personId !== undefined && listener.personId !== personId) continue
    // A page that does not read what it gets is gone; one that was only slow comes again, and reads anew what it shows.
    if ((client.desiredSize ?? 0) < -UNREAD_MAX) end(client)
    else client.enqueue(bytes)
  }
}

/** Ends the streams of sessions that are over. */
async function endSessions(
  clients: Clients,
  sessionsOver: LiveFrom['sessionsOver'],
  end: (client: Stream) => void,
): Promise<void> {
  const over = await sessionsOver([...new Set([...clients.values()].map(one => one.session))])
  for (const [client, { session }] of clients) {
    if (over.has(session)) end(client)
  }
}
