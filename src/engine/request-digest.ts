import { createHash } from 'node:crypto'

/** What a request asks, in the contract's words. */
export interface AskedRequest {
  readonly method: string
  /** As the contract names it: `/v1/cases/{id}/resolve`. */
  readonly route: string
  readonly params: Readonly<Record<string, unknown>>
  /** Of JSON as it was read; of a file its SHA-256. */
  readonly body: unknown
}

/** SHA-256 of what a request asks. Two bodies that differ in the order of their fields, or in their spaces, ask the same. */
export function requestDigest({ method, route, params, body }: AskedRequest): Uint8Array {
  const words = JSON.stringify([method, route, inOrder(params), inOrder(body)])
  return createHash('sha256').update(words).digest()
}

/** The same value, the fields of every object in the order of their names; one that is undefined is none. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  const fields = Object.entries(value).filter(([, one]) => one !== undefined)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return { fields: fields.map(([name, one]) => [name, inOrder(one)]) }
}
