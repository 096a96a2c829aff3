import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { clearday } from '../samples/command-line.ts'

const RETRY_MS = 250

/** One life of `clearday start`: from its start until it is killed. */
export interface Life {
  /** Where it serves, and after how many milliseconds; undefined when it was killed before. */
  readonly ready: Promise<{ readonly address: string; readonly ready_ms: number } | undefined>
  /** Resolves when the process is gone, with the signal that ended it and what it said. */
  readonly ended: Promise<{ readonly signal: NodeJS.Signals | null; readonly said: string }>
  end(signal: 'SIGKILL' | 'SIGTERM'): void
}

/** Starts the server on a data directory. `killAt` is a named step and how often it may pass before the process ends itself. */
export function startLife(data: string, killAt?: string): Life {
  let child: ChildProcess | undefined
  let tell = (_: Awaited<Life['ready']>) => {}
  const ready = new Promise<Awaited<Life['ready']>>(resolve => {
    tell = resolve
  })
  const running = clearday(['start', '--empty', '--port', '0', '--json', '--data', data], {
    environment: killAt === undefined ? {} : { CLEARDAY_KILL_AT: killAt },
    started(started) {
      child = started
      let out = ''
      started.stdout?.on('data', text => {
        out += text
        const [line, ...more] = out.split('\n')
        if (more.length > 0 && line?.includes('ready_ms') === true) tell(JSON.parse(line))
      })
    },
  })
  const ended = running.then(({ out, err }) => {
    tell(undefined)
    return { signal: child?.signalCode ?? null, said: err + out }
  })
  return { ready, ended, end: signal => void child?.kill(signal) }
}

/**
 * Uploads a file as a careful client does: sent again, to whatever life serves then, until an answer says that it was received.
 * Gives how often it was sent. `signedIn` is what a program sends that may upload.
 */
export async function uploadUntilReceived(
  lifeNow: () => Promise<Life>,
  file: FileOfClient,
  signedIn: Readonly<Record<string, string>>,
): Promise<number> {
  for (let times = 1; ; times++) {
    const life = await lifeNow()
    const ready = await life.ready
    const response = ready === undefined ? undefined : await post(ready.address, file, signedIn).catch(() => undefined)
    if (response === 202 || response === 409) return times
    if (response !== undefined && response < 500) throw new Error(`${file.name} was answered with ${response}`)
    // Most likely the life has just ended; a connection may break without that too.
    if (response === undefined) await Promise.race([life.ended, pause(RETRY_MS)])
  }
}

interface FileOfClient {
  readonly name: string
  readonly bytes: Uint8Array
}

async function post(address: string, file: FileOfClient, signedIn: Readonly<Record<string, string>>): Promise<number> {
  const headers = { ...signedIn, 'x-clearday-source': 'a client', 'x-clearday-name': file.name }
  const response = await fetch(`${address}/v1/files`, { method: 'POST', headers, body: Buffer.from(file.bytes) })
  await response.arrayBuffer()
  return response.status
}
