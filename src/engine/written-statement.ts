import type { CorrectedField } from '../core/correction.ts'
import type { WrittenStatement } from '../core/customer-claim.ts'
import type { Finding } from '../core/exception.ts'
import { STATEMENT_FIELD } from '../core/resolve/resolve-claim.ts'

/** Whether the written statement of a claim is on file: when it was taken, or as somebody recorded since. Undefined for what is no claim against a debit. */
export function writtenStatement(
  facts: NonNullable<Finding['facts']>,
  recorded: readonly CorrectedField[],
): WrittenStatement | undefined {
  if (facts.onFile !== 'on file' && facts.onFile !== 'missing') return undefined
  return recorded.some(one => one.field === STATEMENT_FIELD) ? 'on file' : facts.onFile
}
