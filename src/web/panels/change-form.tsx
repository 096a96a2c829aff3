import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Changing } from '../data/use-change.ts'
import { StepUp } from '../ui/step-up.tsx'
import { Why } from '../ui/why.tsx'

interface ChangeFormProps {
  readonly changing: Changing
  readonly does: string
  readonly send: () => void
  readonly leave?: () => void
  readonly children: ReactNode
}

/** A form of a change of people: sent, the password once more where that is needed, and why it was refused. */
export function ChangeForm({ changing, does, send, leave, children }: ChangeFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const begins = leave !== undefined
  useEffect(() => {
    // What opened at a key begins in its first field; what always stands there takes no focus.
    if (begins) form.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [begins])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <>
      <form className="row-form" ref={form} onSubmit={submit} aria-label={does}>
        {children}
        <button type="submit" className="primary" disabled={changing.isBusy}>
          {does}
        </button>
        {leave !== undefined && (
          <button type="button" onClick={leave}>
            Leave it
          </button>
        )}
      </form>
      <Outcome changing={changing} />
    </>
  )
}

/** The password where it is needed, or why nothing was changed. */
export function Outcome({ changing }: { readonly changing: Changing }) {
  return (
    <>
      {changing.needsStepUp && <StepUp done={changing.again} />}
      <Why error={changing.why} />
    </>
  )
}
