import type { Engine } from '../../src/engine/engine.ts'
import {
  type DocumentOrder,
  type DocumentReceived,
  receiveDocumentWithin,
  storeDocument,
} from '../../src/engine/receive-document.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'

/** What a sample tells of a paper that came. */
export interface SentDocument extends Partial<Omit<DocumentOrder, 'blob' | 'by'>>, Pick<DocumentOrder, 'by'> {
  /** What stands in it. */
  readonly text: string
}

/** Receives a paper as a request does: a written statement from R. Diaz that quotes nothing, where nothing else is said. */
export async function sendDocument(engine: Engine, { text, ...told }: SentDocument): Promise<DocumentReceived> {
  const blob = await storeDocument(
    engine,
    (async function* () {
      yield Buffer.from(text)
    })(),
  )
  if (blob === undefined) throw new Error('the sample is too large')
  const usual = { name: 'scan.pdf', kind: 'statement', sender: 'R. Diaz', reference: '' } as const
  const order = { accountNumber: undefined, cameOn: undefined, ...usual, ...told, blob }
  return inWriteRequest(engine.database, engine.institution.orgId, tx => receiveDocumentWithin(engine, tx, order))
}
