import { type PathName, pathTo } from '../../src/contract/paths.ts'
import type { SampleServer } from '../sample-server.ts'

interface How {
  readonly body?: object
  readonly holes?: object
  readonly query?: object
  readonly key?: string
}

/** Asks a server as people who are signed in, by their tokens: every act with an idempotency key of its own where none is given. */
export function askersOf(server: () => SampleServer, tokens: ReadonlyMap<number, string>) {
  let keys = 0
  const send = (person: number, name: PathName, { body, holes, query, key }: How = {}) => {
    const isRead = body === undefined && key === undefined
    return server().ask(pathTo(name, { ...holes }, { ...query }), {
      method: isRead ? 'GET' : 'POST',
      headers: {
        ...{ authorization: `Bearer ${tokens.get(person)}`, 'clearday-request': '1' },
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(isRead ? {} : { 'idempotency-key': key ?? `key ${keys++}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
  return {
    send,
    read: async (person: number, name: PathName, holes: object = {}, query: object = {}): Promise<unknown> =>
      (await send(person, name, { holes, query })).json(),
    /** An act with a body; without one its key makes it an act. */
    act: async (person: number, name: PathName, holes: object, body?: object): Promise<unknown> =>
      (await send(person, name, { holes, key: `key ${keys++}`, ...(body === undefined ? {} : { body }) })).json(),
  }
}
