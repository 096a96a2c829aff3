import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { readHead } from '../engine/read-day.ts'
import { readNews } from '../engine/read-news.ts'
import { sessionsOver } from '../engine/sign-in-session.ts'
import { createApp } from './app.ts'
import { openLive } from './live.ts'
import { LOOPBACK_NAMES } from './protect.ts'
import type { ServerParts } from './server-parts.ts'
import { loadStaticFiles } from './static-files.ts'

export interface Listening {
  /** `http://127.0.0.1:8080` */
  readonly address: string
  readonly port: number
  /** Takes no new request, ends the live streams, and lets what runs come to its end. */
  close(): Promise<void>
}

export interface ServeWith {
  readonly parts: ServerParts
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly webFolder: string
  /** Further host names under which it answers. */
  readonly hosts: readonly string[]
}

/** The port is taken, or may not be used: the message says so. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen'
}

const SECOND = 1000
const LIMITS = {
  headersTimeout: 10 * SECOND,
  // An upload may take its time; a request without a body is over with its headers.
  requestTimeout: 900 * SECOND,
  keepAliveTimeout: 5 * SECOND,
  maxHeaderSize: 16 * 1024,
} as const
const CONNECTIONS_MAX = 2000
const CLOSE_MS_MAX = 10 * SECOND

/** Listens and answers until it is closed. Throws `CannotListen`. */
export async function serve({ parts, host, port, webFolder, hosts }: ServeWith): Promise<Listening> {
  const live = openLive({
    head: () => readHead(parts.engine),
    sessionsOver: sessions => sessionsOver(parts.engine, sessions),
    news: from => readNews(parts.engine, from),
    clientsChanged: parts.metrics.liveClients,
    failed: error => parts.log.warn({ kind: (error as Error).name }, 'looking for changes failed'),
  })
  const app = createApp({ parts, live, web: loadStaticFiles(webFolder), hosts: [...LOOPBACK_NAMES, host, ...hosts] })
  const server = createServer(LIMITS, getRequestListener(app.fetch))
  server.maxConnections = CONNECTIONS_MAX
  const bound = await listen(server, host, port)
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: () => close(server, live.close),
  }
}

/** Throws `CannotListen` when the port cannot be had now. */
export async function probePort(host: string, port: number): Promise<void> {
  const server = createServer()
  await listen(server, host, port)
  await new Promise<void>(resolve => server.close(() => resolve()))
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new CannotListen(whyNot(error, host, port))))
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Free it, or choose another with --port or CLEARDAY_PORT.`
  if (error.code === 'EACCES')
    return `This account may not listen on port ${port}. Choose one over 1023 with --port or CLEARDAY_PORT.`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return `${host} is no address of this machine. Set server.host in clearday.json.`
  return `The server cannot listen on ${host}:${port}: ${error.message}.`
}

async function close(server: Server, endStreams: () => void): Promise<void> {
  endStreams()
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS_MAX)
  await closed
  clearTimeout(late)
}
