import { type DocumentKind, type Quoted, quotedIn } from '../core/document.ts'
import { letterKeyOf } from '../core/resolve/letter.ts'
import { kindsAttached } from '../store/document.ts'
import { exceptionById, type StoredException } from '../store/exception.ts'
import { openOfAccount } from '../store/exceptions-of-account.ts'
import { awaitedOf } from '../store/hold.ts'
import { letterByKey } from '../store/letter-page.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { itemNumbered } from './item-numbered.ts'
import { orgShardOf } from './org-shard.ts'
import { lacksStatement } from './papers-of.ts'

/** What is told of a document by whoever receives it, as far as it says what it belongs to. */
export interface Telling {
  readonly kind: DocumentKind
  readonly reference: string
  readonly account: { readonly shard: number; readonly id: number } | undefined
  /** YYYY-MM-DD. */
  readonly cameOn: string
}

/** An exception that a document belongs to, or why it is not known which. */
export type CaseFound =
  | { readonly is: 'found'; readonly shard: number; readonly exceptionId: number }
  | { readonly is: 'not found'; readonly why: string }

/**
 * Which open exception a document belongs to: the one of the letter or the item that it quotes; else of its account the one that misses
 * just such a paper, where that is exactly one. A paper about one debit does nothing for another, so of several none is guessed.
 */
export async function caseOfDocument(engine: Engine, tx: Runner, of: Telling): Promise<CaseFound> {
  const quoted = quotedIn(of.reference)
  if (quoted.is !== 'nothing of ours') {
    const found = await quotedCase(engine, tx, quoted, of)
    if (found !== undefined) return found
  }
  return of.account === undefined ? NO_ACCOUNT : caseOfAccount(engine, tx, { ...of, account: of.account })
}

/** Undefined where what it quotes is nothing of ours, so that its account says what it is. */
async function quotedCase(
  engine: Engine,
  tx: Runner,
  quoted: Exclude<Quoted, { readonly is: 'nothing of ours' }>,
  of: Telling,
): Promise<CaseFound | undefined> {
  const orgShard = orgShardOf(engine)
  if (quoted.is === 'letter') {
    const letter = await letterByKey(tx, orgShard, letterKeyOf(quoted.number))
    return letter && openToIt(engine, tx, letter, of, `Letter ${quoted.number}`)
  }
  const item = await itemNumbered(tx, orgShard, quoted.id)
  if (item === undefined) return undefined
  const about = { shard: item.shard, exceptionId: quoted.id }
  return openToIt(engine, tx, about, of, `Item ${quoted.id}`)
}

async function openToIt(
  engine: Engine,
  tx: Runner,
  { shard, exceptionId }: { readonly shard: number; readonly exceptionId: number },
  of: Telling,
  named: string,
): Promise<CaseFound> {
  const exception = await exceptionById(tx, shard, exceptionId)
  const why = exception === undefined ? 'no exception' : whyNotTo(engine, exception, of)
  return why === undefined
    ? { is: 'found', shard, exceptionId }
    : { is: 'not found', why: `${named} is about an item with ${why}.` }
}

/** Why a document is attached to no such exception; undefined where it may be. Continues `an item with …`. */
export function whyNotTo(
  { institution }: Engine,
  {
    state,
    decidedBy,
    scope,
    day,
    raisedAt,
  }: Pick<StoredException, 'state' | 'decidedBy' | 'scope' | 'day' | 'raisedAt'>,
  { cameOn }: Pick<Telling, 'cameOn'>,
): string | undefined {
  if (scope !== 'item') return 'no exception of its own'
  if (state !== 'open' || decidedBy !== 'person') return 'no exception that is open'
  // A claim may be told of before its debit posts: what is of neither day is older.
  const raisedOn = raisedAt.toZonedDateTimeISO(institution.zone).toPlainDate().toString()
  const since = day < raisedOn ? day : raisedOn
  return cameOn < since ? `an exception of ${since}, and what came before is about another one` : undefined
}

const NO_ACCOUNT = {
  is: 'not found',
  why: 'It quotes no letter and no item of ours that is open, and nobody said whose account it is about.',
} as const

async function caseOfAccount(
  engine: Engine,
  tx: Runner,
  of: Telling & { readonly account: { readonly shard: number; readonly id: number } },
): Promise<CaseFound> {
  const open = await openOfAccount(tx, of.account)
  const missing: StoredException[] = []
  for (const exception of open)
    if (whyNotTo(engine, exception, of) === undefined && (await misses(engine, tx, exception, of.kind)))
      missing.push(exception)
  const [only] = missing
  if (only !== undefined && missing.length === 1) return { is: 'found', shard: only.shard, exceptionId: only.id }
  if (only === undefined) return { is: 'not found', why: 'Nothing open of its account waits for such a paper.' }
  const named = missing.slice(0, 5).map(one => one.id)
  const why = `${missing.length} items of its account wait for such a paper (${named.join(', ')}): say which it is about.`
  return { is: 'not found', why }
}

/** Whether somebody was asked for it and it did not come, or a claim was taken without its written statement. */
async function misses(
  { institution }: Engine,
  tx: Runner,
  exception: StoredException,
  kind: DocumentKind,
): Promise<boolean> {
  const at = { shard: exception.shard, exceptionId: exception.id }
  const isAsked = (await awaitedOf(tx, at))?.awaits === kind
  const isClaim = kind === 'statement' && lacksStatement(exception)
  if (!isAsked && !isClaim) return false
  return !(await kindsAttached(tx, { orgShard: orgShardOf({ institution }), ...at })).has(kind)
}
