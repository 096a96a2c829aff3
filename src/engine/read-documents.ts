import { shardOf } from '../core/bucket.ts'
import type { DocumentKey, DocumentState } from '../core/document.ts'
import { mask } from '../core/fault.ts'
import { documentByKey, pageDocuments, type StoredDocument } from '../store/document.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { addOwnEvents, personActor } from './sign-in-event.ts'

/** Documents in one state, in the order of their numbers. */
export function readDocuments(
  { database, institution }: Engine,
  of: { readonly state: DocumentState; readonly after: DocumentKey | undefined; readonly limit: number },
): Promise<readonly StoredDocument[]> {
  return inReadRequest(database, institution.orgId, tx => pageDocuments(tx, orgShardOf({ institution }), of))
}

/** Writes to the audit log that a person looks at a document, and what for; gives it, or undefined where there is none. Before its bytes are shown. */
export async function openDocument(
  engine: Engine,
  of: { readonly document: DocumentKey; readonly personId: number; readonly reason: string },
): Promise<StoredDocument | undefined> {
  const { document: key, personId, reason } = of
  const { orgId } = engine.institution
  return inWriteRequest(engine.database, orgId, async tx => {
    const document = await documentByKey(tx, shardOf(orgId, 0), key)
    if (document === undefined) return undefined
    const body = { what: 'document', shard: document.shard, reason }
    const event = { kind: 'data_revealed', actor: personActor(personId), subject: document.id, body } as const
    await addOwnEvents(engine, tx, [event])
    return document
  })
}

/** The numbers of the accounts that documents are about, masked; of those of which that is known. */
export async function shownDocuments(
  { database, institution, coreSystem }: Engine,
  documents: readonly StoredDocument[],
): Promise<ReadonlyMap<StoredDocument, string>> {
  const wanted = documents.flatMap(one => one.account ?? [])
  if (wanted.length === 0) return new Map()
  const accounts = await inReadRequest(database, institution.orgId, tx => coreSystem.accountsById(tx, wanted))
  return new Map(
    documents.flatMap(one => {
      const account = accounts.find(({ shard, id }) => shard === one.account?.shard && id === one.account.id)
      return account === undefined ? [] : [[one, mask(account.number, 'account')] as const]
    }),
  )
}
