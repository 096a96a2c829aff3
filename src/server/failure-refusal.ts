import { isLostDatabase } from '../engine/lost-database.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * The refusal for a failure that is the machine's and not ours, so that a client knows that the same request will do later;
 * undefined for everything else, which is a defect.
 */
export function failureRefusal(error: unknown): Refusal | undefined {
  if (isLostDatabase(error))
    return refuse(
      'not_ready',
      'The database does not answer. Send the request again a little later: the same bytes are accepted once.',
    )
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^(ENOSPC|EDQUOT|53100)$/.test(code))
    return refuse(
      'storage_full',
      'The disk is full, and nothing of this was kept. Whoever runs this server makes room; then send it again.',
    )
  if (TOOK_TOO_LONG.test(code))
    return refuse(
      'busy',
      'It waited too long for what others do at the same time, or asks for more than is read at once. Nothing of it was kept: send it again a little later.',
    )
  return undefined
}

/** PostgreSQL ended the statement: by its time, or because two waited for each other (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const TOOK_TOO_LONG = /^(57014|55P03|40P01)$/
