/** What lists of the configuration have to be, whatever they are of. */

export function isOnceEach(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}

interface Dated {
  readonly name: string
  readonly from: string
  readonly to: string
}

/** No two of one name on one day. */
export function areApart(policies: readonly Dated[]): boolean {
  return policies.every((one, n) =>
    policies.every((other, m) => n <= m || one.name !== other.name || one.from > other.to || other.from > one.to),
  )
}
