import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import type { SessionBegun } from '../../contract/session.ts'
import { signInWaysQuery, stepUpPasskey, stepUpPassword } from '../data/passkeys.ts'
import { leaveToStepUp } from '../data/provider.ts'
import { demoPeopleQuery, sessionQuery } from '../data/session.ts'
import { passkeyWay } from './passkey-ways.ts'

interface StepUpProps {
  /** What for, as a sentence. */
  readonly why?: string
  /** Goes on with what was asked for. Whoever proves it at a provider leaves the page, and asks again when they are back. */
  readonly done?: () => void
}

/** Proves again who somebody is, before something risky: with the password, a passkey or a provider; a demo person says so and no more. */
export function StepUp({ why = 'This needs to be surely you: prove it once more.', done }: StepUpProps) {
  const session = useQuery(sessionQuery).data
  const [demo, ways] = [useQuery(demoPeopleQuery), useQuery(signInWaysQuery)]
  const password = useRef<HTMLInputElement>(null)
  const proving = useProof(done, () => password.current?.select())
  // Together, so that nothing moves; where the ways cannot be read there is still the password.
  if (demo.isPending || ways.isPending) return null
  const isDemo = demo.data?.data.some(one => one.login === session?.person.login) === true
  // Who comes by a passkey or a provider alone has none to give; whoever is not known yet may have one.
  const hasPassword = !isDemo && session?.has_password !== false
  const hasPasskeys = ways.data !== undefined && passkeyWay(ways.data).at === 'offered'
  const provider = ways.data?.provider
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = password.current?.value
    proving.prove(() => stepUpPassword(given))
  }
  return (
    <form className="step-up" onSubmit={submit}>
      <p>{why}</p>
      {hasPassword && (
        <label>
          Password
          <input ref={password} name="password" type="password" autoComplete="current-password" required />
        </label>
      )}
      <p className="button-row">
        {(isDemo || hasPassword) && (
          <button type="submit" className="primary" disabled={proving.isBusy}>
            It is me
          </button>
        )}
        {hasPasskeys && !isDemo && (
          <button type="button" disabled={proving.isBusy} onClick={() => proving.prove(stepUpPasskey)}>
            Use a passkey
          </button>
        )}
        {provider?.offered === true && !isDemo && (
          <button type="button" disabled={proving.isBusy} onClick={proving.leave}>
            Prove it with {provider.title}
          </button>
        )}
      </p>
      {provider?.offered === true && !isDemo && done !== undefined && (
        <p className="quiet">
          {provider.title} is on another page. You come back to this one, and press again for what you asked for:
          nothing is done by a way that leads back here.
        </p>
      )}
      {proving.why !== undefined && <p role="alert">{proving.why}</p>}
    </form>
  )
}

function useProof(done: (() => void) | undefined, failed: () => void) {
  const client = useQueryClient()
  const leaving = useMutation({ mutationFn: () => leaveToStepUp(location.pathname + location.search) })
  const proving = useMutation({
    mutationFn: (ask: () => Promise<SessionBegun>) => ask(),
    onSuccess: ({ session }) => {
      client.setQueryData(sessionQuery.queryKey, session)
      done?.()
    },
    onError: failed,
  })
  return {
    prove: (ask: () => Promise<SessionBegun>) => proving.mutate(ask),
    leave: () => leaving.mutate(),
    isBusy: proving.isPending || leaving.isPending,
    why: proving.error?.message ?? leaving.error?.message,
  }
}
