import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { type DocumentKey, documentNumber } from '../core/document.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { detachDocument, documentByKey, endDocument, handOverDocument, type StoredDocument } from '../store/document.ts'
import { exceptionById } from '../store/exception.ts'
import { attachWithin } from './attach-document.ts'
import type { Decider } from './authorise-decision.ts'
import { whyNotTo } from './case-of-document.ts'
import type { Engine } from './engine.ts'
import { itemNumbered } from './item-numbered.ts'
import { orgShardOf } from './org-shard.ts'
import { overtakeLetters } from './overtake-letters.ts'
import { peopleWithin } from './people-now.ts'
import { personActor } from './sign-in-event.ts'
import { tellDocument } from './tell-document.ts'

/** What somebody does with a document by hand. */
export type PlacingAsked =
  /** It is about this item. */
  | { readonly does: 'attach'; readonly itemId: number }
  /** It is about another one: it waits again, with whoever says so. */
  | { readonly does: 'detach' }
  /** Somebody else sees to it. */
  | { readonly does: 'hand over'; readonly login: string }
  /** It belongs to no case; what became of it, in words. */
  | { readonly does: 'end'; readonly why: string }

/** Why nothing becomes of it, in order of precedence. */
export type PlacingRefusal =
  | 'document_not_found'
  | 'act_not_allowed'
  | 'document_not_waiting'
  | 'document_not_attached'
  | 'document_needed'
  | 'item_not_found'
  | 'document_not_of_item'
  | 'person_not_found'
  | 'owner_refused'

export type Placed =
  | { readonly is: 'placed'; readonly document: StoredDocument }
  | { readonly is: 'refused'; readonly refused: PlacingRefusal; readonly why: string }

export interface PlacingOrder {
  readonly document: DocumentKey
  readonly asked: PlacingAsked
  readonly by: Decider
}

/** Attaches a document by hand, takes it off again, hands it over or ends it, inside a transaction, each with its event and the document's seal. */
export async function placeDocumentWithin(engine: Engine, tx: Transaction, order: PlacingOrder): Promise<Placed> {
  const orgShard = orgShardOf(engine)
  const { document: key, asked, by } = order
  const before = await documentByKey(tx, orgShard, key)
  if (before === undefined)
    return refused('document_not_found', 'The list of documents shows the numbers that there are.')
  const item = asked.does === 'attach' ? await itemNumbered(tx, orgShard, asked.itemId) : undefined
  // The document's bucket, that of what it is attached to, and of what it is to be attached to.
  const others = [before.attached?.shard, item?.shard].filter(shard => shard !== undefined)
  await lockShards(tx, [...new Set([key.shard, ...others])])
  const people = await peopleWithin(engine, tx)
  const may = { by: by.personId, act: 'contact', at: engine.now(), session: by.session } as const
  const shut = whyNotAllowed(may, people)
  if (shut !== undefined) return refused('act_not_allowed', shut)
  const document = await documentByKey(tx, orgShard, key)
  if (document === undefined || document.attached?.exceptionId !== before.attached?.exceptionId)
    return refused('document_not_waiting', 'Somebody else did something with it just now: look at it again.')
  const why = await place(engine, tx, { ...order, document, item })
  if (why !== undefined) return why
  return { is: 'placed', document: (await documentByKey(tx, orgShard, key)) ?? document }
}

interface Placing extends Omit<PlacingOrder, 'document'> {
  readonly document: StoredDocument
  readonly item: Awaited<ReturnType<typeof itemNumbered>>
}

/** Why it is refused; undefined when it was done. */
async function place(engine: Engine, tx: Transaction, of: Placing): Promise<Placed | undefined> {
  const { asked, document } = of
  if (asked.does === 'detach') return detach(engine, tx, of)
  if (document.state === 'attached')
    return refused(
      'document_not_waiting',
      `It is attached to item ${document.attached?.exceptionId}: take it off first.`,
    )
  if (document.state === 'ended') return refused('document_not_waiting', `It is ended: ${document.endedWhy ?? ''}`)
  if (asked.does === 'attach') return attach(engine, tx, { ...of, itemId: asked.itemId })
  if (asked.does === 'hand over') return handOver(engine, tx, { ...of, login: asked.login })
  const { personId } = of.by
  await endDocument(tx, document, { by: personId, why: asked.why.trim(), at: engine.now() })
  const event = { kind: 'document_ended', actor: personActor(personId), subject: document.id, body: {} } as const
  await tellDocument(engine, tx, document, { events: [event] })
  return undefined
}

async function attach(
  engine: Engine,
  tx: Transaction,
  { document, item, by, itemId }: Placing & { readonly itemId: number },
): Promise<Placed | undefined> {
  if (item === undefined) return refused('item_not_found', `There is no item ${itemId}.`)
  const exception = await exceptionById(tx, item.shard, itemId)
  const why = exception === undefined ? 'no exception of its own' : whyNotTo(engine, exception, document)
  if (why !== undefined) return refused('document_not_of_item', `Item ${itemId} is one with ${why}.`)
  const to = { shard: item.shard, exceptionId: itemId }
  await attachWithin(engine, tx, { document, kind: document.kind, to, by, how: 'by hand' })
  return undefined
}

async function detach(engine: Engine, tx: Transaction, { document, by }: Placing): Promise<Placed | undefined> {
  const { attached } = document
  if (attached === undefined) return refused('document_not_attached', 'It is attached to nothing.')
  const { shard, exceptionId } = attached
  const exception = await exceptionById(tx, shard, exceptionId)
  if (exception?.state !== 'open')
    return refused('document_needed', `What was decided about item ${exceptionId} may rest on it: undo that first.`)
  await detachDocument(tx, document, by.personId)
  const { told, seals } = await overtakeLetters(engine, tx, attached)
  const body = { document: documentNumber(document), kind: document.kind, ...told }
  const event = { kind: 'document_detached', actor: personActor(by.personId), subject: exceptionId, body } as const
  await tellDocument(engine, tx, document, { events: [event, ...seals], shard })
  return undefined
}

async function handOver(
  engine: Engine,
  tx: Transaction,
  { document, by, login }: Placing & { readonly login: string },
): Promise<Placed | undefined> {
  const people = await peopleWithin(engine, tx)
  const to = [...people.byId.values()].find(({ person }) => person.login === login)?.person
  if (to === undefined) return refused('person_not_found', `There is nobody of the login ${login}.`)
  const asked = { by: to.id, act: 'contact', at: engine.now(), session: by.session } as const
  if (whyNotAllowed(asked, people) !== undefined)
    return refused('owner_refused', `${to.name} may not write to customers, or is away: name somebody who may.`)
  await handOverDocument(tx, document, to.id)
  const body = { to: personActor(to.id) }
  const event = { kind: 'document_handed_over', actor: personActor(by.personId), subject: document.id, body } as const
  await tellDocument(engine, tx, document, { events: [event] })
  return undefined
}

function refused(why: PlacingRefusal, sentence: string): Placed {
  return { is: 'refused', refused: why, why: sentence }
}
