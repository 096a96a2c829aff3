import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { pathTo } from '../../contract/paths.ts'
import type { SessionBegun } from '../../contract/session.ts'
import { tell } from '../data/ask.ts'
import { sessionQuery } from '../data/session.ts'

/** The password once more, before something risky; then what was asked for goes on. */
export function StepUp({ done }: { readonly done: () => void }) {
  const client = useQueryClient()
  const typed = useRef<HTMLInputElement>(null)
  const asked = useMutation({
    mutationFn: (given: string) => tell<SessionBegun>(pathTo('sessionStepUp'), given === '' ? {} : { password: given }),
    onSuccess: ({ session }) => {
      client.setQueryData(sessionQuery.queryKey, session)
      done()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.mutate(typed.current?.value ?? '')
  }
  return (
    <form className="step-up" onSubmit={submit}>
      <p>This needs to be surely you: give your password once more. Demo people have none and leave it empty.</p>
      <label>
        Password
        <input ref={typed} type="password" autoComplete="current-password" />
      </label>
      <button type="submit" className="primary" disabled={asked.isPending}>
        It is me
      </button>
      {asked.error !== null && <p role="alert">{asked.error.message}</p>}
    </form>
  )
}
