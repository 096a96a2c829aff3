import { join } from 'node:path'
import pino, { type Logger } from 'pino'

/** Lines of the log are JSON: in a file of the data directory, or on standard error with CLEARDAY_LOG=stderr. */
export function openLog(dataDir: string, environment: NodeJS.ProcessEnv): Logger {
  const toStderr = environment.CLEARDAY_LOG === 'stderr'
  const destination = toStderr
    ? pino.destination({ dest: 2, sync: true })
    : pino.destination({ dest: join(dataDir, 'log', 'clearday.jsonl'), mkdir: true, sync: false })
  return pino(
    {
      level: environment.CLEARDAY_LOG_LEVEL || 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  )
}
