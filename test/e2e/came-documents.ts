import type { DocumentReceivedJson } from '../../src/contract/document-routes.ts'
import { DOCUMENT_HEADERS, NAME_HEADER, REQUEST_HEADER, SOURCE_HEADER } from '../../src/contract/paths.ts'
import { claimableDebit } from './claimable-debit.ts'
import type { DemoPerson } from './demo-person.ts'

/** Papers that came: some of which nobody knows yet where they belong, one that ended, and the statement of a claim, whose item this gives. */
export async function cameDocuments(address: string, { token, ask }: DemoPerson): Promise<number> {
  const receive = async (sender: string, kind: string, reference: string) => {
    const told = { [DOCUMENT_HEADERS.kind]: kind, [SOURCE_HEADER]: sender, [NAME_HEADER]: 'scan.pdf' }
    const quoted = reference === '' ? {} : { [DOCUMENT_HEADERS.reference]: reference }
    const own = { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID(), [REQUEST_HEADER]: '1' }
    const sent = { method: 'POST', headers: { ...own, ...told, ...quoted }, body: `What ${sender} sent` }
    const answer = await fetch(`${address}/v1/documents`, sent)
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as DocumentReceivedJson // the contract's type of the path
  }
  const claimed = await claimableDebit(ask)
  await ask(`/v1/items/${claimed}/claims`, { code: 'R10', statement: 'missing' })
  await receive('R. Diaz', 'statement', `item ${claimed}`)
  await receive('Harbor Freight Forwarding and Customs Brokerage LLC', 'documents', 'your letter of 12 November')
  await receive('M. Okafor', 'identification', '')
  await receive('County Recorder', 'instruction', 'case 2026-11834')
  const { document: ended } = await receive('First Shore Bank', 'documents', 'loan 88213')
  await ask(`/v1/documents/${ended.document}/place`, { does: 'end', why: 'For Lending: given to them on 20 November.' })
  return claimed
}
