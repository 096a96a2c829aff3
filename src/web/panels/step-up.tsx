import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import type { Session, SessionBegun } from '../../contract/session.ts'
import { signInWaysQuery, stepUpPasskey, stepUpPassword } from '../data/passkeys.ts'
import { leaveToStepUp } from '../data/provider.ts'
import { demoPeopleQuery, sessionQuery } from '../data/session.ts'
import type { PasskeyWay } from '../ui/passkey-ways.ts'

/** Proves again who somebody is, before a risky act: with the password or a passkey; a demo person says so and no more. */
export function StepUp({
  session,
  passkeys,
  why,
}: {
  readonly session: Session
  readonly passkeys: PasskeyWay
  /** What for. */
  readonly why: string
}) {
  const client = useQueryClient()
  const password = useRef<HTMLInputElement>(null)
  const demo = useQuery(demoPeopleQuery).data?.data ?? []
  const provider = useQuery(signInWaysQuery).data?.provider
  const leave = useMutation({ mutationFn: () => leaveToStepUp(location.pathname + location.search) })
  const isDemo = demo.some(one => one.login === session.person.login)
  const prove = useMutation({
    mutationFn: (ask: () => Promise<SessionBegun>) => ask(),
    onSuccess: begun => client.setQueryData(sessionQuery.queryKey, begun.session),
    onError: () => password.current?.select(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = password.current?.value
    prove.mutate(() => stepUpPassword(given))
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <p>{why}</p>
      {!isDemo && (
        <label>
          Password
          <input ref={password} name="password" type="password" autoComplete="current-password" required />
        </label>
      )}
      <p className="button-row">
        <button type="submit" disabled={prove.isPending}>
          {isDemo ? `I am ${session.person.name}` : 'Prove it'}
        </button>
        {passkeys.at === 'offered' && !isDemo && (
          <button type="button" disabled={prove.isPending} onClick={() => prove.mutate(stepUpPasskey)}>
            Use a passkey
          </button>
        )}
        {provider?.offered === true && !isDemo && (
          <button type="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
            Prove it with {provider.title}
          </button>
        )}
      </p>
      <p className="sign-in-why" role="alert">
        {prove.error?.message ?? leave.error?.message}
      </p>
    </form>
  )
}
