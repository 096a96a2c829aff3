import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { DocumentJson } from '../../contract/document.ts'
import type { DocumentReceivedJson } from '../../contract/document-routes.ts'
import { DOCUMENT_HEADERS, NAME_HEADER, pathTo, REQUEST_HEADER, SOURCE_HEADER } from '../../contract/paths.ts'
import { ask } from './ask.ts'
import { pages } from './queries.ts'

export const documentPages = (state: string) => pages<DocumentJson>('documents', {}, { state })

/** A paper as it is sent: its file, and what is told of it. */
export interface PaperSent {
  readonly file: File
  readonly kind: string
  readonly sender: string
  readonly reference: string
  readonly account: string
  readonly cameOn: string
}

/** Receives papers one at a time, each once: sent again after the answer was lost it is the same request. */
export function useReceive(done: () => void) {
  const client = useQueryClient()
  const kept = useRef<{ readonly paper: PaperSent; readonly key: string } | undefined>(undefined)
  const asked = useMutation({
    mutationFn: (paper: PaperSent) => {
      if (kept.current?.paper !== paper) kept.current = { paper, key: crypto.randomUUID() }
      const told = toldOf(paper)
      return ask<DocumentReceivedJson>(pathTo('documents'), undefined, {
        ...{ method: 'POST', key: kept.current.key, file: { bytes: paper.file, told } },
      })
    },
    onSuccess: () => {
      done()
      return Promise.all([
        client.invalidateQueries({ queryKey: ['list', 'documents'] }),
        client.invalidateQueries({ queryKey: ['item'] }),
        client.invalidateQueries({ queryKey: ['acts'] }),
      ])
    },
  })
  return { send: asked.mutate, isBusy: asked.isPending, why: asked.error?.message, received: asked.data }
}

/** What is left out is not told. Percent-encoded, because a header holds ASCII alone. */
function toldOf({ file, kind, sender, reference, account, cameOn }: PaperSent): Readonly<Record<string, string>> {
  const told = {
    ...{ [DOCUMENT_HEADERS.kind]: kind, [SOURCE_HEADER]: sender, [NAME_HEADER]: file.name },
    ...{ [DOCUMENT_HEADERS.reference]: reference, [DOCUMENT_HEADERS.account]: account },
    [DOCUMENT_HEADERS.cameOn]: cameOn,
  }
  const given = Object.entries(told).filter(([, text]) => text.trim() !== '')
  return Object.fromEntries(given.map(([name, text]) => [name, encodeURIComponent(text.trim())]))
}

/** Saves a paper as it came; who looks at it and why is in the audit log by then. Gives why it could not, as a sentence. */
export async function savePaper(of: Pick<DocumentJson, 'document' | 'name'>): Promise<string | undefined> {
  const path = pathTo('documentReveals', { document: of.document }, { reason: 'customer' })
  const response = await fetch(path, { method: 'POST', headers: { [REQUEST_HEADER]: '1' } }).catch(() => undefined)
  if (response === undefined) return 'The server cannot be reached. Ask once more when it is back.'
  if (!response.ok) {
    const problem: { readonly detail?: string } = await response.json().catch(() => ({}))
    return problem.detail ?? `The server answered ${response.status}.`
  }
  const address = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: address, download: of.name })
  link.click()
  URL.revokeObjectURL(address)
  return undefined
}
