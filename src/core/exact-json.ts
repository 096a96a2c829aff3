/**
 * A sum of minor units as JSON writes it: a plain number, exact to the last digit also beyond 2^53. For what is written as JSON
 * and for nothing else: where a `number` does not hold the sum, this is a raw piece of JSON, which `JSON.stringify` writes as it is.
 */
export function exactJson(minor: bigint): number {
  const value = Number(minor)
  // JSON.parse source text access, in the language since ES2026 and in the pinned Node; the types of our compiler do not know it yet.
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): number }
  return Number.isSafeInteger(value) ? value : rawJSON(minor.toString())
}
