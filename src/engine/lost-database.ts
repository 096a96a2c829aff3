/** What the operating system says when the way to a server is gone, or was never there. */
const CONNECTION = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/

/**
 * True for a database that went away or is not there: nothing that is tried now would fare better, and nothing that failed for it
 * was at fault itself.
 */
export function isLostDatabase(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isLostDatabase)
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^(57P|08)/.test(code) || CONNECTION.test(code)) return true
  return /connection terminated|terminating connection|client was closed|client has encountered a connection error|pool after calling end|connection timeout|^timeout expired$/i.test(
    error.message,
  )
}
