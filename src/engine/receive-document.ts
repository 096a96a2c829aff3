import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { bucketOf, bucketOfText, shardOf } from '../core/bucket.ts'
import { nameOfDay } from '../core/calendar/day.ts'
import { DOCUMENT_BYTES_MAX, type DocumentKind, documentNumber } from '../core/document.ts'
import { invariant } from '../core/invariant.ts'
import { BlobTooLarge, type StoredBlob } from '../store/blob.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { documentByKey, documentOfBytes, insertDocument, type StoredDocument } from '../store/document.ts'
import { attachWithin } from './attach-document.ts'
import type { Decider } from './authorise-decision.ts'
import { type CaseFound, caseOfDocument } from './case-of-document.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import { peopleWithin } from './people-now.ts'
import { personActor } from './sign-in-event.ts'
import { tellDocument } from './tell-document.ts'

/** A paper that came, as whoever receives it tells of it. */
export interface DocumentOrder {
  readonly blob: StoredBlob
  /** What the file is called. */
  readonly name: string
  readonly kind: DocumentKind
  /** Who sent it. */
  readonly sender: string
  /** What it quotes: the number of a letter of ours, of an item, or anything else; empty where nothing. */
  readonly reference: string
  /** The number of the account that it is about; undefined where nobody knows. */
  readonly accountNumber: string | undefined
  /** The day on which it came; today where left out. */
  readonly cameOn: Temporal.PlainDate | undefined
  readonly by: Decider
}

export type DocumentReceived =
  | {
      readonly is: 'received'
      readonly document: StoredDocument
      /** Why it found no case by itself; undefined where it is attached. */
      readonly why: string | undefined
    }
  | {
      readonly is: 'refused'
      readonly refused: 'act_not_allowed' | 'document_day_wrong' | 'document_already_received'
      readonly why: string
    }

/** Keeps the bytes of a document; undefined where there are too many, and then nothing is kept. */
export async function storeDocument(engine: Engine, bytes: AsyncIterable<Uint8Array>): Promise<StoredBlob | undefined> {
  try {
    return await engine.blobs.put(bytes, DOCUMENT_BYTES_MAX)
  } catch (error) {
    if (error instanceof BlobTooLarge) return undefined
    throw error
  }
}

/** What is said of one that has too many. */
export const DOCUMENT_TOO_LARGE = `A document may have ${DOCUMENT_BYTES_MAX} bytes: scan it in fewer colours, or in parts.`

/**
 * Receives a document whose bytes are stored, inside a transaction: under a number of its own, and attached to the case that it belongs
 * to where that is certain; whoever waits for it is woken. Else it lies with whoever received it. The same bytes are received once.
 */
export async function receiveDocumentWithin(
  engine: Engine,
  tx: Transaction,
  order: DocumentOrder,
): Promise<DocumentReceived> {
  const { by, blob } = order
  const now = engine.now()
  const asked = { by: by.personId, act: 'contact', at: now, session: by.session } as const
  const shut = whyNotAllowed(asked, await peopleWithin(engine, tx))
  if (shut !== undefined) return refused('act_not_allowed', shut)
  const on = order.cameOn ?? today(engine)
  if (Temporal.PlainDate.compare(on, today(engine)) > 0)
    return refused('document_day_wrong', `${nameOfDay(on)} has not come yet: say on which day it came.`)
  const { orgId } = engine.institution
  const shard = shardOf(orgId, bucketOf(blob.sha256, 0, blob.sha256.length))
  const account = await accountNumbered(engine, tx, order.accountNumber)
  const told = { ...order, account, cameOn: on.toString() }
  const before = await caseOfDocument(engine, tx, told)
  await lockShards(tx, [shard, ...(before.is === 'found' ? [before.shard] : [])])
  const first = await documentOfBytes(tx, { shard, sha256: blob.sha256 })
  if (first !== undefined) {
    const number = documentNumber({ shard, id: first })
    return refused('document_already_received', `The same bytes came before: they are document ${number}.`)
  }
  const { name, kind, sender, reference } = order
  const row = { shard, sha256: blob.sha256, sizeBytes: blob.sizeBytes, name, kind, sender, reference }
  const id = await insertDocument(tx, {
    ...row,
    account,
    cameOn: told.cameOn,
    receivedAt: now,
    receivedBy: by.personId,
  })
  invariant(id !== undefined, 'no other document of these bytes comes under the lock of their bucket')
  const body = { kind, on: told.cameOn, bytes: blob.sizeBytes, sha256: Buffer.from(blob.sha256).toString('hex') }
  const event = { kind: 'document_received', actor: personActor(by.personId), subject: id, body } as const
  await tellDocument(engine, tx, { shard, id }, { events: [event] })
  const found = isStill(before, await caseOfDocument(engine, tx, told))
  if (found.is === 'found') await attachWithin(engine, tx, { document: { shard, id }, kind, to: found, by })
  const document = await documentByKey(tx, shardOf(orgId, 0), { shard, id })
  invariant(document !== undefined, `document ${shard}-${id} was inserted`)
  return { is: 'received', document, why: found.is === 'found' ? undefined : found.why }
}

/** What was found before the locks, where it is what is found under them: of another case the bucket is not locked. */
function isStill(before: CaseFound, now: CaseFound): CaseFound {
  if (before.is === 'not found' || now.is === 'not found') return now.is === 'found' ? CHANGED : now
  return before.shard === now.shard && before.exceptionId === now.exceptionId ? now : CHANGED
}

const CHANGED: CaseFound = {
  is: 'not found',
  why: 'What waits for such a paper changed just now: say which item it is about.',
}

async function accountNumbered(engine: Engine, tx: Transaction, number: string | undefined) {
  const named = number?.trim() ?? ''
  if (named === '') return undefined
  const shard = shardOf(engine.institution.orgId, bucketOfText(named))
  const [account] = await engine.coreSystem.accounts(tx, [{ shard, number: named }])
  return account === undefined ? undefined : { shard, id: account.id }
}

function refused(why: Extract<DocumentReceived, { is: 'refused' }>['refused'], sentence: string): DocumentReceived {
  return { is: 'refused', refused: why, why: sentence }
}
