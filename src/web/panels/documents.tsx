import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DocumentJson } from '../../contract/document.ts'
import type { ItemStory } from '../../contract/item.ts'
import { ACTS } from '../../core/authority/act.ts'
import { HOLD_REASONS } from '../../core/hold.ts'
import { savePaper } from '../data/documents.ts'
import { useDo } from '../data/questions.ts'
import { sessionQuery } from '../data/session.ts'
import { holds } from '../shell/pages.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Why } from './notes.tsx'
import { PaperForm } from './paper-form.tsx'

const TONES = { here: 'good', 'asked for': 'wait', missing: 'bad' } as const

/** Which papers the ways out of an item need and where they are, what came for it, and a place to receive what comes. */
export function DocumentsPanel({ story }: { readonly story: ItemStory }) {
  const session = useQuery(sessionQuery).data
  const { checklist, documents, exception, item } = story
  if (checklist.length === 0 && documents.length === 0) return null
  const mayReceive = session !== undefined && holds(session, ACTS.contact.roles) && exception?.state === 'open'
  return (
    <Panel title="Documents">
      <ul className="notes" aria-label="Checklist of documents">
        {checklist.map(({ kind, codes, is }) => (
          <li key={kind}>
            <Mark tone={TONES[is]}>{is}</Mark> {HOLD_REASONS[kind]}
            {codes.length > 0 && <span className="quiet">, for {codes.join(', ')}</span>}
          </li>
        ))}
      </ul>
      {documents.length > 0 && (
        <ol className="notes" aria-label="What came, the first first">
          {documents.map(one => (
            <li key={one.document}>
              <Paper one={one} mayTakeOff={mayReceive} />
            </li>
          ))}
        </ol>
      )}
      {mayReceive && <PaperForm about={`item ${item.id}`} />}
    </Panel>
  )
}

function Paper({ one, mayTakeOff }: { readonly one: DocumentJson; readonly mayTakeOff: boolean }) {
  const taking = useDo()
  const { document, kind, sender, came_on: came } = one
  return (
    <>
      <span>
        document {document}: {HOLD_REASONS[kind]}, from {sender}, came on {came}
        {one.attached_by === 'itself' && <span className="quiet">, attached by itself</span>}
      </span>{' '}
      <SavePaper one={one} />{' '}
      {mayTakeOff && (
        <button
          type="button"
          disabled={taking.isBusy}
          onClick={() => taking.do({ path: 'documentPlace', holes: { document }, body: { does: 'detach' } })}
        >
          Take document {document} off
        </button>
      )}
      {taking.why !== undefined && <Why text={taking.why} />}
    </>
  )
}

/** The way to the paper itself, for those who may see what is masked. */
export function SavePaper({ one }: { readonly one: Pick<DocumentJson, 'document' | 'name'> }) {
  const session = useQuery(sessionQuery).data
  const [why, setWhy] = useState<string>()
  if (session === undefined || !holds(session, ACTS.reveal.roles)) return null
  return (
    <>
      <button type="button" onClick={() => void savePaper(one).then(setWhy)}>
        Save document {one.document}
      </button>
      {why !== undefined && <Why text={why} />}
    </>
  )
}
