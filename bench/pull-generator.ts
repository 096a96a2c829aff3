import { Agent, request } from 'node:http'
import { pathTo, REQUEST_HEADER } from '../src/contract/paths.ts'

/**
 * Asks a server for work as people do who sit before it: every pull comes at its moment, however long those before it take, and what
 * was handed out is then left to wait, so that the next one is another case. A process of its own, so that what asks does not share a processor's turn with what answers.
 */
export interface PullsWanted {
  readonly address: string
  /** Of the operators, who ask in turn. */
  readonly tokens: readonly string[]
  readonly perSecond: number
  readonly seconds: number
  /** Until when what was handed out waits: an instant. */
  readonly until: string
}

/** Milliseconds from the moment at which each was to be asked until its answer was read whole. */
export interface PullsSeen {
  readonly pulls: readonly number[]
  readonly pends: readonly number[]
  /** `case fence`, which no two answers may share. */
  readonly claims: readonly string[]
}

async function pullAll({ address, tokens, perSecond, seconds, until }: PullsWanted): Promise<PullsSeen> {
  const agent = new Agent({ keepAlive: true, maxSockets: tokens.length })
  const seen = { pulls: [] as number[], pends: [] as number[], claims: [] as string[] }
  // An operator who still has a case asks for the next one behind that: the wait is counted.
  const busy = tokens.map(() => Promise.resolve())
  const wanted = perSecond * seconds
  const began = performance.now()
  for (let asked = 0; asked < wanted; ) {
    for (; asked < wanted && began + (asked * 1000) / perSecond <= performance.now(); asked++) {
      const due = began + (asked * 1000) / perSecond
      const who = asked % tokens.length
      const ask = asker(agent, address, tokens[who] ?? '')
      busy[who] = (busy[who] ?? Promise.resolve()).then(() => pullOnce(ask, { due, until }, seen))
    }
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  await Promise.all(busy)
  agent.destroy()
  return seen
}

interface Seen {
  readonly pulls: number[]
  readonly pends: number[]
  readonly claims: string[]
}

async function pullOnce(
  ask: Ask,
  { due, until }: { readonly due: number; readonly until: string },
  seen: Seen,
): Promise<void> {
  const given = (await ask(pathTo('workNext'))) as Given // of the route's schema
  seen.pulls.push(performance.now() - due)
  if (given.outcome !== 'claimed') throw new Error(`a pull was answered ${JSON.stringify(given)}`)
  const { case: of, fence } = given.work
  seen.claims.push(`${of.case} ${fence}`)
  const pending = performance.now()
  await ask(pathTo('workPend', { case: of.case }), { fence, until, waiting_for: 'the next day' })
  seen.pends.push(performance.now() - pending)
}

interface Given {
  readonly outcome: string
  readonly work: { readonly case: { readonly case: string }; readonly fence: number }
}

type Ask = (path: string, body?: object) => Promise<unknown>

function asker(agent: Agent, address: string, token: string): Ask {
  const headers = { authorization: `Bearer ${token}`, [REQUEST_HEADER]: '1', 'content-type': 'application/json' }
  return (path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, address), { agent, method: 'POST', headers }, response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', piece => {
          text += piece
        })
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text))
          else reject(new Error(`${path} was answered ${response.statusCode}: ${text}`))
        })
        response.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
}

// Started by pull-next-http.ts, which says what it wants and hears what was seen.
if (import.meta.main)
  process.once('message', (wanted: PullsWanted) => {
    pullAll(wanted).then(
      seen => process.send?.(seen, () => process.exit(0)),
      error => {
        console.error(error)
        process.exit(1)
      },
    )
  })
