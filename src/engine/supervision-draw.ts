import { createHmac } from 'node:crypto'

/** What a draw is about: an item, or a batch, file or claim that is held as a whole, by the number of its exception. */
export interface DrawnWork {
  /** `ach`, `checks`. */
  readonly workType: string
  readonly id: number
}

/**
 * Which of a hundred equal parts some work falls into, 0 to 99: of somebody of whose work a share of 20 % is looked at, what falls
 * below 20 is. By HMAC-SHA256 (RFC 2104) with a key that the institution alone has, so that nobody foresees it from a number, a day
 * or what was drawn before; and by the work alone, so that a preview, the commit, a retry and whoever looks later see the same, and
 * that no other account, way out, amount or moment draws another.
 */
export function supervisionDraw(key: Uint8Array): (work: DrawnWork) => number {
  return ({ workType, id }) => {
    const mac = createHmac('sha256', key).update(`supervision ${workType} ${id}`).digest()
    // 48 bits over a hundred: one part is likelier than another by less than one in a million million.
    return mac.readUIntBE(0, 6) % 100
  }
}
