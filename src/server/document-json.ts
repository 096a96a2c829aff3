import type { DocumentJson } from '../contract/document.ts'
import { documentNumber } from '../core/document.ts'
import type { StoredDocument } from '../store/document.ts'

/** @param account Its number, masked; null where it is not known. */
export function documentJson(of: StoredDocument, account: string | null): DocumentJson {
  const { kind, name, sender, reference, state, owner, attached } = of
  return {
    ...{ document: documentNumber(of), kind, name, size_bytes: of.sizeBytes, sender, reference, account },
    ...{ came_on: of.cameOn, received_at: of.receivedAt.toString(), state, owner: { ...owner } },
    received_by: { id: of.receivedBy, name: of.receivedByName },
    item: attached?.exceptionId ?? null,
    attached_by: attached === undefined ? null : attached.by === undefined ? 'itself' : 'hand',
    letter: attached?.letter ?? null,
    ended_why: of.endedWhy ?? null,
  }
}
