import { type DocumentKind, paperOf } from '../core/document.ts'
import { kindsAttached } from '../store/document.ts'
import type { StoredException } from '../store/exception.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { findingFacts } from './finding-facts.ts'
import { orgShardOf } from './org-shard.ts'

/**
 * Which papers are there for an exception: what is attached to it, and the written statement that was on file when its claim was taken.
 * Where no code of its kind needs one, and nobody claims, nothing is looked up.
 */
export async function papersOnFile(
  { institution }: Engine,
  tx: Runner,
  exception: Pick<StoredException, 'shard' | 'id' | 'finding'>,
  codes: readonly string[],
): Promise<ReadonlySet<DocumentKind>> {
  if (!isStatementOwed(exception) && !codes.some(code => paperOf(code) !== undefined)) return new Set()
  const { shard, id: exceptionId } = exception
  const of = { orgShard: orgShardOf({ institution }), shard, exceptionId }
  return onFileOf(exception, await kindsAttached(tx, of))
}

/** The same where what is attached was read already. */
export function onFileOf(
  exception: Pick<StoredException, 'finding'> | undefined,
  attached: ReadonlySet<DocumentKind>,
): ReadonlySet<DocumentKind> {
  return findingFacts(exception).onFile === 'on file' ? new Set([...attached, 'statement']) : attached
}

/** Whether a customer claims, and owes their written statement whatever becomes of it: a company's claim (R29) needs none. */
export function isStatementOwed(exception: Pick<StoredException, 'finding'> | undefined): boolean {
  return findingFacts(exception).onFile !== undefined && exception?.finding.code !== 'R29'
}

/** The same where it was not on file when the claim was taken. */
export function lacksStatement(exception: Pick<StoredException, 'finding'>): boolean {
  return isStatementOwed(exception) && findingFacts(exception).onFile === 'missing'
}
