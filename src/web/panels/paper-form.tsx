import { type FormEvent, useRef } from 'react'
import { HOLD_REASONS } from '../../core/hold.ts'
import { useReceive } from '../data/documents.ts'
import { Why } from './notes.tsx'

interface PaperFormProps {
  /** What it quotes, where that is known already: the item at whose page it is received. */
  readonly about?: string
}

/** A place to receive a paper: its file, what it is, who sent it, and what it quotes. */
export function PaperForm({ about }: PaperFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const receiving = useReceive(() => form.current?.reset())
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? '')
    const file = given.get('file')
    if (!(file instanceof File)) return
    receiving.send({
      ...{ file, kind: text('kind'), sender: text('sender'), cameOn: text('came') },
      ...{ reference: about ?? text('reference'), account: text('account') },
    })
  }
  const { received } = receiving
  return (
    <form ref={form} className="question-form" onSubmit={submit} aria-label="Receive a document">
      <label>
        The document
        <input name="file" type="file" required />
      </label>
      <label>
        What it is
        <select name="kind" defaultValue="statement">
          {Object.entries(HOLD_REASONS).map(([name, says]) => (
            <option key={name} value={name}>
              {says}
            </option>
          ))}
        </select>
      </label>
      <label>
        Who sent it
        <input name="sender" required maxLength={200} autoComplete="off" />
      </label>
      {about === undefined && (
        <>
          <label>
            What it quotes: a letter of ours, an item, or anything else
            <input name="reference" maxLength={60} autoComplete="off" />
          </label>
          <label>
            Number of the account that it is about
            <input name="account" maxLength={34} autoComplete="off" />
          </label>
        </>
      )}
      <label>
        When it came; today where left out
        <input name="came" type="date" />
      </label>
      <button type="submit" disabled={receiving.isBusy}>
        Receive the document
      </button>
      <Why text={receiving.why} />
      {received !== undefined && receiving.why === undefined && (
        <p role="status">
          {received.document.item === null
            ? `Document ${received.document.document} waits: ${received.why ?? ''}`
            : `Document ${received.document.document} is attached to item ${received.document.item}.`}
        </p>
      )}
    </form>
  )
}
