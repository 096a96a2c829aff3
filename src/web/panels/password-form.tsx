import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changePassword, sessionsQuery } from '../data/passkeys.ts'
import { Panel } from '../ui/panel.tsx'
import { Why } from '../ui/why.tsx'

/** Another password for oneself, typed twice, with the one of now; for whoever has one. */
export function PasswordPanel() {
  const client = useQueryClient()
  const [typed, setTyped] = useState(NOTHING)
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setTyped(NOTHING)
      return client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    },
  })
  const isOther = typed.again !== '' && typed.again !== typed.first
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isOther) change.mutate({ current: typed.current, password: typed.first })
  }
  const field = (name: keyof typeof typed) => ({
    ...{ type: 'password', required: true, maxLength: 200, value: typed[name] },
    autoComplete: name === 'current' ? 'current-password' : 'new-password',
    onChange: (event: { readonly target: { readonly value: string } }) =>
      setTyped({ ...typed, [name]: event.target.value }),
  })
  return (
    <Panel title="Password">
      <form className="row-form" onSubmit={submit} aria-label="Change the password">
        <label>
          Password of now
          <input {...field('current')} />
        </label>
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
      <Why error={change.error} />
      {change.isSuccess && <p role="status">Changed. Your other sessions are over.</p>}
    </Panel>
  )
}

const NOTHING = { current: '', first: '', again: '' }
