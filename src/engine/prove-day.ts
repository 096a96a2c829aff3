import { shardOf } from '../core/bucket.ts'
import { type Equation, equationOf, equationsBy } from '../core/completeness.ts'
import { counted } from '../core/counted.ts'
import type { SignedHeads } from '../core/signed-heads.ts'
import { addToSum, NO_SUM, type TallySum } from '../core/tally.ts'
import { type BatchesCheck, checkBatches, checkClaims, checkTallies, countItems } from '../store/check-batches.ts'
import { ALL_IS_READ, SAME_WORDS, settingOf, type Transaction } from '../store/database.ts'
import { type BooksCheck, checkBooks, countForProof, unreadReceipts } from '../store/proof.ts'
import { crossCheck, unexplainedBalances } from '../store/proof-checks.ts'
import { inReadRequest } from '../store/read-request.ts'
import { storedFiles } from '../store/stored-files.ts'
import { type AuditVerdict, verifyChains } from '../store/verify-chain.ts'
import { checkOriginals, type OriginalsCheck, type OriginalsDepth } from './check-originals.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

export interface Proof {
  readonly holds: boolean
  readonly all: Equation
  readonly bySource: ReadonlyMap<string, Equation>
  readonly byDay: ReadonlyMap<string, Equation>
  readonly batches: BatchesCheck
  readonly books: BooksCheck
  readonly audit: AuditVerdict
  /** Of the problems those that say no more than that the engine is still at work. */
  readonly unfinished: readonly string[]
  /** One sentence for everything that does not hold. */
  readonly problems: readonly string[]
}

/** The proof of the database with that of the stored files. */
export interface ProofWithOriginals extends Proof {
  readonly originals: OriginalsCheck
}

/**
 * Proves the day: the completeness equation, that the postings sum to zero and explain every balance, that suspense holds
 * exactly the open positions, that states, counters, answers and files say what moved, that the audit
 * chain is whole, and that every original is byte for byte what was stored. Reads everything in one
 * snapshot; changes nothing. With the heads that were signed outside the database, it also finds a history that was written anew.
 */
export async function proveDay(
  engine: Engine,
  signed?: SignedHeads,
  depth: OriginalsDepth = 'bytes',
): Promise<ProofWithOriginals> {
  const orgShard = orgShardOf(engine)
  const tx = await engine.database.pool.connect()
  try {
    await tx.query(`begin isolation level repeatable read read only; ${settingOf(SAME_WORDS)}`)
    const proof = await proveWithin(tx, orgShard, signed, engine.now())
    const files = await storedFiles(tx, orgShard)
    await tx.query('rollback') // a snapshot is not held while the disk is read
    return withOriginals(proof, await checkOriginals(engine.blobs, files, depth))
  } finally {
    await tx.query('rollback').catch(() => {})
    tx.release()
  }
}

/** The same for a request of the institution: nothing of another's can be read, nobody waits for ever, and of originals the sizes count. */
export async function proveForRequest(engine: Engine, signed?: SignedHeads): Promise<ProofWithOriginals> {
  const { orgId } = engine.institution
  const read = await inReadRequest(
    engine.database,
    orgId,
    async tx => ({
      proof: await proveWithin(tx, shardOf(orgId, 0), signed, engine.now()),
      files: await storedFiles(tx, shardOf(orgId, 0)),
    }),
    PROOF_SECONDS_MAX,
  )
  return withOriginals(read.proof, await checkOriginals(engine.blobs, read.files, 'sizes'))
}

function withOriginals(proof: Proof, originals: OriginalsCheck): ProofWithOriginals {
  const problems = [...proof.problems, ...originals.problems]
  return { ...proof, originals, problems, holds: problems.length === 0 }
}

const PROOF_SECONDS_MAX = 900

/** The proof as of the transaction's own view. */
export async function proveWithin(
  tx: Transaction,
  orgShard: number,
  signed: SignedHeads | undefined,
  now: Temporal.Instant,
): Promise<Proof> {
  await tx.query(settingOf(ALL_IS_READ))
  const counted = await countItems(tx, orgShard)
  const counts = await countForProof(tx, orgShard, counted, now)
  const batches = await checkBatches(tx, orgShard, counted)
  const books = await checkBooks(tx, orgShard)
  const audit = await verifyChains(tx, orgShard, signed)
  const all = equationOf(counts)
  const bySource = equationsBy(counts, counted => counted.source)
  const byDay = equationsBy(counts, counted => counted.receivedOn)
  const unread = await unreadReceipts(tx, orgShard, UNREAD_NAMED_MAX + 1)
  const unfinished = [...unreadProblem(unread), ...waitingProblem(all)]
  const problems = [
    ...unfinished,
    ...problemsOf(all, [...bySource, ...byDay], books),
    ...batches.problems,
    ...(books.balancesOff > 0 ? await unexplainedBalances(tx, orgShard) : []),
    ...(await checkTallies(tx, orgShard, counted)),
    ...(await checkClaims(tx, orgShard)),
    ...(await crossCheck(tx, orgShard)),
    ...audit.problems,
  ]
  return { holds: problems.length === 0, all, bySource, byDay, batches, books, audit, unfinished, problems }
}

const UNREAD_NAMED_MAX = 10

/** What was received and what was found of it. */
function sides({ received, terms }: Equation): string {
  const words = ({ count, debitMinor, creditMinor }: TallySum) =>
    `${counted(count, 'item')} with ${debitMinor} debit and ${creditMinor} credit`
  return `received ${words(received)}; found ${words(Object.values(terms).reduce(addToSum, NO_SUM))}`
}

function unreadProblem(receipts: readonly number[]): readonly string[] {
  if (receipts.length === 0) return []
  const named = receipts.slice(0, UNREAD_NAMED_MAX).join(', ')
  const more = receipts.length > UNREAD_NAMED_MAX ? ' and more' : ''
  return [
    `Received and not read yet: receipt ${named}${more}. Let the engine finish, then prove again; one that stays is named in the log with its reason.`,
  ]
}

function waitingProblem({ waiting }: Equation): readonly string[] {
  if (waiting === 0) return []
  return [
    `${counted(waiting, 'item is', 'items are')} received and not processed yet. Let the engine finish, then prove again.`,
  ]
}

function problemsOf(all: Equation, groups: readonly (readonly [string, Equation])[], books: BooksCheck): string[] {
  const problems: string[] = []
  if (all.waiting === 0 && !all.holds)
    problems.push('What was received is not what was posted, returned or is owned by someone.')
  for (const [name, equation] of groups) {
    if (!equation.holds && equation.waiting === 0)
      problems.push(`The equation does not hold for ${name}: ${sides(equation)}.`)
  }
  if (books.allPostingsSum !== 0n)
    problems.push(`The postings sum to ${books.allPostingsSum} minor units, not to zero.`)
  if (books.balancesOff > 0)
    problems.push(
      `${counted(books.balancesOff, 'account has', 'accounts have')} a balance that the postings do not explain.`,
    )
  if (books.suspenseOff !== 0n)
    problems.push(`Suspense differs from its open positions by ${books.suspenseOff} minor units.`)
  if (books.orphans > 0)
    problems.push(`${counted(books.orphans, 'item is', 'items are')} suspended in no open exception.`)
  if (books.positionsOff > 0)
    problems.push(
      `${counted(books.positionsOff, 'exception or suspense position has', 'exceptions or suspense positions have')} no counterpart of the same value.`,
    )
  return problems
}
