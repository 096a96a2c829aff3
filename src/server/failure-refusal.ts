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
  return undefined
}
