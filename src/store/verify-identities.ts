import type pg from 'pg'
import { itemId, receiptOfItem } from '../core/item.ts'
import type { ToldRows } from './compare-rows.ts'
import { copiedRows, int4At, int8At } from './copied-rows.ts'
import { CLAIM_BYTES } from './item-claim-block.ts'
import { RELEASE_BYTES, releaseAtEnd } from './release-column.ts'

/** What the event of a part says of its claims: also how far back it looked for others of them, a day since 1970-01-01. */
export interface ToldClaimRows extends ToldRows {
  readonly since: number
}

/** What the events say about claims, by shard and receipt. */
export interface ToldClaims {
  readonly claims: ReadonlyMap<string, ToldClaimRows>
  readonly claimBlocks: ReadonlyMap<string, ToldClaimRows>
}

/** The claims of a receipt in a shard: those of its reading (0), or of its first, second … release. */
export function claimsOf(shard: number, receipt: number, release: number): string {
  return `${shard}/${receipt}/${release}`
}

/** One claim of an identity that has several. */
interface Owner {
  readonly itemId: number
  readonly receivedDay: number
  /** The day from which its part looked for others; undefined where no event tells of its claims. */
  readonly since: number | undefined
}

/**
 * Finds identities that two items own: the lock of their bucket prevents it, and no key refuses it. Lawful is a claim of which the
 * earlier owner was older than the look-back, or of an identity without a day whose earlier owner went back to its sender. In
 * memory stands one day of one bucket at a time.
 */
export async function verifyIdentities(
  tx: pg.ClientBase,
  orgShard: number,
  told: ToldClaims,
  report: (sentence: string) => void,
): Promise<void> {
  await verifyBlocks(tx, orgShard, told.claimBlocks, report)
  await verifyWithoutDay(tx, orgShard, told.claims, report)
}

/** Fields of a block, each behind four bytes of length: shard, space, day, then whose it is; and where the claims themselves begin. */
const DAY_END = 26
const BLOCK_RECEIPT_AT = 26
const BLOCK_RECEIVED_AT = 38
const BLOCK_CLAIMS_AT = 50

function claimsEnd(block: Buffer): number {
  return block.length - RELEASE_BYTES
}

async function verifyBlocks(
  tx: pg.ClientBase,
  orgShard: number,
  told: ToldClaims['claimBlocks'],
  report: (sentence: string) => void,
): Promise<void> {
  const blocks = `select shard, space, day, receipt_id, received_day, claims, release
    from item_claim_block where shard between ${orgShard} and ${orgShard + 1023} order by shard, space, day`
  const prints = new Fingerprints()
  let ofDay: Buffer[] = []
  const close = () => {
    const repeated = prints.repeatedIn(ofDay)
    if (repeated.size > 0) for (const owners of ownersIn(ofDay, repeated, told)) reportOwners(ofDay[0], owners, report)
  }
  for await (const batch of copiedRows(tx, blocks)) {
    for (const row of batch) {
      if (ofDay[0]?.compare(row, 0, DAY_END, 0, DAY_END) !== 0) {
        close()
        ofDay = []
      }
      ofDay.push(row)
    }
  }
  close()
}

/** Room for the fingerprints of a day, kept from day to day. Which half comes first makes no difference here. */
class Fingerprints {
  #halves = new Uint32Array(1 << 12)
  #whole = new BigUint64Array(this.#halves.buffer)

  /** Those that stand more than once in the blocks. Sorted, equal ones are neighbours. */
  repeatedIn(blocks: readonly Buffer[]): ReadonlySet<bigint> {
    const length = this.#take(blocks)
    const sorted = this.#whole.subarray(0, length).sort()
    const repeated = new Set<bigint>()
    for (let at = 2; at < length * 2; at += 2) {
      if (this.#halves[at] !== this.#halves[at - 2] || this.#halves[at + 1] !== this.#halves[at - 1]) continue
      repeated.add(sorted[at / 2] as bigint) // inside the length
    }
    return repeated
  }

  #take(blocks: readonly Buffer[]): number {
    const claims = blocks.reduce((sum, block) => sum + (claimsEnd(block) - BLOCK_CLAIMS_AT) / CLAIM_BYTES, 0)
    if (claims > this.#whole.length) {
      this.#halves = new Uint32Array(claims * 4)
      this.#whole = new BigUint64Array(this.#halves.buffer)
    }
    let to = 0
    for (const block of blocks) {
      for (let at = BLOCK_CLAIMS_AT; at < claimsEnd(block); at += CLAIM_BYTES) {
        this.#halves[to++] = block.readUInt32LE(at)
        this.#halves[to++] = block.readUInt32LE(at + 4)
      }
    }
    return claims
  }
}

/** Who claims each of the fingerprints. */
function ownersIn(
  blocks: readonly Buffer[],
  fingerprints: ReadonlySet<bigint>,
  told: ToldClaims['claimBlocks'],
): Iterable<readonly Owner[]> {
  const owners = new Map<bigint, Owner[]>()
  for (const block of blocks) {
    const receipt = int8At(block, BLOCK_RECEIPT_AT)
    const receivedDay = int4At(block, BLOCK_RECEIVED_AT)
    const since = told.get(claimsOf(int8At(block, 0), receipt, releaseAtEnd(block)))?.since
    for (let at = BLOCK_CLAIMS_AT; at < claimsEnd(block); at += CLAIM_BYTES) {
      const fingerprint = block.readBigUInt64LE(at)
      if (!fingerprints.has(fingerprint)) continue
      const owner = { itemId: itemId(receipt, block.readUInt32BE(at + 8)), receivedDay, since }
      const known = owners.get(fingerprint)
      if (known === undefined) owners.set(fingerprint, [owner])
      else known.push(owner)
    }
  }
  return owners.values()
}

/** Fields of a row without a day: shard, space, fingerprint, then whose it is. */
const PRINT_END = 30
const ROW_ITEM_AT = 30
const ROW_RECEIVED_AT = 42

async function verifyWithoutDay(
  tx: pg.ClientBase,
  orgShard: number,
  told: ToldClaims['claims'],
  report: (sentence: string) => void,
): Promise<void> {
  let same: Buffer[] = []
  const close = () => {
    const owners = same.map(row => {
      const id = int8At(row, ROW_ITEM_AT)
      const since = told.get(claimsOf(int8At(row, 0), receiptOfItem(id), releaseAtEnd(row)))?.since
      return { itemId: id, receivedDay: int4At(row, ROW_RECEIVED_AT), since }
    })
    reportOwners(same[0], owners, report)
  }
  for await (const batch of copiedRows(tx, claimedAgain(orgShard))) {
    for (const row of batch) {
      if (same[0]?.compare(row, 0, PRINT_END, 0, PRINT_END) !== 0) {
        close()
        same = []
      }
      same.push(row)
    }
  }
  close()
}

/** The claims of identities without a day that came more than once, but for those of items that went back to their sender. */
function claimedAgain(orgShard: number): string {
  return `
with again as (
  select shard, space, fingerprint from item_claim where shard between ${orgShard} and ${orgShard + 1023}
  group by shard, space, fingerprint having count(*) > 1
)
select shard, space, fingerprint, item_id, received_day, release
from again
join item_claim as claim using (shard, space, fingerprint)
where not exists (
  select from receipt
  join item on item.shard = claim.shard and item.day = receipt.posting_on and item.id = claim.item_id
  where receipt.shard = ${orgShard} and receipt.id = claim.item_id / 67108864 and item.state = 'returned')
order by shard, space, fingerprint`
}

/** Reports each owner whose part looked back to the one before it and claimed all the same. */
function reportOwners(row: Buffer | undefined, owners: readonly Owner[], report: (sentence: string) => void): void {
  const inOrder = owners.toSorted((a, b) => a.receivedDay - b.receivedDay || a.itemId - b.itemId)
  for (const [n, later] of inOrder.entries()) {
    const before = inOrder[n - 1]
    if (row === undefined || before === undefined) continue
    if (later.since !== undefined && before.receivedDay < later.since) continue
    report(
      `Items ${before.itemId} and ${later.itemId} in shard ${int8At(row, 0)} are the same one and each counts as the first: one of them is a duplicate that nobody was shown.`,
    )
  }
}
