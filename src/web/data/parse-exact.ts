/** What stood in the text where the value was read; browsers that do not tell it give none. */
interface Read {
  readonly source?: string
}

/**
 * Reads an answer of the server. A whole number that a `number` does not hold becomes a `bigint`, so that a sum over days is shown to
 * the cent; only sums can be so large, and what shows amounts takes both.
 */
export function parseExact(text: string): unknown {
  const revive = (_: string, value: unknown, read?: Read): unknown => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    return read?.source !== undefined && /^-?\d+$/.test(read.source) ? BigInt(read.source) : value
  }
  return JSON.parse(text, revive)
}
