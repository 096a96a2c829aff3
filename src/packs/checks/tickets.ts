/** Credits and checks of one bundle, in cents. */
export interface BundleCredits {
  /** Credits in the bundle itself. */
  readonly inside: number
  /** Credits between the bundle before and this one. */
  readonly before: number
  readonly creditMinor: number
  readonly checkMinor: number
}

/** What comes after a bundle in its cash letter. */
export type Follower = 'bundle without ticket' | 'bundle with ticket' | 'end'

/**
 * Which checks a deposit ticket (61, 62) pays for. A ticket in a bundle is for that bundle. One before a bundle is for it
 * too, unless bundles without a ticket follow and the first alone does not balance: then it is for all of them, and the
 * cash letter is what must balance.
 */
export class Tickets {
  /** Of a ticket over several bundles: what it says less what their checks make. Undefined while there is none. */
  #groupMinor: number | undefined
  /** The first difference of a ticket over several bundles; 0 when there is none. */
  #gapMinor = 0

  /** Tells what the bundle's own ticket says less what its checks make; undefined where it has no ticket of its own. */
  close(bundle: BundleCredits, follower: Follower): number | undefined {
    const gapMinor = bundle.creditMinor - bundle.checkMinor
    if (bundle.inside + bundle.before === 0) {
      if (this.#groupMinor !== undefined) this.#groupMinor += gapMinor
      return undefined
    }
    this.#endGroup()
    const isForMore = bundle.inside === 0 && follower === 'bundle without ticket' && gapMinor !== 0
    if (!isForMore) return gapMinor
    this.#groupMinor = gapMinor
    return undefined
  }

  /** The cash letter ends: returns the difference of tickets over several bundles. */
  end(): number {
    this.#endGroup()
    return this.#gapMinor
  }

  #endGroup(): void {
    if (this.#gapMinor === 0) this.#gapMinor = this.#groupMinor ?? 0
    this.#groupMinor = undefined
  }
}
