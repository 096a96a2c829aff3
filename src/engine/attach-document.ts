import { type DocumentKey, type DocumentKind, documentNumber } from '../core/document.ts'
import { answerKey } from '../core/work/awaited.ts'
import { insertCame, isAwaited } from '../store/awaited.ts'
import type { Transaction } from '../store/database.ts'
import { attachDocument } from '../store/document.ts'
import { awaitedOf } from '../store/hold.ts'
import type { Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { overtakeLetters } from './overtake-letters.ts'
import { personActor } from './sign-in-event.ts'
import { tellDocument } from './tell-document.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

interface Attaching {
  readonly document: DocumentKey
  readonly kind: DocumentKind
  readonly to: { readonly shard: number; readonly exceptionId: number }
  /** Who received it, or says what it belongs to. */
  readonly by: Decider
  /** Left out where it found its case by itself. */
  readonly how?: 'by hand'
}

/**
 * Attaches a document that waits to an open exception, with an event in the story of its item, and wakes who waits for what was asked
 * for. The caller holds the locks of both buckets. A paper of another kind than was asked for answers the letter too: whoever asked
 * looks at it, and asks again. A letter that asks for this kind and that nobody said was sent need not go any more.
 */
export async function attachWithin(engine: Engine, tx: Transaction, of: Attaching): Promise<void> {
  const { document, kind, to, by, how } = of
  const now = engine.now()
  const letter = (await awaitedOf(tx, to))?.letter
  await attachDocument(tx, document, { ...to, by: how === undefined ? undefined : by.personId, letter }, now)
  const { told, seals } = await overtakeLetters(engine, tx, to)
  const body = { document: documentNumber(document), kind, how: how ?? 'by itself', ...told }
  const event = { kind: 'document_attached', actor: personActor(by.personId), subject: to.exceptionId, body } as const
  await tellDocument(engine, tx, document, { events: [event, ...seals], shard: to.shard })
  if (letter === undefined) return
  const key = answerKey(letter)
  const shards = shardsOf(queuesOf(engine).values())
  for (const on of ['mail', 'party'] as const)
    if (await isAwaited(tx, shards, { on, key })) await insertCame(tx, { shard: to.shard, on, keys: [key] }, now)
}
