import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { AskFailed } from '../data/ask.ts'
import { changePassword, sessionsQuery } from '../data/passkeys.ts'
import { Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'
import { Why } from '../ui/why.tsx'

/** Another password for oneself, typed twice, after proving again who one is. */
export function PasswordPanel() {
  const client = useQueryClient()
  const [typed, setTyped] = useState({ first: '', again: '' })
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setTyped({ first: '', again: '' })
      return client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    },
  })
  const needsProof = change.error instanceof AskFailed && change.error.refused === 'step_up_needed'
  const isOther = typed.again !== '' && typed.again !== typed.first
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isOther) change.mutate(typed.first)
  }
  const field = (name: keyof typeof typed) => ({
    ...{ type: 'password', autoComplete: 'new-password', required: true, maxLength: 200, value: typed[name] },
    onChange: (event: { readonly target: { readonly value: string } }) =>
      setTyped({ ...typed, [name]: event.target.value }),
  })
  return (
    <Panel title="Password">
      <form className="row-form" onSubmit={submit} aria-label="Change the password">
        <label>
          New password
          <input {...field('first')} />
        </label>
        <label>
          The same once more
          <input {...field('again')} aria-invalid={isOther} />
        </label>
        <button type="submit" disabled={change.isPending}>
          Change the password
        </button>
        {isOther && (
          <p className="why" role="status">
            The two are not the same.
          </p>
        )}
      </form>
      {needsProof ? <StepUp done={() => change.mutate(typed.first)} /> : <Why error={change.error} />}
      {change.isSuccess && <p role="status">Changed. Your other sessions are over.</p>}
    </Panel>
  )
}
