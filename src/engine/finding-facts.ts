import type { Finding } from '../core/exception.ts'
import type { StoredException } from '../store/exception.ts'

/** What a finding says beside its sentence; nothing where there is no exception. */
export function findingFacts(exception: Pick<StoredException, 'finding'> | undefined): NonNullable<Finding['facts']> {
  return (exception?.finding.facts ?? {}) as NonNullable<Finding['facts']> // as `newException` wrote them
}
