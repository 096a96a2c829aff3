import { invariant } from './invariant.ts'

/** What a sample without a single error is to prove, each a share between 0 and 1: errors of at most `errorShareMax`, with `confidence`. */
export interface ZeroDefectClaim {
  readonly errorShareMax: number
  readonly confidence: number
}

/**
 * How many items have to be reviewed, all of them without an error, before "at most this share is wrong" may be said: the
 * fewest of which a worse process would show none with a chance of at most one minus the confidence (binomial, of a large
 * population). Throws for shares that are not strictly between 0 and 1.
 */
export function zeroDefectSample({ errorShareMax, confidence }: ZeroDefectClaim): number {
  for (const share of [errorShareMax, confidence]) invariant(share > 0 && share < 1, 'a share is between 0 and 1')
  // log1p keeps the digits of small shares, of which one minus the share loses most.
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-errorShareMax))
}
