import { shardOf } from '../core/bucket.ts'
import { type Equation, equationOf, equationsBy } from '../core/completeness.ts'
import type { SignedHeads } from '../core/signed-heads.ts'
import type { Transaction } from '../store/database.ts'
import { type BooksCheck, checkBooks, countForProof, unreadReceipts } from '../store/proof.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type AuditVerdict, verifyChains } from '../store/verify-chain.ts'
import type { Engine } from './engine.ts'

export interface Proof {
  readonly holds: boolean
  readonly all: Equation
  readonly bySource: ReadonlyMap<string, Equation>
  readonly byDay: ReadonlyMap<string, Equation>
  readonly books: BooksCheck
  readonly audit: AuditVerdict
  /** One sentence for everything that does not hold. */
  readonly problems: readonly string[]
}

/**
 * Proves the day: the completeness equation, that the postings sum to zero and explain every balance, that suspense holds
 * exactly the open positions, that no item is without an owner, and that the audit chain is whole. Reads everything in one
 * snapshot; changes nothing. With the heads that were signed outside the database, it also finds a history that was written anew.
 */
export async function proveDay(engine: Engine, signed?: SignedHeads): Promise<Proof> {
  const tx = await engine.database.pool.connect()
  try {
    await tx.query('begin isolation level repeatable read read only')
    return await proveWithin(tx, shardOf(engine.institution.orgId, 0), signed)
  } finally {
    await tx.query('rollback').catch(() => {})
    tx.release()
  }
}

/** The same for a request of the institution: nothing of another's can be read, and nobody waits for ever. */
export async function proveForRequest(engine: Engine, signed?: SignedHeads): Promise<Proof> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => proveWithin(tx, shardOf(orgId, 0), signed), PROOF_SECONDS_MAX)
}

const PROOF_SECONDS_MAX = 900

/** The proof as of the transaction's own view. */
export async function proveWithin(tx: Transaction, orgShard: number, signed: SignedHeads | undefined): Promise<Proof> {
  const counts = await countForProof(tx, orgShard)
  const books = await checkBooks(tx, orgShard)
  const audit = await verifyChains(tx, orgShard, signed)
  const all = equationOf(counts)
  const bySource = equationsBy(counts, counted => counted.source)
  const byDay = equationsBy(counts, counted => counted.receivedOn)
  const unread = await unreadReceipts(tx, orgShard, UNREAD_NAMED_MAX + 1)
  const problems = [...unreadProblem(unread), ...problemsOf(all, bySource, books), ...audit.problems]
  return { holds: problems.length === 0, all, bySource, byDay, books, audit, problems }
}

const UNREAD_NAMED_MAX = 10

function unreadProblem(receipts: readonly number[]): readonly string[] {
  if (receipts.length === 0) return []
  const named = receipts.slice(0, UNREAD_NAMED_MAX).join(', ')
  const more = receipts.length > UNREAD_NAMED_MAX ? ' and more' : ''
  return [
    `Received and not read yet: receipt ${named}${more}. Let the engine finish, then prove again; one that stays is named in the log with its reason.`,
  ]
}

function problemsOf(all: Equation, bySource: ReadonlyMap<string, Equation>, books: BooksCheck): string[] {
  const problems: string[] = []
  if (all.waiting > 0)
    problems.push(`${all.waiting} items are received and not processed yet. Let the engine finish, then prove again.`)
  else if (!all.holds) problems.push('What was received is not what was posted, returned or is owned by someone.')
  for (const [source, equation] of bySource) {
    if (!equation.holds && equation.waiting === 0) problems.push(`The equation does not hold for ${source}.`)
  }
  if (books.allPostingsSum !== 0) problems.push(`The postings sum to ${books.allPostingsSum} minor units, not to zero.`)
  if (books.balancesOff > 0)
    problems.push(`${books.balancesOff} accounts have a balance that their postings do not explain.`)
  if (books.suspenseOff !== 0)
    problems.push(`Suspense differs from its open positions by ${books.suspenseOff} minor units.`)
  if (books.orphans > 0)
    problems.push(`${books.orphans} items are in work or suspended and no open exception holds them.`)
  if (books.positionsOff > 0)
    problems.push(
      `${books.positionsOff} exceptions and suspense positions do not match one to one with the same value.`,
    )
  return problems
}
