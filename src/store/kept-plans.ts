import type pg from 'pg'

/**
 * Connections on which the server may keep the plans of frequent statements. A plan lives in the session of the server that made it,
 * and nothing of ours may rely on a session outliving its transaction: a pooler in between gives each transaction another one. So
 * plans are kept only where the server itself is at the other end, which is where the process that it names when a connection opens
 * is the one that answers; a pooler hands out numbers of its own there.
 */
const direct = new WeakSet<object>()

/** From now on the plans of frequent statements are kept on this connection. */
export function keepPlans(client: object): void {
  direct.add(client)
}

/** Whether they are kept on a connection; of a pool, whose connection nobody knows beforehand, they are not. */
export function keepsPlans(run: object): boolean {
  return direct.has(run)
}

/** True where nothing stands between a connection and its server that could give it another session. */
export async function isDirect(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return 'processID' in client && client.processID === rows[0]?.pid
}
