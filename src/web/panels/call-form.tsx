import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef } from 'react'
import { findCases } from '../data/desk.ts'
import { useFormDraft } from '../data/drafts.ts'
import { Amount } from '../ui/amount.tsx'
import { words } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Why } from '../ui/why.tsx'

interface CallFormProps {
  /** Takes it, and puts aside what is in hand. */
  readonly take: (id: string) => void
  readonly isBusy: boolean
  /** Of a case in hand, which is put aside. */
  readonly hasCase: boolean
  readonly leave: () => void
}

/** Somebody calls about a number: its open cases, each to be taken out of its turn. */
export function CallForm({ take, isBusy, hasCase, leave }: CallFormProps) {
  const field = useRef<HTMLInputElement>(null)
  const { field: typed, forget } = useFormDraft('call')
  const number = typed('number')
  const found = useMutation({ mutationFn: findCases })
  useEffect(() => field.current?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    found.mutate(number.value.trim())
  }
  const taken = (id: string) => () => {
    forget()
    take(id)
  }
  return (
    <Panel title="What the call is about" className="call">
      <form className="act-form" onSubmit={submit} aria-label="What the call is about">
        <label>
          Number of the case, item, trace or check
          <input ref={field} {...number} required maxLength={40} autoComplete="off" spellCheck={false} />
        </label>
        <p className="act-buttons">
          <button type="submit" className="primary" disabled={found.isPending}>
            Find
          </button>
          <button type="button" onClick={leave}>
            Leave it
          </button>
        </p>
      </form>
      <div role="status">
        {found.data?.length === 0 && <p>No open case has this number, or an item with it.</p>}
        {found.data !== undefined && found.data.length > 0 && hasCase && (
          <p className="quiet">What you work on is put aside, with what you typed.</p>
        )}
      </div>
      <ul className="stack-list">
        {found.data?.map(({ case: of, state, holder }) => (
          <li key={of.case}>
            <span>
              {of.title}, <Amount minor={of.value.debit_minor + of.value.credit_minor} />{' '}
              <span className="quiet">
                {of.queue_title}, {words(state)}
                {holder === null ? '' : ` with ${holder.name}`}
              </span>
            </span>
            <button type="button" disabled={isBusy} aria-label={`Take it: ${of.title}`} onClick={taken(of.case)}>
              Take it
            </button>
          </li>
        ))}
      </ul>
      <Why error={found.error} />
    </Panel>
  )
}
