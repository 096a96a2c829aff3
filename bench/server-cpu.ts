import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'

const MS_A_TICK = 10 // Linux tells processor time in hundredths of a second
/** Fields of /proc/PID/stat, counted behind the name of the program. */
const FIELDS = { parent: 1, user: 11, system: 12, endedUser: 13, endedSystem: 14 } as const

/**
 * Gives a clock of the processor time that a PostgreSQL server of this machine has used, all its processes together, in milliseconds;
 * undefined where there is no /proc. On a busy machine it says what the wall clock does not: what a posting costs.
 */
export async function serverCpu(pool: pg.Pool): Promise<(() => number) | undefined> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  const postmaster = fieldsOf(rows[0]?.pid ?? 0)?.[FIELDS.parent]
  return postmaster === undefined ? undefined : () => ticksBelow(postmaster) * MS_A_TICK
}

function ticksBelow(postmaster: number): number {
  const own = fieldsOf(postmaster)
  let ticks = 0
  for (const name of readdirSync('/proc')) {
    const process = /^\d+$/.test(name) ? fieldsOf(Number(name)) : undefined
    if (process?.[FIELDS.parent] === postmaster) ticks += (process[FIELDS.user] ?? 0) + (process[FIELDS.system] ?? 0)
  }
  const ended = (own?.[FIELDS.endedUser] ?? 0) + (own?.[FIELDS.endedSystem] ?? 0)
  return ticks + ended + (own?.[FIELDS.user] ?? 0) + (own?.[FIELDS.system] ?? 0)
}

/** Undefined for a process that is gone. */
function fieldsOf(pid: number): readonly number[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
  } catch {
    return undefined
  }
}
