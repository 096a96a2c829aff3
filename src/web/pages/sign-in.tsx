import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef } from 'react'
import type { SignInWays } from '../../contract/passkey.ts'
import type { DemoPerson } from '../../contract/session.ts'
import { ownPath } from '../../core/own-path.ts'
import { signInPasskey, signInWaysQuery } from '../data/passkeys.ts'
import { leaveToSignIn } from '../data/provider.ts'
import { demoPeopleQuery, type SignInWith, sessionQuery, signIn } from '../data/session.ts'
import { Panel } from '../ui/panel.tsx'
import { type PasskeyWay, passkeyWay } from '../ui/passkey-ways.ts'
import { useTitle } from '../ui/use-title.ts'

/** Who are you? After it the page goes back to where one was. */
export function SignInPage() {
  useTitle('Sign in')
  const enter = useSignIn()
  const ways = useQuery(signInWaysQuery).data
  const way = ways === undefined ? undefined : passkeyWay(ways)
  const demo = useQuery(demoPeopleQuery).data?.data ?? []
  return (
    <main id="page" className="sign-in">
      <h1>Clearday</h1>
      <Panel title="Sign in">
        <WithPasskey enter={enter} way={way} />
        {ways?.provider != null && <WithProvider {...ways.provider} />}
        <PasswordForm enter={enter} />
      </Panel>
      {demo.length > 0 && <DemoPanel people={demo} enter={enter} />}
    </main>
  )
}

interface Enter {
  readonly isBusy: boolean
  /** Why it was refused. */
  readonly why: string | undefined
  with(who: SignInWith | 'passkey'): void
}

function useSignIn(): Enter {
  const client = useQueryClient()
  const router = useRouter()
  const { back } = useSearch({ from: '/sign-in' })
  const asked = useMutation({
    mutationFn: (who: SignInWith | 'passkey') => (who === 'passkey' ? signInPasskey() : signIn(who)),
    onSuccess: ({ session }) => {
      // Nothing that somebody else was shown is left for the next one.
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      router.history.replace(ownPath(back))
    },
  })
  return { isBusy: asked.isPending, why: asked.error?.message, with: asked.mutate }
}

/** Leaves this page: the provider leads back to it. */
function WithProvider({ title, offered, why }: NonNullable<SignInWays['provider']>) {
  const { back } = useSearch({ from: '/sign-in' })
  const leave = useMutation({ mutationFn: () => leaveToSignIn(ownPath(back)) })
  return (
    <p className="sign-in-passkey">
      <button type="button" disabled={!offered || leave.isPending} onClick={() => leave.mutate()}>
        Sign in with {title}
      </button>{' '}
      <span className="quiet" role="status">
        {leave.error?.message ?? why}
      </span>
    </p>
  )
}

/** The place is there before it is known what stands in it: nothing moves. */
function WithPasskey({ enter, way }: { readonly enter: Enter; readonly way: PasskeyWay | undefined }) {
  if (way?.at === 'not here') return <p className="sign-in-passkey quiet">{way.why}</p>
  return (
    <p className="sign-in-passkey">
      <button type="button" disabled={enter.isBusy || way === undefined} onClick={() => enter.with('passkey')}>
        Sign in with a passkey
      </button>{' '}
      <span className="quiet">or with your password:</span>
    </p>
  )
}

function PasswordForm({ enter }: { readonly enter: Enter }) {
  const login = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  useEffect(() => login.current?.focus(), [])
  useEffect(() => {
    if (enter.why !== undefined) password.current?.select()
  }, [enter.why])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.with({ login: login.current?.value ?? '', password: password.current?.value ?? '' })
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <label>
        Login
        <input ref={login} name="login" type="text" autoComplete="username" autoCapitalize="none" required />
      </label>
      <label>
        Password
        <input ref={password} name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" disabled={enter.isBusy}>
        Sign in
      </button>
      <p className="sign-in-why" role="alert">
        {enter.why}
      </p>
    </form>
  )
}

function DemoPanel({ people, enter }: { readonly people: readonly DemoPerson[]; readonly enter: Enter }) {
  return (
    <Panel title="Or be one of the demo people">
      <p className="quiet">This bank is a sample, and its people are nobody: no password is needed.</p>
      <ul className="demo-people">
        {people.map(({ login, name, title }) => (
          <li key={login}>
            <button type="button" disabled={enter.isBusy} onClick={() => enter.with({ login })}>
              <b>{name}</b> <span>{title}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
